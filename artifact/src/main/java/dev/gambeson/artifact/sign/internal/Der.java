package dev.gambeson.artifact.sign.internal;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The little DER (X.690) that is needed to carry one key format over into another. Reads definite
/// lengths of at most 1 MiB and nothing nested deeper than the caller asks.
public final class Der {
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OID = 0x06;
  public static final int SEQUENCE = 0x30;

  private static final int MAX = 1 << 20;

  private final byte[] bytes;
  private final String what;
  private int at;
  private final int end;

  private Der(byte[] bytes, int from, int end, String what) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.what = what;
  }

  /// A reader over these bytes.
  ///
  /// @param what names them in messages
  public static Der of(byte[] bytes, String what) {
    return new Der(bytes, 0, bytes.length, what);
  }

  /// Whether something follows.
  public boolean more() {
    return at < end;
  }

  /// The tag of the next element.
  public int peek() {
    if (!more()) {
      throw bad();
    }
    return bytes[at] & 0xff;
  }

  /// The content of the next element, which must bear this tag.
  public byte[] content(int tag) {
    int start = enter(tag);
    int stop = at;
    return Arrays.copyOfRange(bytes, start, stop);
  }

  /// The next element with its header.
  public byte[] element() {
    int start = at;
    enter(peek());
    return Arrays.copyOfRange(bytes, start, at);
  }

  /// A reader over the content of the next element, which must bear this tag.
  public Der inside(int tag) {
    int start = enter(tag);
    return new Der(bytes, start, at, what);
  }

  /// Steps over the next element and returns where its content starts; it ends at [#at].
  private int enter(int tag) {
    if (peek() != tag || end - at < 2) {
      throw bad();
    }
    int length = bytes[at + 1] & 0xff;
    int start = at + 2;
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets == 0 || octets > 3 || end - start < octets) {
        throw bad();
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << 8) | (bytes[start++] & 0xff);
      }
    }
    if (length > MAX || end - start < length) {
      throw bad();
    }
    at = start + length;
    return start;
  }

  /// An element of this tag around these parts.
  public static byte[] write(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | octets);
      for (int i = octets - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private GambesonException bad() {
    return GambesonException.badInput(what + " is damaged: its DER encoding does not add up.");
  }
}
