package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Recomputes a whole ledger: leaves from entries, tiles from leaves, the root from tiles. Works on
/// pieces of 65,536 entries, each on its own; memory does not grow with the ledger.
final class ContentAudit {
  private static final int PIECE_LEVEL = 2;
  private static final long PIECE = (long) Layout.WIDTH * Layout.WIDTH;
  private static final int MAX_FAULTS = 20;

  private final Disk disk;
  private final Path ledger;
  private final long size;
  private final TileStore tiles;
  private final AtomicLong done = new AtomicLong();

  ContentAudit(Disk disk, Path ledger, long size) {
    this.disk = disk;
    this.ledger = ledger;
    this.size = size;
    this.tiles = new TileStore(disk, ledger);
  }

  /// Something that does not fit.
  ///
  /// @param file path from the ledger's folder
  /// @param entry index of the entry concerned
  /// @param what one sentence
  record Fault(String file, Optional<Long> entry, String what) {}

  /// @param root over all entries; empty when some could not be read
  /// @param faults in content, at most 20 a piece
  /// @param foreign entries that the ledger would not have written
  record Findings(Optional<Hash> root, List<Fault> faults, List<Fault> foreign) {}

  /// One piece of the ledger, with what was found in it.
  private final class Piece {
    private final long number;
    private final TreeEdge edge = new TreeEdge();
    private final Hasher hasher = new Hasher();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> foreign = new ArrayList<>();
    private boolean readable = true;

    Piece(long number) {
      this.number = number;
    }

    Piece read() {
      long end = Math.min(size, (number + 1) * PIECE);
      for (long start = number * PIECE; start < end && readable; start += Layout.WIDTH) {
        bundle(start / Layout.WIDTH);
      }
      if (readable && end < (number + 1) * PIECE) {
        compareEdge();
      }
      return this;
    }

    private void bundle(long n) {
      int width = Layout.width(size, 0, n);
      try {
        List<byte[]> entries = tiles.bundle(n, width);
        byte[] leaves = new byte[width * Hash.BYTES];
        for (int i = 0; i < width; i++) {
          byte[] entry = entries.get(i);
          judge(n, i, entry);
          Hash leaf = hasher.leaf(entry);
          leaf.copyTo(leaves, i * Hash.BYTES);
          edge.add(leaf, this::compareUpper);
        }
        compareLeaves(n, width, leaves);
      } catch (GambesonException | java.io.IOException e) {
        readable = false;
        faults.add(new Fault(file(Layout.ENTRIES, n, width), Optional.empty(), text(e)));
      }
    }

    private void judge(long n, int i, byte[] entry) {
      try {
        Recorded.parse(entry);
      } catch (GambesonException e) {
        if (foreign.size() < MAX_FAULTS) {
          long index = n * Layout.WIDTH + i;
          foreign.add(
              new Fault(
                  file(Layout.ENTRIES, n, Layout.width(size, 0, n)),
                  Optional.of(index),
                  "Entry " + index + ": " + e.getMessage()));
        }
      }
    }

    private void compareLeaves(long n, int width, byte[] leaves) {
      byte[] stored = stored(0, n, width);
      for (int i = 0; i < width && stored.length > 0 && faults.size() < MAX_FAULTS; i++) {
        int at = i * Hash.BYTES;
        if (!Arrays.equals(leaves, at, at + Hash.BYTES, stored, at, at + Hash.BYTES)) {
          long index = n * Layout.WIDTH + i;
          faults.add(
              new Fault(
                  file(Layout.ENTRIES, n, width),
                  Optional.of(index),
                  "Entry %d does not hash to its leaf in %s: one of the two was changed."
                      .formatted(index, file("0", n, width))));
        }
      }
    }

    /// Leaves are compared one by one above; this is for the full tile over them.
    private void compareUpper(int level, long n, byte[] hashes) {
      if (level == 1) {
        compare(1, number + n, Layout.WIDTH, hashes);
      }
    }

    /// The unfinished tile of level 1 of the last piece.
    private void compareEdge() {
      int width = edge.width(1);
      if (width > 0) {
        compare(1, number, width, edge.hashes(1));
      }
    }

    private void compare(int level, long n, int width, byte[] hashes) {
      byte[] stored = stored(level, n, width);
      if (stored.length > 0 && !Arrays.equals(stored, hashes)) {
        faults.add(tileFault(level, n, width));
      }
    }

    /// The tile's file; nothing, with a fault, when it cannot be read.
    private byte[] stored(int level, long n, int width) {
      try {
        return tiles.hashes(level, n, width);
      } catch (GambesonException e) {
        faults.add(new Fault(file(Integer.toString(level), n, width), Optional.empty(), text(e)));
        return new byte[0];
      }
    }
  }

  Findings run(Workers workers, Progress progress) {
    int pieces = Math.toIntExact((size + PIECE - 1) / PIECE);
    TreeEdge top = new TreeEdge();
    List<Fault> faults = new ArrayList<>();
    List<Fault> foreign = new ArrayList<>();
    boolean readable = true;
    for (Piece piece : workers.map(pieces, n -> piece(n, pieces, progress))) {
      faults.addAll(piece.faults);
      foreign.addAll(piece.foreign);
      readable &= piece.readable;
      if (readable) {
        top.adopt(piece.edge, PIECE_LEVEL, (level, n, hashes) -> upper(level, n, hashes, faults));
      }
    }
    if (readable) {
      for (int level = PIECE_LEVEL; level < top.levels(); level++) {
        if (top.width(level) > 0) {
          long n = Layout.count(size, level) / Layout.WIDTH;
          compare(level, n, top.width(level), top.hashes(level), faults);
        }
      }
    }
    Optional<Hash> root = readable ? Optional.of(top.root()) : Optional.empty();
    return new Findings(root, faults, foreign);
  }

  private Piece piece(int n, int pieces, Progress progress) {
    Piece piece = new Piece(n).read();
    progress.report("Verifying the ledger", (double) done.incrementAndGet() / pieces);
    return piece;
  }

  private void upper(int level, long n, byte[] hashes, List<Fault> faults) {
    compare(level, n, Layout.WIDTH, hashes, faults);
  }

  private void compare(int level, long n, int width, byte[] hashes, List<Fault> faults) {
    try {
      if (!Arrays.equals(tiles.hashes(level, n, width), hashes)) {
        faults.add(tileFault(level, n, width));
      }
    } catch (GambesonException e) {
      faults.add(new Fault(file(Integer.toString(level), n, width), Optional.empty(), text(e)));
    }
  }

  private Fault tileFault(int level, long n, int width) {
    String file = file(Integer.toString(level), n, width);
    return new Fault(
        file,
        Optional.empty(),
        "The tile %s does not hold the hashes of the entries below it: it was changed."
            .formatted(file));
  }

  private String file(String kind, long n, int width) {
    Path partial = Layout.tile(ledger, kind, n, width);
    Path file = disk.exists(partial) ? partial : Layout.tile(ledger, kind, n, Layout.WIDTH);
    Path told = width < Layout.WIDTH && !disk.exists(file) ? partial : file;
    return ledger.relativize(told).toString().replace('\\', '/');
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
