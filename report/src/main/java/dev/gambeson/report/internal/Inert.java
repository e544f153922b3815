package dev.gambeson.report.internal;

/// Makes text from examined content harmless to show. Escape sequences, bidirectional overrides and
/// invisible characters become visible escapes such as `\u001b`; everything else stays as it is.
/// Syntax of the target (HTML, Markdown, XML) is not its business.
public final class Inert {
  private Inert() {}

  /// One line: line breaks and tabs become spaces.
  public static String line(String text) {
    return map(text, false);
  }

  /// Several lines: `\n` stays, `\r\n` becomes `\n`, tabs become spaces.
  public static String block(String text) {
    return map(text.replace("\r\n", "\n"), true);
  }

  /// One line of at most `limit` characters; says how many were left out.
  public static String clipped(String text, int limit) {
    String line = line(text);
    if (line.length() <= limit) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(limit - 1)) ? limit - 1 : limit;
    return line.substring(0, end) + "… (" + (line.length() - end) + " more characters)";
  }

  /// A JSON document whose strings are free of raw harmful characters: they are written as JSON
  /// escapes, so a reader gets exactly the text that was put in.
  public static String json(String document) {
    StringBuilder out = null;
    int i = 0;
    while (i < document.length()) {
      int c = document.codePointAt(i);
      boolean harmful = c != '\n' && harmful(c);
      if (harmful && out == null) {
        out = new StringBuilder(document.length() + 64).append(document, 0, i);
      }
      if (out != null) {
        append(out, c, harmful);
      }
      i += Character.charCount(c);
    }
    return out == null ? document : out.toString();
  }

  private static String map(String text, boolean keepLines) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (c == '\n' || c == '\r' || c == '\t') {
            out.append(keepLines && c == '\n' ? '\n' : ' ');
          } else {
            append(out, c, harmful(c));
          }
        });
    return out.toString();
  }

  private static void append(StringBuilder out, int codePoint, boolean escape) {
    if (!escape) {
      out.appendCodePoint(codePoint);
      return;
    }
    for (char unit : Character.toChars(codePoint)) {
      out.append("\\u");
      String hex = Integer.toHexString(unit);
      out.repeat('0', 4 - hex.length()).append(hex);
    }
  }

  /// Controls, surrogates without a partner, bidirectional controls, invisible separators and tags,
  /// and what XML cannot hold.
  static boolean harmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> c != 0x200C && c != 0x200D; // joiners are part of words and emoji
      default -> (c & 0xFFFE) == 0xFFFE;
    };
  }
}
