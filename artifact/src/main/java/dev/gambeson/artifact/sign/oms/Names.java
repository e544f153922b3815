package dev.gambeson.artifact.sign.oms;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names of files in a manifest: OMS v1.0, section 6.1.2.
final class Names {
  /// By code point. `String`'s own order compares UTF-16 units and puts U+FFFD after U+10000.
  static final Comparator<String> BY_CODE_POINT = Names::compare;

  private static final int MAX_LENGTH = 4096;
  private static final Pattern RESERVED =
      Pattern.compile(
          "(?i)(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³])(\\..*)?", Pattern.DOTALL);
  private static final Pattern UNUSABLE = Pattern.compile("[<>:\"|?*\\x00-\\x1f]");

  private Names() {}

  private static int compare(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for the code points above all other characters.
        boolean sx = Character.isSurrogate(x);
        boolean sy = Character.isSurrogate(y);
        return sx == sy ? Character.compare(x, y) : sx ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /// What makes a name unfit for any manifest; empty when nothing does. A name that passes cannot
  /// lead out of the folder.
  static Optional<String> flaw(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return Optional.of(name.isEmpty() ? "it is empty" : "it is longer than " + MAX_LENGTH);
    }
    if (name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      return Optional.of("it holds a backslash or a NUL");
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("it is not a plain relative path");
      }
    }
    return isWellFormed(name)
        ? Optional.empty()
        : Optional.of("it is no text that UTF-8 could write");
  }

  private static boolean isWellFormed(String name) {
    return name.codePoints()
        .allMatch(
            c -> c != 0xFFFD && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /// Names that are something else, or nothing, on another system, one sentence each.
  static List<String> notPortable(List<String> names) {
    List<String> problems = new ArrayList<>();
    Map<String, String> folded = new HashMap<>();
    for (String name : names) {
      String other = folded.putIfAbsent(fold(name), name);
      if (other != null) {
        problems.add(
            "'%s' and '%s' are one file where case or Unicode form does not matter (Windows, macOS)."
                .formatted(other, name));
      }
      for (String part : name.split("/", -1)) {
        part(name, part).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private static String fold(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<String> part(String name, String part) {
    if (RESERVED.matcher(part).matches()) {
      return Optional.of("'%s' is a device on Windows, not a file.".formatted(name));
    }
    if (part.endsWith(".") || part.endsWith(" ") || UNUSABLE.matcher(part).find()) {
      return Optional.of("'%s' cannot be a file name on Windows.".formatted(name));
    }
    boolean deceptive = part.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT);
    return deceptive
        ? Optional.of(
            "'%s' holds invisible characters and may not be what it looks like.".formatted(name))
        : Optional.empty();
  }
}
