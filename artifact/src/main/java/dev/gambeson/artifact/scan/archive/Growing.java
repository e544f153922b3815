package dev.gambeson.artifact.scan.archive;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bytes off the heap that grow as they are written, so that no announced length is believed.
final class Growing implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private Arena arena = Arena.ofConfined();
  private MemorySegment bytes = arena.allocate(CHUNK);
  private long size;

  /// Copies a stream until it ends or so many bytes are here.
  void readFrom(InputStream stream, long max, Progress progress) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, max))];
    while (size < max) {
      int n = stream.read(chunk, 0, (int) Math.min(chunk.length, max - size));
      if (n < 0) {
        return;
      }
      append(chunk, n);
      if (!progress.goOn(size)) {
        return;
      }
    }
  }

  /// Asked after every piece.
  interface Progress {
    boolean goOn(long size);
  }

  private void append(byte[] chunk, int n) {
    if (size + n > bytes.byteSize()) {
      Arena wider = Arena.ofConfined();
      MemorySegment more = wider.allocate(2 * bytes.byteSize());
      MemorySegment.copy(bytes, 0, more, 0, size);
      arena.close();
      arena = wider;
      bytes = more;
    }
    MemorySegment.copy(chunk, 0, bytes, ValueLayout.JAVA_BYTE, size, n);
    size += n;
  }

  MemorySegment bytes() {
    return bytes.asSlice(0, size);
  }

  long size() {
    return size;
  }

  @Override
  public void close() {
    arena.close();
  }
}
