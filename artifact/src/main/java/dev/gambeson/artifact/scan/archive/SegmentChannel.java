package dev.gambeson.artifact.scan.archive;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// Bytes as a channel that can only be read.
final class SegmentChannel implements SeekableByteChannel {
  private final MemorySegment bytes;
  private long at;

  SegmentChannel(MemorySegment bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer into) {
    int n = (int) Math.min(into.remaining(), bytes.byteSize() - at);
    if (n <= 0) {
      return into.hasRemaining() ? -1 : 0;
    }
    into.put(bytes.asSlice(at, n).asByteBuffer());
    at += n;
    return n;
  }

  @Override
  public long position() {
    return at;
  }

  @Override
  public SeekableByteChannel position(long to) {
    at = Math.max(0, to);
    return this;
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // nothing is held
  }
}
