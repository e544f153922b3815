package dev.gambeson.cli;

/// Makes foreign text safe to print on a terminal: what we print is an attack surface too.
public final class Printable {
  private Printable() {}

  /// Replaces control characters (escape sequences, bells, bidirectional overrides); keeps new
  /// lines.
  public static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> safe.appendCodePoint(c == '\n' || c == '\t' || !isControl(c) ? c : '\uFFFD'));
    return safe.toString();
  }

  /// As [#text], on one line.
  public static String line(String text) {
    return text(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
