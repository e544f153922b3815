package dev.gambeson.artifact.scan.template;

/// Escapes of Python string literals, as Jinja reads them (`unicode-escape`).
final class Escapes {
  private Escapes() {}

  /// Reads what follows a backslash.
  ///
  /// @param at the character after the backslash
  /// @return the character after the escape
  static int read(String text, int at, StringBuilder out) {
    if (at >= text.length()) {
      throw new TemplateSyntax(at, "a string does not end");
    }
    char c = text.charAt(at);
    return switch (c) {
      case 'x' -> hex(text, at + 1, 2, out);
      case 'u' -> hex(text, at + 1, 4, out);
      case 'U' -> hex(text, at + 1, 8, out);
      case 'N' -> named(text, at + 1, out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, at, out);
      default -> simple(c, at, out);
    };
  }

  private static int simple(char c, int at, StringBuilder out) {
    switch (c) {
      case '\n' -> {}
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(c);
      default -> out.append('\\').append(c);
    }
    return at + 1;
  }

  private static int hex(String text, int from, int digits, StringBuilder out) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = from + i < text.length() ? Character.digit(text.charAt(from + i), 16) : -1;
      if (digit < 0) {
        throw new TemplateSyntax(from, "a string has a broken escape");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new TemplateSyntax(from, "a string has an escape beyond Unicode");
    }
    out.appendCodePoint((int) value);
    return from + digits;
  }

  private static int octal(String text, int from, StringBuilder out) {
    int value = 0;
    int at = from;
    while (at < text.length() && at < from + 3 && Character.digit(text.charAt(at), 8) >= 0) {
      value = value * 8 + Character.digit(text.charAt(at), 8);
      at++;
    }
    out.append((char) value);
    return at;
  }

  private static int named(String text, int from, StringBuilder out) {
    int end = text.indexOf('}', from);
    if (from >= text.length() || text.charAt(from) != '{' || end < 0 || end - from > 100) {
      throw new TemplateSyntax(from, "a string has a broken escape");
    }
    try {
      out.appendCodePoint(Character.codePointOf(text.substring(from + 1, end)));
    } catch (IllegalArgumentException e) {
      throw new TemplateSyntax(from, "a string names a character that Unicode does not have");
    }
    return end + 1;
  }
}
