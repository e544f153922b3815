package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One writer at a time. The operating system lets go of the lock when the process ends, however it
/// ends.
final class LedgerLock implements AutoCloseable {
  /// Closing any channel of a file drops every lock this process holds on it (POSIX), so a second
  /// attempt within one process must not even open the file.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path ledger;
  private final FileChannel channel;

  private LedgerLock(Path ledger, FileChannel channel) {
    this.ledger = ledger;
    this.channel = channel;
  }

  static LedgerLock take(Path folder) throws IOException {
    Path ledger = folder.toRealPath();
    if (!HELD.add(ledger)) {
      throw taken(folder);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              ledger.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) != null) {
        return new LedgerLock(ledger, channel);
      }
    } catch (IOException | RuntimeException e) {
      release(ledger, channel);
      throw e;
    }
    release(ledger, channel);
    throw taken(folder);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void release(Path ledger, @Nullable FileChannel channel) throws IOException {
    HELD.remove(ledger);
    if (channel != null) {
      channel.close();
    }
  }

  private static GambesonException taken(Path folder) {
    return GambesonException.badInput(
        "The ledger %s is being written by another process or by another part of this one. One ledger has one writer: close the other first, or give each its own ledger."
            .formatted(folder));
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(ledger);
  }
}
