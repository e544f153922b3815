package dev.gambeson.data.internal.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Unpacks one LZ4 frame (LZ4 Frame Format 1.6), which is what Arrow packs buffers with. Its blocks
/// may refer to earlier ones, which aircompressor's block decoder cannot follow. Checksums are
/// skipped: the caller knows the size, and the bytes are checked as a table.
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int SMALLEST_MATCH = 4;

  private final ByteBuffer in;
  private final byte[] out;
  private int at;

  private Lz4Frame(ByteBuffer in, int size) {
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.out = new byte[size];
  }

  /// @param size exact size of what comes out
  /// @throws IOException when it is no sound frame of this size
  static byte[] unpack(ByteBuffer packed, int size) throws IOException {
    Lz4Frame frame = new Lz4Frame(packed, size);
    try {
      frame.run();
    } catch (IndexOutOfBoundsException
        | java.nio.BufferUnderflowException
        | ArithmeticException e) {
      throw new IOException("a buffer packed with LZ4 is damaged", e);
    }
    if (frame.at != size) {
      throw new IOException("a buffer does not unpack to the %d bytes it states".formatted(size));
    }
    return frame.out;
  }

  private void run() throws IOException {
    if (in.getInt() != MAGIC) {
      throw new IOException("a buffer is no LZ4 frame");
    }
    int flags = in.get();
    boolean blockChecksums = (flags & 0x10) != 0;
    boolean contentSize = (flags & 0x08) != 0;
    boolean dictionary = (flags & 0x01) != 0;
    if ((flags & 0xC0) != 0x40 || dictionary) {
      throw new IOException("an LZ4 frame of an unknown version or with a dictionary");
    }
    skip(1 + (contentSize ? 8 : 0) + 1); // block size, content size, header checksum
    for (int length = in.getInt(); length != 0; length = in.getInt()) {
      int end = Math.addExact(in.position(), length & 0x7fffffff);
      if (end > in.limit()) {
        throw new IndexOutOfBoundsException("block");
      }
      if (length < 0) {
        literals(end - in.position());
      } else {
        block(end);
      }
      skip(blockChecksums ? 4 : 0);
    }
  }

  private void skip(int bytes) {
    if (bytes > in.remaining()) {
      throw new IndexOutOfBoundsException("frame");
    }
    in.position(in.position() + bytes);
  }

  private void block(int end) {
    while (in.position() < end) {
      int token = in.get() & 0xff;
      literals(length(token >>> 4));
      if (in.position() >= end) {
        break; // the last sequence has no match
      }
      int distance = in.getShort() & 0xffff;
      match(distance, Math.addExact(length(token & 15), SMALLEST_MATCH));
    }
    if (in.position() != end) {
      throw new IndexOutOfBoundsException("block");
    }
  }

  private int length(int first) {
    int length = first;
    if (first == 15) {
      int more;
      do {
        more = in.get() & 0xff;
        length = Math.addExact(length, more);
      } while (more == 255);
    }
    return length;
  }

  private void literals(int length) {
    requireRoom(length);
    in.get(out, at, length);
    at += length;
  }

  private void match(int distance, int length) {
    requireRoom(length);
    if (distance == 0 || distance > at) {
      throw new IndexOutOfBoundsException("distance");
    }
    for (int i = 0; i < length; i++, at++) {
      out[at] = out[at - distance]; // may overlap
    }
  }

  private void requireRoom(int length) {
    if (length > out.length - at) {
      throw new IndexOutOfBoundsException("size");
    }
  }
}
