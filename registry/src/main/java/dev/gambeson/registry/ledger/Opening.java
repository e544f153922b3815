package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Brings a ledger's folder into a state from which it can go on: reads the checkpoint, replays the
/// journal, signs what came out of it, and removes the journal. Every step can be repeated after a
/// crash.
final class Opening {
  private static final int MAX_CHECKPOINT = SignedNote.MAX_BYTES;

  private final Disk disk;
  private final Path ledger;
  private final LedgerKey key;

  private Opening(Disk disk, Path ledger, LedgerKey key) {
    this.disk = disk;
    this.ledger = ledger;
    this.key = key;
  }

  /// What came out of it.
  record Opened(Tiler tiler, Recovery recovery) {}

  static Opened open(Disk disk, Path ledger, LedgerKey key) throws IOException {
    return new Opening(disk, ledger, key).open();
  }

  private Opened open() throws IOException {
    Tiler tiler =
        disk.exists(ledger.resolve(Layout.CHECKPOINT))
            ? Tiler.resume(disk, ledger, key.signing(), checkpoint())
            : create();
    JournalReader journal =
        new JournalReader(disk, ledger, PseudonymKey.mac(key.signing().derive(JOURNAL)));
    long before = tiler.size();
    journal.replay(before, entry -> tiler.add(entry, tiler.leaf(entry)));
    requireNothingBeyond(tiler.size());
    tiler.publish();
    for (Path segment : journal.segments()) {
      disk.delete(segment);
    }
    return new Opened(tiler, new Recovery(tiler.size() - before, journal.cutBytes()));
  }

  /// What the journal's key is derived for.
  static final String JOURNAL = "gambeson/ledger-journal/1";

  private Tiler create() throws IOException {
    List<String> inside =
        disk.list(ledger).stream().filter(n -> !n.equals("lock") && !n.endsWith(".tmp")).toList();
    if (!inside.isEmpty()) {
      throw GambesonException.badInput(
          "%s has no checkpoint but holds %s. It is no new ledger: its checkpoint was removed, or the folder belongs to something else. Restore it from a copy, or name an empty folder."
              .formatted(ledger, inside.size() > 3 ? inside.subList(0, 3) + " and more" : inside));
    }
    return Tiler.create(disk, ledger, key.signing());
  }

  private Checkpoint checkpoint() throws IOException {
    Path file = ledger.resolve(Layout.CHECKPOINT);
    Checkpoint checkpoint = Checkpoint.parse(disk.read(file, MAX_CHECKPOINT), file.toString());
    if (!checkpoint.origin().equals(key.origin())) {
      throw GambesonException.badInput(
          "The ledger %s is '%s', but the key is that of '%s'. Give the key it was made with."
              .formatted(ledger, checkpoint.origin(), key.origin()));
    }
    if (!checkpoint.signedBy(key.verifier())) {
      throw GambesonException.badInput(
          "The checkpoint %s is not signed by this key, or was changed. The ledger is not opened; `gambeson ledger verify` says more."
              .formatted(file));
    }
    return checkpoint;
  }

  /// Bundles are written after their entries are safe in the journal, and the journal is removed
  /// after they are signed. So a full bundle beyond the end means that somebody put an old
  /// checkpoint back, or took the journal away.
  private void requireNothingBeyond(long size) {
    long next = (size + Layout.WIDTH - 1) / Layout.WIDTH;
    Path beyond = Layout.tile(ledger, Layout.ENTRIES, next, Layout.WIDTH);
    if (disk.exists(beyond)) {
      throw GambesonException.badInput(
          "The ledger %s ends at entry %d by its checkpoint and journal, but %s stands after it: an older checkpoint was put back, or the journal was removed. It is not opened; compare it with a checkpoint kept elsewhere (`gambeson ledger verify --against`)."
              .formatted(ledger, size, beyond));
    }
  }
}
