package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.regex.Pattern;

/// Numbers that are written as text in protocol 0.
final class Numbers {
  private static final Pattern INTEGER =
      Pattern.compile("\\s*+[-+]?+(?:0[xXoObB])?+[0-9a-fA-F_]++\\s*+");
  private static final Pattern REAL = Pattern.compile("[-+0-9a-zA-Z_. ]++");
  private static final Pattern DECIMAL = Pattern.compile("\\s*+[-+]?+[0-9]{1,18}+\\s*+");

  private Numbers() {}

  static long integer(String line, long at) {
    if (line.equals("00")) {
      return Value.FALSE;
    }
    if (line.equals("01")) {
      return Value.TRUE;
    }
    return longInteger(line, at);
  }

  static long longInteger(String line, long at) {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (DECIMAL.matcher(digits).matches()) {
      return Value.integer(Long.parseLong(digits.strip()));
    }
    if (!INTEGER.matcher(digits).matches()) {
      throw new Malformed(at, "a number is written as something else");
    }
    return Value.NONE;
  }

  static long real(String line, long at) {
    if (line.isBlank() || !REAL.matcher(line).matches()) {
      throw new Malformed(at, "a number is written as something else");
    }
    return Value.NONE;
  }

  static long index(String line, long at) {
    if (!DECIMAL.matcher(line).matches()) {
      throw new Malformed(at, "a memo index is no number");
    }
    long index = Long.parseLong(line.strip());
    if (index < 0) {
      throw new Malformed(at, "a memo index is negative");
    }
    return index;
  }
}
