package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// An append-only Merkle log of privileged actions, in a folder of plain files (C2SP tlog-tiles)
/// that anybody with the ledger's public key can verify offline.
///
/// Guarantees: when [#append] returns, the entry is on the disk and survives a crash of the process
/// and of the machine at any moment. Entries are never changed, removed or reordered; every
/// checkpoint is consistent with all before it. One writer at a time. Names do not reach the files
/// (see [Entry]).
///
/// Not protected: the owner of the signing key can write another history, and who can write the
/// folder can remove entries that are younger than the last checkpoint seen elsewhere (about the
/// last second). Both show only against checkpoints kept elsewhere, best co-signed by witnesses. An
/// entry whose `append` failed or never returned may be in the ledger or not. After a failed write
/// nothing more is accepted until the ledger is opened again.
///
/// The clock's time is recorded as it is, even when it goes back; the index gives the order.
///
/// Thread-safe. Many callers at once make it fast: their entries share one write.
public final class Ledger implements AutoCloseable {
  private final LedgerLock lock;
  private final LedgerWriter writer;
  private final Recovery recovery;

  private Ledger(LedgerLock lock, LedgerWriter writer, Recovery recovery) {
    this.lock = lock;
    this.writer = writer;
    this.recovery = recovery;
  }

  /// Opens a ledger for writing, or makes a new one in an absent or empty folder.
  ///
  /// @param dir its folder
  /// @param key its private keys
  /// @param clock where the entries' times come from
  /// @throws GambesonException when another writer has it, the key is another ledger's, or its
  ///   files are damaged; nothing is changed then
  public static Ledger open(Path dir, LedgerKey key, Clock clock) {
    return open(dir, key, clock, LedgerOptions.defaults());
  }

  /// As [#open(Path, LedgerKey, Clock)], with other options.
  public static Ledger open(Path dir, LedgerKey key, Clock clock, LedgerOptions options) {
    return open(dir, key, clock, options, new FileDisk());
  }

  static Ledger open(Path dir, LedgerKey key, Clock clock, LedgerOptions options, Disk disk) {
    LedgerLock lock = null;
    try {
      Files.createDirectories(dir);
      lock = LedgerLock.take(dir);
      Opening.Opened opened = Opening.open(disk, dir, key);
      LedgerWriter writer = LedgerWriter.start(disk, dir, key, clock, options, opened.tiler());
      Ledger ledger = new Ledger(lock, writer, opened.recovery());
      lock = null;
      return ledger;
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The ledger %s cannot be opened: %s.".formatted(dir, Failures.text(e)), e);
    } finally {
      if (lock != null) {
        Failures.closeQuietly(lock);
      }
    }
  }

  /// What opening had to put right.
  public Recovery recovery() {
    return recovery;
  }

  /// Writes an entry; returns when it is on the disk.
  ///
  /// @throws GambesonException when the ledger is closed or can no longer write; the entry is then
  ///   not acknowledged
  public Receipt append(Entry entry) {
    return waited(writer.submit(entry, LedgerWriter.Waiting.INSIDE));
  }

  /// Writes an entry without waiting. The future completes when it is on the disk, on a thread of
  /// its own; dependents may block. Waits while too many entries are queued.
  public CompletableFuture<Receipt> appendAsync(Entry entry) {
    return writer.submit(entry, LedgerWriter.Waiting.OUTSIDE);
  }

  /// As [#appendAsync], for entries that nobody waits for: they may come to the disk some
  /// milliseconds later, which saves forcing it for each.
  public CompletableFuture<Receipt> appendLater(Entry entry) {
    return writer.submit(entry, LedgerWriter.Waiting.NOBODY);
  }

  private static <T> T waited(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof GambesonException known ? Failures.again(known) : e;
    }
  }

  /// Signs everything acknowledged so far and makes it visible to readers of the folder.
  public Checkpoint checkpoint() {
    return waited(writer.publish());
  }

  /// Whether it takes entries: not after a failed write, and not once it is closed.
  public boolean writes() {
    return writer.writes();
  }

  /// Number of acknowledged entries.
  public long size() {
    return writer.size();
  }

  /// The entry at an index.
  public Recorded entry(long index) {
    return reader(index + 1).entry(index);
  }

  /// The proof that the entry at `index` is in the tree of `size` entries.
  ///
  /// @param size that of a checkpoint, or any other up to [#size]
  public InclusionProof inclusionProof(long index, long size) {
    return reader(size).inclusionProof(index, size);
  }

  /// The proof that the tree of `oldSize` entries is the beginning of that of `newSize`.
  public ConsistencyProof consistencyProof(long oldSize, long newSize) {
    return reader(newSize).consistencyProof(oldSize, newSize);
  }

  /// A reader that sees at least this many entries, if there are as many.
  private LedgerReader reader(long atLeast) {
    Checkpoint checkpoint = writer.published();
    return writer.reader(checkpoint.size() < atLeast ? checkpoint() : checkpoint);
  }

  /// Signs what is left, and lets go of the folder.
  ///
  /// @throws GambesonException when the last checkpoint could not be written; acknowledged entries
  ///   are safe in the journal even then
  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      Failures.closeQuietly(lock);
    }
  }
}
