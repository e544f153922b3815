package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes of the elements of arrays and storages.
final class ElementTypes {
  private static final Pattern NUMPY =
      Pattern.compile("[<>|=]?([?bBhHiIlLqQefdgFDGSaUVOMmcu])([0-9]{0,9})(?:\\[[^\\]]{1,20}\\])?");
  private static final Map<String, Integer> TORCH =
      Map.ofEntries(
          Map.entry("double", 8),
          Map.entry("float", 4),
          Map.entry("half", 2),
          Map.entry("bfloat16", 2),
          Map.entry("long", 8),
          Map.entry("int", 4),
          Map.entry("short", 2),
          Map.entry("char", 1),
          Map.entry("byte", 1),
          Map.entry("bool", 1),
          Map.entry("complexfloat", 8),
          Map.entry("complexdouble", 16),
          Map.entry("qint8", 1),
          Map.entry("quint8", 1),
          Map.entry("qint32", 4),
          Map.entry("quint4x2", 1),
          Map.entry("quint2x4", 1),
          Map.entry("untyped", 1));

  private ElementTypes() {}

  /// Bytes of one element of a NumPy type such as `f8` or `<U5`.
  static long bytes(String type, long at) {
    Matcher matcher = NUMPY.matcher(type);
    if (!matcher.matches()) {
      throw new Malformed(at, "an array of an element type that is not known");
    }
    String digits = matcher.group(2);
    char kind = matcher.group(1).charAt(0);
    if (digits.isEmpty()) {
      return single(kind, at);
    }
    long n = Long.parseLong(digits);
    return kind == 'U' ? 4 * n : n;
  }

  private static long single(char kind, long at) {
    return switch (kind) {
      case '?', 'b', 'B' -> 1;
      case 'h', 'H', 'e' -> 2;
      case 'i', 'I', 'f' -> 4;
      case 'l', 'L', 'q', 'Q', 'd', 'F', 'M', 'm' -> 8;
      case 'g', 'D' -> 16;
      default -> throw new Malformed(at, "an array of an element type without a size");
    };
  }

  /// Whether elements are Python objects.
  static boolean isObject(String type) {
    Matcher matcher = NUMPY.matcher(type);
    return matcher.matches() && matcher.group(1).equals("O");
  }

  /// Bytes of one element of a PyTorch storage class, 0 when it is not known.
  static int storage(String className) {
    String name = className.toLowerCase(Locale.ROOT);
    return name.endsWith("storage")
        ? TORCH.getOrDefault(name.substring(0, name.length() - "storage".length()), 0)
        : 0;
  }
}
