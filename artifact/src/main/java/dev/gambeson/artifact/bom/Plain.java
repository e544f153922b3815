package dev.gambeson.artifact.bom;

/// Foreign text made fit for a bill: no control characters, nothing that XML 1.0 cannot hold,
/// nothing that changes the direction of writing; cut to a length.
public final class Plain {
  private Plain() {}

  /// The text, at most `max` characters of it.
  public static String text(String text, int max) {
    StringBuilder safe = new StringBuilder();
    text.strip()
        .codePoints()
        .filter(c -> c == '\n' || !hidden(c))
        .limit(max)
        .forEach(safe::appendCodePoint);
    return safe.toString().strip();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (c & 0xFFFE) == 0xFFFE;
  }
}
