package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/// Reads the journal back after a crash.
///
/// A batch that was never finished is a torn tail: nobody was told of it, and it is cut off. Damage
/// before a good batch is something else, because a batch is written only after the one before it
/// was safe: then acknowledged entries are lost, and the journal is refused.
final class JournalReader {
  private static final int MAX_SEGMENT = 1 << 30;

  private final Disk disk;
  private final Path folder;
  private final Mac mac;
  private long next;
  private long cut;

  /// Takes an entry that was read back.
  @FunctionalInterface
  interface Sink {
    void take(byte[] entry) throws IOException;
  }

  JournalReader(Disk disk, Path ledger, Mac mac) {
    this.disk = disk;
    this.folder = ledger.resolve(JournalWriter.FOLDER);
    this.mac = mac;
  }

  private record Frame(long first, int count, int start, int payload) {
    int end() {
      return start + JournalWriter.HEAD + payload + JournalWriter.MAC;
    }
  }

  /// Index of the entry after the last one read.
  long next() {
    return next;
  }

  /// Bytes of a torn tail that were left out.
  long cutBytes() {
    return cut;
  }

  /// Segment files, oldest first.
  List<Path> segments() throws IOException {
    return disk.list(folder).stream()
        .filter(n -> n.matches("\\d{19}\\" + JournalWriter.SUFFIX))
        .map(folder::resolve)
        .toList();
  }

  /// Hands over every entry from `from` on.
  void replay(long from, Sink sink) throws IOException {
    next = from;
    List<Path> files = segments();
    for (int i = 0; i < files.size(); i++) {
      if (start(files.get(i)) > next) {
        throw lost(files.get(i), start(files.get(i)));
      }
      replay(files.get(i), sink);
    }
  }

  private static long start(Path file) {
    String name = String.valueOf(file.getFileName());
    return Strict.decimal(
        name.substring(0, name.length() - JournalWriter.SUFFIX.length())
            .replaceFirst("^0+(?=.)", ""),
        "The name of " + file);
  }

  private void replay(Path file, Sink sink) throws IOException {
    byte[] bytes = disk.read(file, MAX_SEGMENT);
    long expected = start(file);
    int at = 0;
    Optional<Frame> frame = frame(bytes, at, expected);
    while (frame.isPresent()) {
      hand(bytes, frame.get(), sink);
      expected += frame.get().count();
      at = frame.get().end();
      frame = frame(bytes, at, expected);
    }
    cut += bytes.length - at;
    if (laterFrame(bytes, at, expected)) {
      throw lost(file, expected);
    }
  }

  private void hand(byte[] bytes, Frame frame, Sink sink) throws IOException {
    ByteBuffer payload =
        ByteBuffer.wrap(bytes, frame.start() + JournalWriter.HEAD, frame.payload());
    List<byte[]> entries = new ArrayList<>(frame.count());
    for (int i = 0; i < frame.count(); i++) {
      byte[] entry = new byte[Short.toUnsignedInt(payload.getShort())];
      payload.get(entry);
      entries.add(entry);
    }
    for (int i = 0; i < frame.count(); i++) {
      if (frame.first() + i == next) {
        sink.take(entries.get(i));
        next++;
      }
    }
  }

  /// A good frame at this place that begins with this entry.
  private Optional<Frame> frame(byte[] bytes, int at, long first) {
    return head(bytes, at).filter(f -> f.first() == first && authentic(bytes, f));
  }

  private static Optional<Frame> head(byte[] bytes, int at) {
    if (bytes.length - at < JournalWriter.HEAD + JournalWriter.MAC) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, at, JournalWriter.HEAD);
    int magic = head.getInt();
    Frame frame = new Frame(head.getLong(), head.getInt(), at, head.getInt());
    int room = bytes.length - at - JournalWriter.HEAD - JournalWriter.MAC;
    boolean fits =
        magic == JournalWriter.MAGIC
            && frame.count() > 0
            && frame.payload() >= 2 * (long) frame.count()
            && frame.payload() <= room;
    return fits ? Optional.of(frame) : Optional.empty();
  }

  private boolean authentic(byte[] bytes, Frame frame) {
    int length = JournalWriter.HEAD + frame.payload();
    mac.update(bytes, frame.start(), length);
    byte[] given =
        Arrays.copyOfRange(
            bytes, frame.start() + length, frame.start() + length + JournalWriter.MAC);
    return MessageDigest.isEqual(mac.doFinal(), given);
  }

  /// Whether a good frame stands after the place where reading had to stop.
  private boolean laterFrame(byte[] bytes, int from, long expected) {
    for (int at = from; at + JournalWriter.HEAD + JournalWriter.MAC <= bytes.length; at++) {
      Optional<Frame> frame = bytes[at] == 'G' ? head(bytes, at) : Optional.empty();
      if (frame.filter(f -> f.first() >= expected && authentic(bytes, f)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static GambesonException lost(Path file, long index) {
    return GambesonException.badInput(
        "The ledger's journal is damaged: entries before those in %s are missing or changed from entry %d on, and they had been acknowledged. This is no torn tail. Restore the folder from a copy, or keep it as evidence; it is not opened."
            .formatted(file, index));
  }
}
