package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The text of string values, read again where their opcode stands.
final class Text {
  private static final int MAX = 1 << 16;
  private static final char BACKSLASH = 92;

  private final Input input;

  Text(Input input) {
    this.input = input;
  }

  /// Where the content of a string or byte string stands.
  record Extent(long from, long length) {}

  /// Where the content of a value stands.
  Extent extent(long value) {
    long at = Value.offset(value);
    return switch (input.u8(at)) {
      case Op.SHORT_BINUNICODE, Op.SHORT_BINSTRING, Op.SHORT_BINBYTES ->
          new Extent(at + 2, input.u8(at + 1));
      case Op.BINUNICODE, Op.BINSTRING, Op.BINBYTES -> new Extent(at + 5, input.u32(at + 1));
      case Op.BINUNICODE8, Op.BINBYTES8, Op.BYTEARRAY8 -> new Extent(at + 9, input.i64(at + 1));
      default ->
          new Extent(at + 1, Math.max(0, input.find((byte) '\n', at, input.size()) - at - 1));
    };
  }

  String of(long value) {
    int tag = Value.tag(value);
    if (tag != Value.STRING && tag != Value.BYTES) {
      return "";
    }
    Extent extent = extent(value);
    int op = input.u8(Value.offset(value));
    Charset charset = tag == Value.BYTES ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    String text = input.text(extent.from(), Math.min(MAX, extent.length()), MAX, charset);
    return switch (op) {
      case Op.STRING -> unescape(text.length() < 2 ? "" : text.substring(1, text.length() - 1));
      case Op.UNICODE -> unescapeUnicode(text);
      default -> text;
    };
  }

  /// The escapes of a Python string literal, as STRING has them.
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != BACKSLASH || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char e = text.charAt(++i);
      switch (e) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'x' -> i += number(text, i + 1, 2, 16, out);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i += number(text, i, 3, 8, out) - 1;
        default -> out.append(e);
      }
    }
    return out.toString();
  }

  /// The escapes of UNICODE: four digits after a small letter, eight after a capital one.
  private static String unescapeUnicode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == BACKSLASH && i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (next == 'u' || next == 'U') {
        i += 1 + number(text, i + 2, next == 'u' ? 4 : 8, 16, out);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /// @return digits used
  private static int number(String text, int from, int most, int radix, StringBuilder out) {
    int n = 0;
    long value = 0;
    while (n < most
        && from + n < text.length()
        && Character.digit(text.charAt(from + n), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(from + n), radix);
      n++;
    }
    if (n > 0) {
      out.appendCodePoint((int) Math.min(value, Character.MAX_CODE_POINT));
    }
    return n;
  }
}
