package dev.gambeson.registry.ledger;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A disk in memory that loses what a real one may lose in a crash: content that was not forced,
/// and names whose folder was not synced. It stops dead after a number of written bytes, or reports
/// that it is full.
final class MemoryDisk implements Disk {
  private static final class File {
    private byte[] content = new byte[0];
    private byte[] safe = new byte[0];
  }

  /// What a crash leaves of bytes that were written and not forced.
  enum Tail {
    LOST,
    HALF,
    WHOLE,
    GARBAGE
  }

  private Map<Path, File> names = new TreeMap<>();
  private final Map<Path, File> safeNames = new TreeMap<>();
  private long budget = Long.MAX_VALUE;
  private boolean full;
  private long written;
  private final List<Event> events = new ArrayList<>();

  private record Event(long end, int bytes) {}

  synchronized MemoryDisk stopAfter(long bytes) {
    budget = written + bytes;
    return this;
  }

  /// From now on every write fails, and nothing else does.
  synchronized void fillUp() {
    full = true;
  }

  synchronized long written() {
    return written;
  }

  /// Moments to crash at: after every action and after every byte of a write, but of a write longer
  /// than `whole` bytes the first and last 3 and some between.
  synchronized SortedSet<Long> moments(int whole) {
    SortedSet<Long> moments = new TreeSet<>(List.of(0L));
    for (Event e : events) {
      long stride = e.bytes <= whole ? 1 : e.bytes / 7;
      for (long i = 1; i <= e.bytes; i++) {
        if (i <= 3 || i > e.bytes - 3 || i % stride == 0) {
          moments.add(e.end - e.bytes + i);
        }
      }
    }
    return moments;
  }

  /// What is on the disk, to be compared: two disks with the same picture behave the same.
  synchronized String picture() {
    StringBuilder all = new StringBuilder();
    names.forEach((path, file) ->
        all.append(path).append(' ').append(HexFormat.of().formatHex(sha256(file.content))));
    return all.toString();
  }

  private static byte[] sha256(byte[] bytes) {
    return Sha256.digest().digest(bytes);
  }

  /// The disk as it is found after the crash.
  synchronized MemoryDisk afterCrash(Tail tail) {
    MemoryDisk found = new MemoryDisk();
    Set<Path> all = new HashSet<>(safeNames.keySet());
    if (tail != Tail.LOST) {
      all.addAll(names.keySet());
    }
    for (Path path : all) {
      File file =
          tail == Tail.LOST ? safeNames.get(path) : names.getOrDefault(path, safeNames.get(path));
      File copy = new File();
      copy.content = left(file, tail);
      copy.safe = copy.content;
      found.names.put(path, copy);
      found.safeNames.put(path, copy);
    }
    return found;
  }

  private static byte[] left(File file, Tail tail) {
    int safe = file.safe.length;
    int unforced = Math.max(0, file.content.length - safe);
    return switch (tail) {
      case LOST -> file.safe;
      case WHOLE -> file.content;
      case HALF -> Arrays.copyOf(file.content, file.content.length - unforced / 2);
      case GARBAGE -> {
        byte[] bytes = file.content.clone();
        for (int i = safe; i < bytes.length; i++) {
          bytes[i] = i % 3 == 0 ? 0 : bytes[i];
        }
        yield bytes;
      }
    };
  }

  /// Every other action on the disk counts as one byte, so that a crash can fall between any two.
  private void step() throws IOException {
    requireAlive();
    written++;
    events.add(new Event(written, 1));
  }

  private synchronized void requireAlive() throws IOException {
    if (written >= budget) {
      throw new IOException("crashed");
    }
  }

  @Override
  public synchronized byte[] read(Path file, int max) throws IOException {
    File found = names.get(file);
    if (found == null) {
      throw new NoSuchFileException(file.toString());
    }
    return found.content.clone();
  }

  @Override
  public synchronized boolean exists(Path file) {
    return names.keySet().stream().anyMatch(p -> p.startsWith(file));
  }

  @Override
  public synchronized List<String> list(Path folder) {
    return names.keySet().stream()
        .filter(p -> p.startsWith(folder) && !p.equals(folder))
        .map(p -> folder.relativize(p).getName(0).toString())
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public synchronized Output create(Path path) throws IOException {
    step();
    File old = names.get(path);
    File file = new File();
    if (old != null) {
      file.safe = new byte[0]; // truncation may reach the disk at any time
    }
    names.put(path, file);
    if (safeNames.containsKey(path)) {
      safeNames.put(path, file);
    }
    return new Output() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        MemoryDisk.this.write(file, bytes);
      }

      @Override
      public void force() throws IOException {
        MemoryDisk.this.force(file);
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void write(File file, ByteBuffer bytes) throws IOException {
    requireAlive();
    if (full) {
      throw new IOException("No space left on device");
    }
    int room = (int) Math.min(bytes.remaining(), budget - written);
    int old = file.content.length;
    file.content = Arrays.copyOf(file.content, old + room);
    bytes.get(file.content, old, room);
    written += room;
    events.add(new Event(written, room));
    requireAlive();
  }

  private synchronized void force(File file) throws IOException {
    step();
    file.safe = file.content;
  }

  @Override
  public synchronized void forceAll(Collection<Path> files) throws IOException {
    for (Path file : files) {
      force(names.get(file));
    }
  }

  @Override
  public void makeFolders(Path folder) {}

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    step();
    names.put(to, names.remove(from));
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    step();
    names.remove(file);
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    step();
    safeNames.keySet().removeIf(p -> folder.equals(p.getParent()) && !names.containsKey(p));
    names.forEach((path, file) -> {
      if (folder.equals(path.getParent())) {
        safeNames.put(path, file);
      }
    });
  }
}
