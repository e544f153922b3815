package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Decodes text strictly: bytes that are no text are refused with their offset or, when the caller
/// judges rows one by one, let through as escapes: a lone low surrogate, which no text holds. After
/// the last character it appends a line break and a record that consists of [#END] alone, by which
/// the caller can tell whether the last quoted cell was closed.
public final class StrictReader extends Reader {
  /// A character that no text holds.
  public static final char END = '\0';

  /// Added to a byte that is no text, as in Python's `surrogateescape` (PEP 383).
  private static final char ESCAPE = '\udc00';

  private static final String TAIL = "\n" + END + "\n";

  private final String name;
  private final InputStream in;
  private final boolean escaping;
  private final CharsetDecoder decoder;
  private final Charset charset;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private static final int CHARS = 1 << 14;

  /// With room for the escapes of one malformed sequence.
  private final CharBuffer chars = CharBuffer.allocate(CHARS + 8).flip();

  private long offset; // of bytes.position() in the file
  private boolean drained;
  private int tail = -1; // characters of TAIL already given; -1 before the end
  private boolean escaped;

  StrictReader(Path file) throws IOException {
    this(file.toString(), Files.newInputStream(file), false);
  }

  /// @param name what messages call it
  /// @param in is closed with this reader
  /// @param escaping whether what is no text is let through as escapes
  public StrictReader(String name, InputStream in, boolean escaping) throws IOException {
    this.name = name;
    this.in = in;
    this.escaping = escaping;
    bytes.limit(Math.max(0, in.readNBytes(bytes.array(), 0, 4)));
    this.charset = charsetByMark();
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private Charset charsetByMark() {
    if (skips(0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    if (skips(0xFF, 0xFE, 0, 0)) {
      return StandardCharsets.UTF_32LE;
    }
    if (skips(0, 0, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_32BE;
    }
    if (skips(0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    return skips(0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  private boolean skips(int... mark) {
    if (bytes.remaining() < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes.get(i) & 0xff) != mark[i]) {
        return false;
      }
    }
    bytes.position(mark.length);
    offset = mark.length;
    return true;
  }

  @Override
  public int read(char[] target, int from, int length) throws IOException {
    while (length > 0 && !chars.hasRemaining() && tail < 0) {
      decode();
    }
    if (chars.hasRemaining() || length == 0) {
      int n = Math.min(length, chars.remaining());
      chars.get(target, from, n);
      return n;
    }
    int n = Math.min(length, TAIL.length() - tail);
    TAIL.getChars(tail, tail + n, target, from);
    tail += n;
    return n == 0 ? -1 : n;
  }

  /// Decodes what is buffered, after more bytes where that is too little; may give nothing.
  private void decode() throws IOException {
    chars.clear().limit(CHARS);
    int before = bytes.position();
    CoderResult result = decoder.decode(bytes, chars, drained);
    offset += bytes.position() - before;
    chars.flip();
    findNul();
    if (result.isError()) {
      if (!escaping) {
        throw notText();
      }
      escape(result.length());
    }
    if (result.isUnderflow()) {
      if (drained) {
        tail = 0;
      } else {
        fill();
      }
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
    drained = n < 0;
    bytes.position(bytes.position() + Math.max(0, n)).flip();
  }

  /// Lets malformed bytes through, behind what was decoded before them.
  private void escape(int length) {
    escaped = true;
    CharBuffer out = chars.hasRemaining() ? chars.compact() : chars.clear();
    for (int i = 0; i < length; i++) {
      out.put((char) (ESCAPE | (bytes.get() & 0xff)));
    }
    offset += length;
    out.flip();
  }

  private void findNul() {
    char[] array = chars.array();
    int end = chars.limit();
    int least = 1;
    for (int i = 0; i < end; i++) {
      least = Math.min(least, array[i]);
    }
    if (least > 0) {
      return;
    }
    if (!escaping) {
      throw GambesonException.badInput(
          "%s holds a NUL character before byte %d: it is binary, or UTF-16 without a byte order mark. Save it as UTF-8."
              .formatted(name, offset));
    }
    escaped = true;
    for (int i = 0; i < end; i++) {
      array[i] = array[i] == END ? ESCAPE : array[i];
    }
  }

  /// Whether anything was escaped so far.
  public boolean hasEscaped() {
    return escaped;
  }

  /// What a cell holds that is no text; empty when it is text.
  public static String flaw(char[] buffer, int from, int length) {
    for (int i = from; i < from + length; i++) {
      boolean lone =
          Character.isLowSurrogate(buffer[i])
              && (i == from || !Character.isHighSurrogate(buffer[i - 1]));
      if (lone) {
        int code = buffer[i] - ESCAPE;
        return code == 0 ? "a NUL character" : "the byte 0x%02X, which is no text".formatted(code);
      }
    }
    return "";
  }

  private GambesonException notText() {
    byte[] shown =
        Arrays.copyOfRange(
            bytes.array(), bytes.position(), Math.min(bytes.limit(), bytes.position() + 1));
    return GambesonException.badInput(
        "%s is not valid %s: byte %d%s. Save it as UTF-8."
            .formatted(
                name,
                charset.name(),
                offset,
                shown.length == 0 ? "" : " is 0x%02X".formatted(shown[0] & 0xff)));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
