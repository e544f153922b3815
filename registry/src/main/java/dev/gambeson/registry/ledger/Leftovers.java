package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Looks at what stands beside the tiles of the checkpoint: partial tiles of earlier checkpoints,
/// which readers of those still need, and bundles beyond the checkpoint's end, which there may be
/// only while a journal speaks of the same entries.
final class Leftovers {
  private final Disk disk;
  private final Path ledger;
  private final Checkpoint checkpoint;
  private final List<ContentAudit.Fault> faults = new ArrayList<>();

  Leftovers(Disk disk, Path ledger, Checkpoint checkpoint) {
    this.disk = disk;
    this.ledger = ledger;
    this.checkpoint = checkpoint;
  }

  List<ContentAudit.Fault> faults() {
    try {
      for (int level = 0; level < 8; level++) {
        partials(Integer.toString(level), Layout.count(checkpoint.size(), level));
      }
      partials(Layout.ENTRIES, checkpoint.size());
      beyond();
    } catch (IOException | GambesonException e) {
      faults.add(
          new ContentAudit.Fault("tile", Optional.empty(), "It cannot be read: " + e.getMessage()));
    }
    return faults;
  }

  /// Every older partial file of the unfinished tile must be a beginning of the present one.
  private void partials(String kind, long count) throws IOException {
    int width = (int) (count % Layout.WIDTH);
    if (width == 0) {
      return;
    }
    Path current = Layout.tile(ledger, kind, count / Layout.WIDTH, width);
    Path folder = java.util.Objects.requireNonNull(current.getParent());
    if (!disk.exists(current)) {
      return; // the full tile took its place, or ContentAudit misses it
    }
    byte[] whole = read(current);
    for (String name : disk.list(folder)) {
      if (name.matches("[1-9]\\d{0,2}") && Integer.parseInt(name) < width) {
        byte[] part = read(folder.resolve(name));
        if (part.length > whole.length
            || !Arrays.equals(part, 0, part.length, whole, 0, part.length)) {
          faults.add(fault(folder.resolve(name), "is no beginning of " + relative(current)));
        }
      }
    }
  }

  private byte[] read(Path file) throws IOException {
    return disk.read(file, Layout.WIDTH * (2 + 65_535));
  }

  private void beyond() throws IOException {
    long n = (checkpoint.size() + Layout.WIDTH - 1) / Layout.WIDTH;
    Path file = Layout.tile(ledger, Layout.ENTRIES, n, Layout.WIDTH);
    boolean journal = !disk.list(ledger.resolve(JournalWriter.FOLDER)).isEmpty();
    if (disk.exists(file) && !journal && unchanged()) {
      faults.add(
          fault(
              file,
              "stands beyond the %d entries of the checkpoint, and there is no journal of them: an older checkpoint was put back"
                  .formatted(checkpoint.size())));
    }
  }

  /// Whether the checkpoint is still the one examined; a writer may have gone on.
  private boolean unchanged() throws IOException {
    byte[] now = disk.read(ledger.resolve(Layout.CHECKPOINT), SignedNote.MAX_BYTES);
    return Arrays.equals(now, checkpoint.bytes());
  }

  private ContentAudit.Fault fault(Path file, String what) {
    return new ContentAudit.Fault(
        relative(file), Optional.empty(), "%s %s.".formatted(relative(file), what));
  }

  private String relative(Path file) {
    return ledger.relativize(file).toString().replace('\\', '/');
  }
}
