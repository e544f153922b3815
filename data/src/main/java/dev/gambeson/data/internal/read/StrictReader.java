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

/// Decodes a text file strictly: bytes that are no text are refused with their offset. After the
/// last character of the file it appends a line break and a record that consists of [#END] alone,
/// by which the caller can tell whether the last quoted cell was closed.
final class StrictReader extends Reader {
  /// A character that no text holds.
  static final char END = '\0';

  private static final String TAIL = "\n" + END + "\n";

  private final Path file;
  private final InputStream in;
  private final CharsetDecoder decoder;
  private final Charset charset;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private final CharBuffer chars = CharBuffer.allocate(1 << 14).flip();
  private long offset; // of bytes.position() in the file
  private boolean drained;
  private int tail = -1; // characters of TAIL already given; -1 before the end

  StrictReader(Path file) throws IOException {
    this.file = file;
    this.in = Files.newInputStream(file);
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
    chars.clear();
    int before = bytes.position();
    CoderResult result = decoder.decode(bytes, chars, drained);
    offset += bytes.position() - before;
    chars.flip();
    refuseNul();
    if (result.isError()) {
      throw notText();
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

  private void refuseNul() {
    for (int i = 0; i < chars.limit(); i++) {
      if (chars.get(i) == END) {
        throw GambesonException.badInput(
            "%s holds a NUL character before byte %d: it is binary, or UTF-16 without a byte order mark. Save it as UTF-8."
                .formatted(file, offset));
      }
    }
  }

  private GambesonException notText() {
    byte[] shown =
        Arrays.copyOfRange(
            bytes.array(), bytes.position(), Math.min(bytes.limit(), bytes.position() + 1));
    return GambesonException.badInput(
        "%s is not valid %s: byte %d%s. Save it as UTF-8."
            .formatted(
                file,
                charset.name(),
                offset,
                shown.length == 0 ? "" : " is 0x%02X".formatted(shown[0] & 0xff)));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
