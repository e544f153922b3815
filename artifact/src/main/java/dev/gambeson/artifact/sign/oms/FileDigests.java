package dev.gambeson.artifact.sign.oms;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// SHA-256 of many files, each read once from front to back, several at a time. Takes 64 KiB a
/// worker, whatever the size of the files.
final class FileDigests {
  /// Larger buffers fall out of the processor's cache and are slower.
  private static final int BUFFER = 1 << 16;

  private final Workers workers;
  private final Progress progress;

  FileDigests(Workers workers, Progress progress) {
    this.workers = workers;
    this.progress = progress;
  }

  /// The digests of these files of a tree, by name.
  ///
  /// @throws GambesonException when one cannot be read, or changes while it is read
  Map<String, String> of(Tree tree, List<String> names) {
    // The largest first: the last worker to finish should not be the one with the most to do.
    List<Work> work =
        names.stream()
            .flatMap(
                n -> Optional.ofNullable(tree.files().get(n)).map(e -> new Work(n, e)).stream())
            .sorted(Comparator.comparingLong((Work w) -> w.entry().bytes()).reversed())
            .toList();
    Meter meter = new Meter(tree.bytes(names));
    List<String> digests = workers.map(work.size(), i -> digest(work.get(i), meter));
    Map<String, String> byName = new TreeMap<>(Names.BY_CODE_POINT);
    for (int i = 0; i < work.size(); i++) {
      byName.put(work.get(i).name(), digests.get(i));
    }
    return byName;
  }

  private record Work(String name, Tree.Entry entry) {}

  private String digest(Work work, Meter meter) {
    Path path = work.entry().path();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      FileTime before = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      ByteBuffer view = ByteBuffer.wrap(buffer);
      long total = 0;
      for (int n = channel.read(view); n >= 0; n = channel.read(view.clear())) {
        digest.update(buffer, 0, n);
        total += n;
        meter.read(n);
      }
      if (total != work.entry().bytes()
          || !before.equals(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS))) {
        throw GambesonException.badInput(
            "%s changed while it was read. Try again when nobody writes to it.".formatted(path));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be read: %s.".formatted(path, e.getClass().getSimpleName()), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Says every 64 MiB how far it is.
  private final class Meter {
    private final long all;
    private final AtomicLong done = new AtomicLong();

    Meter(long all) {
      this.all = all;
    }

    void read(int bytes) {
      long now = done.addAndGet(bytes);
      if (now >> 26 != (now - bytes) >> 26) {
        progress.report("Hashing", Math.min(1, (double) now / Math.max(1, all)));
      }
    }
  }
}
