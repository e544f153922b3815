package dev.gambeson.registry.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.crypto.Mac;

/// The write-ahead journal: every batch is one frame, written and forced before anybody is told.
/// Frames bear an HMAC under a key derived from the signing key, so that nobody without it can slip
/// entries in before they are signed.
///
/// Frame: `GLB1`, index of the first entry (8 bytes), number of entries (4), length of the payload
/// (4), payload (each entry with a 2-byte length in front), HMAC-SHA-256 over all of it. Numbers
/// are big-endian. Segments are named by the index of their first entry.
final class JournalWriter {
  static final int MAGIC = 0x474c4231; // "GLB1"
  static final int HEAD = 20;
  static final int MAC = 32;
  static final String SUFFIX = ".journal";
  static final String FOLDER = "journal";

  private final Disk disk;
  private final Path folder;
  private final Mac mac;
  private final long segmentBytes;
  private final ConcurrentSkipListMap<Long, Path> segments = new ConcurrentSkipListMap<>();
  private Disk.@org.jspecify.annotations.Nullable Output output;
  private long written;

  JournalWriter(Disk disk, Path ledger, Mac mac, long segmentBytes) {
    this.disk = disk;
    this.folder = ledger.resolve(FOLDER);
    this.mac = mac;
    this.segmentBytes = segmentBytes;
  }

  /// Returns when the entries are on the disk.
  void append(long first, List<byte[]> entries) throws IOException {
    ByteBuffer frame = frame(first, entries);
    Disk.Output current = output;
    if (current == null || written >= segmentBytes) {
      current = next(first);
    }
    written += frame.remaining();
    current.write(frame);
    current.force();
  }

  private Disk.Output next(long first) throws IOException {
    close();
    disk.makeFolders(folder);
    Path file = folder.resolve("%019d%s".formatted(first, SUFFIX));
    Disk.Output next = disk.create(file);
    output = next;
    written = 0;
    disk.syncFolder(folder);
    segments.put(first, file);
    return next;
  }

  private ByteBuffer frame(long first, List<byte[]> entries) {
    int payload = 0;
    for (byte[] entry : entries) {
      payload += 2 + entry.length;
    }
    ByteBuffer frame = ByteBuffer.allocate(HEAD + payload + MAC);
    frame.putInt(MAGIC).putLong(first).putInt(entries.size()).putInt(payload);
    for (byte[] entry : entries) {
      frame.putShort((short) entry.length).put(entry);
    }
    mac.update(frame.array(), 0, HEAD + payload);
    return frame.put(mac.doFinal()).flip();
  }

  /// Removes segments all of whose entries stand in signed tiles. Never the one being written.
  void release(long size) throws IOException {
    while (segments.size() > 1) {
      Long oldest = segments.firstKey();
      Long next = segments.higherKey(oldest);
      if (next == null || next > size) {
        return;
      }
      Path file = segments.remove(oldest);
      if (file != null) {
        disk.delete(file);
      }
    }
  }

  /// Removes everything; for a ledger that is wholly in signed tiles.
  void releaseAll() throws IOException {
    close();
    for (Path file : segments.values()) {
      disk.delete(file);
    }
    segments.clear();
  }

  void close() throws IOException {
    Disk.Output current = output;
    output = null;
    if (current != null) {
      current.close();
    }
  }
}
