package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads a ledger's folder, also while somebody writes it. Needs no key and no lock.
///
/// Guarantees that what [#entry] returns hashes into the root of [#checkpoint]. Not checked here:
/// whether that checkpoint is signed by the right key ([Checkpoint#signedBy]), and everything that
/// was not asked for ([LedgerVerifier] checks it all). Not thread-safe.
public final class LedgerReader {
  private final TileStore tiles;
  private final TreeReader tree;
  private final Checkpoint checkpoint;
  private final Hasher hasher = new Hasher();

  LedgerReader(TileStore tiles, Checkpoint checkpoint) {
    this.tiles = tiles;
    this.tree = new TreeReader(tiles, checkpoint.size());
    this.checkpoint = checkpoint;
  }

  /// Opens a folder for reading, at the checkpoint that stands in it now.
  ///
  /// @throws GambesonException when there is no ledger or its checkpoint is malformed
  public static LedgerReader open(Path dir) {
    return open(dir, new FileDisk());
  }

  static LedgerReader open(Path dir, Disk disk) {
    Path file = dir.resolve(Layout.CHECKPOINT);
    try {
      Checkpoint checkpoint =
          Checkpoint.parse(disk.read(file, SignedNote.MAX_BYTES), file.toString());
      return new LedgerReader(new TileStore(disk, dir), checkpoint);
    } catch (NoSuchFileException e) {
      String what = Files.isDirectory(dir) ? "holds no checkpoint" : "does not exist";
      throw GambesonException.badInput(
          "%s is no ledger: it %s. Name the folder that holds `checkpoint` and `tile`."
              .formatted(dir, what),
          e);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The ledger %s cannot be read: %s.".formatted(dir, Failures.text(e)), e);
    }
  }

  /// The checkpoint this reader sees.
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /// The bytes of an entry, after checking that they hash into the root.
  public byte[] bytes(long index) {
    InclusionProof proof = tree.inclusion(index, checkpoint.size());
    long n = index / Layout.WIDTH;
    int width = Layout.width(checkpoint.size(), 0, n);
    byte[] entry = tiles.bundle(n, width).get((int) (index % Layout.WIDTH));
    if (!proof.verifies(hasher.leaf(entry), checkpoint.root())) {
      throw GambesonException.badInput(
          "Entry %d does not hash into the root of the checkpoint: it, a tile or the checkpoint was changed. `gambeson ledger verify` says which."
              .formatted(index));
    }
    return entry;
  }

  /// The bytes of the entries from an index on, up to the end of their bundle (256 at most) or the
  /// checkpoint's size. Not checked against the root: who gets them and the checkpoint can do that.
  public List<byte[]> bundle(long from) {
    long n = from / Layout.WIDTH;
    int width = Layout.width(checkpoint.size(), 0, n);
    return tiles.bundle(n, width).subList((int) (from % Layout.WIDTH), width);
  }

  /// The entry at an index, checked as by [#bytes].
  public Recorded entry(long index) {
    return Recorded.parse(bytes(index));
  }

  /// The hash with which an entry stands in the tree (RFC 6962, section 2.1).
  public Hash leafHash(long index) {
    return new Hasher().leaf(bytes(index));
  }

  /// As [Ledger#inclusionProof], up to the checkpoint's size.
  public InclusionProof inclusionProof(long index, long size) {
    return tree.inclusion(index, size);
  }

  /// As [Ledger#consistencyProof], up to the checkpoint's size.
  public ConsistencyProof consistencyProof(long oldSize, long newSize) {
    return tree.consistency(oldSize, newSize);
  }

  /// The root over the first `size` entries, from the tiles.
  public Hash root(long size) {
    return tree.root(size);
  }
}
