package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Pipes between us and a confined child, as plain descriptors.
final class Pipes {
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private Pipes() {}

  /// A pipe; both ends are closed on `exec` and numbered 10 or more.
  record Pipe(int read, int write) {
    static Pipe open() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment ends = arena.allocate(JAVA_INT, 2);
        if (Native.call(Sys.PIPE2, ends.address(), O_CLOEXEC) < 0) {
          throw GambesonException.badInput(
              "No pipe could be opened: too many open files (ulimit -n).");
        }
        return new Pipe(high(ends.getAtIndex(JAVA_INT, 0)), high(ends.getAtIndex(JAVA_INT, 1)));
      }
    }

    /// Out of the way of the numbers that a child's own descriptors get.
    private static int high(int fd) {
      long copy = Native.call(Sys.FCNTL, fd, F_DUPFD_CLOEXEC, 10);
      Native.call(Sys.CLOSE, fd);
      if (copy < 0) {
        throw GambesonException.badInput("Too many open files (ulimit -n).");
      }
      return (int) copy;
    }
  }

  static void close(int fd) {
    Native.call(Sys.CLOSE, fd);
  }

  /// Opens the gate behind which a child waits.
  static void writeLine(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      Native.call(Sys.WRITE, fd, arena.allocateFrom("go\n").address(), 3);
    }
  }

  /// What came through a pipe.
  ///
  /// @param bytes the first ones, up to the limit
  /// @param total how many there were; more than `bytes` when some were thrown away
  record Caught(byte[] bytes, long total) {}

  /// Reads a pipe to its end on a thread of its own, keeps the first bytes and throws the others
  /// away, so that a talkative child neither blocks nor fills our memory.
  static final class Drain {
    private final int fd;
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CountDownLatch done = new CountDownLatch(1);
    private long total;

    Drain(int fd, int limit) {
      this.fd = fd;
      this.limit = limit;
      Thread.ofPlatform().daemon().name("gambeson-sandbox-output").start(this::read);
    }

    private void read() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(1 << 16);
        while (true) {
          long n = Native.call(Sys.READ, fd, buffer.address(), buffer.byteSize());
          if (n == -Native.EINTR) {
            continue;
          }
          if (n <= 0) {
            break;
          }
          keep(buffer.asSlice(0, n).toArray(JAVA_BYTE));
        }
      } finally {
        Pipes.close(fd);
        done.countDown();
      }
    }

    private synchronized void keep(byte[] bytes) {
      total += bytes.length;
      kept.write(bytes, 0, Math.min(bytes.length, limit - kept.size()));
    }

    /// What has come, once the pipe ended or the time is over.
    Caught await(Duration patience) {
      try {
        boolean _ = done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        return new Caught(kept.toByteArray(), total);
      }
    }
  }
}
