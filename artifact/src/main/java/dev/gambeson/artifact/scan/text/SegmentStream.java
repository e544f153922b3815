package dev.gambeson.artifact.scan.text;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bytes of a segment, as a stream.
final class SegmentStream extends InputStream {
  private final MemorySegment bytes;
  private long at;

  SegmentStream(MemorySegment bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return at < bytes.byteSize() ? bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (at >= bytes.byteSize()) {
      return length == 0 ? 0 : -1;
    }
    int count = (int) Math.min(length, bytes.byteSize() - at);
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, target, offset, count);
    at += count;
    return count;
  }
}
