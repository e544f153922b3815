package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Whether bytes are text, and in which encoding: byte order marks, UTF-8, UTF-16 without a mark,
/// EBCDIC where an XML declaration begins, and 8-bit encodings that are mostly ASCII.
final class Texts {
  /// Longest text that is parsed as a whole.
  static final int MAX = 64 << 20;

  private static final int HEAD = 1 << 16;
  private static final int LEGACY_FROM = 16;
  private static final Charset EBCDIC = Charset.forName("IBM037");

  private Texts() {}

  /// The encoding of the text; empty when these bytes are none.
  static Optional<Charset> charset(Input input) {
    int length = (int) Math.min(HEAD, input.size());
    byte[] head = input.copy(0, length, HEAD);
    Optional<Charset> marked = marked(input).or(() -> wide(head));
    if (marked.isPresent()) {
      return marked.filter(c -> decodes(head, c));
    }
    if (input.matches(0, (byte) 0x4c, (byte) 0x6f, (byte) 0xa7, (byte) 0x94)) {
      return Optional.of(EBCDIC);
    }
    if (hasControls(head)) {
      return Optional.empty();
    }
    if (decodes(head, StandardCharsets.UTF_8)) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    return isLegacy(head) ? Optional.of(StandardCharsets.ISO_8859_1) : Optional.empty();
  }

  /// The whole text, without its byte order mark.
  static String all(Input input) {
    Charset charset = charset(input).orElseThrow(() -> new Malformed(0, "the bytes are not text"));
    String text = input.text(0, input.size(), MAX, charset);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /// The first characters of the text; empty when it is none.
  static String head(Input input, int count) {
    Optional<Charset> charset = charset(input);
    if (charset.isEmpty()) {
      return "";
    }
    long length = Math.min(input.size(), 4L * count);
    String text = input.text(0, length, 4 * count, charset.get());
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /// What is no text at all: control characters other than white space, escape and backspace.
  static boolean isControl(int b) {
    return (b < 0x20 && (b < 8 || b > 13) && b != 0x1b && b != 0x1a) || b == 0x7f;
  }

  private static Optional<Charset> marked(Input input) {
    if (input.matches(0, (byte) 0xff, (byte) 0xfe, (byte) 0, (byte) 0)) {
      return Optional.of(Charset.forName("UTF-32LE"));
    }
    if (input.matches(0, (byte) 0, (byte) 0, (byte) 0xfe, (byte) 0xff)) {
      return Optional.of(Charset.forName("UTF-32BE"));
    }
    if (input.matches(0, (byte) 0xff, (byte) 0xfe)) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    if (input.matches(0, (byte) 0xfe, (byte) 0xff)) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    return Optional.empty();
  }

  /// UTF-16 without a mark: nearly every other byte is zero, and the rest is printable.
  private static Optional<Charset> wide(byte[] head) {
    int pairs = Math.min(head.length / 2, 512);
    int little = 0;
    int big = 0;
    for (int i = 0; i < pairs; i++) {
      little += head[2 * i + 1] == 0 && isPrintable(head[2 * i]) ? 1 : 0;
      big += head[2 * i] == 0 && isPrintable(head[2 * i + 1]) ? 1 : 0;
    }
    if (pairs >= 4 && little * 10 > pairs * 9) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return pairs >= 4 && big * 10 > pairs * 9
        ? Optional.of(StandardCharsets.UTF_16BE)
        : Optional.empty();
  }

  private static boolean isPrintable(byte b) {
    return (b >= 0x20 && b < 0x7f) || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean hasControls(byte[] head) {
    for (byte b : head) {
      if (isControl(b & 0xff)) {
        return true;
      }
    }
    return false;
  }

  /// Valid in the encoding, and without control characters; a character cut off at the end counts
  /// only when more bytes follow it in the file.
  private static boolean decodes(byte[] head, Charset charset) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(head.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(head), chars, head.length < HEAD);
    if (result.isError()) {
      return false;
    }
    chars.flip();
    return chars.chars().noneMatch(Texts::isControl);
  }

  private static boolean isLegacy(byte[] head) {
    int high = 0;
    for (byte b : head) {
      high += b < 0 ? 1 : 0;
    }
    return head.length >= LEGACY_FROM && high * 10 < head.length * 3;
  }
}
