package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Turns a sequence of entries into tiles, bundles and checkpoints on the disk. A checkpoint
/// appears only after everything it speaks about is safe. Not thread-safe.
final class Tiler {
  private static final int MAX_UNFORCED = 4096;

  private final Disk disk;
  private final Path ledger;
  private final SigningKey key;
  private final TreeEdge edge;
  private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
  private final Set<Path> unforced = new LinkedHashSet<>();
  private final Set<Path> unsynced = new TreeSet<>();
  private final List<Path> stale = new ArrayList<>();
  private final Hasher hasher = new Hasher();
  private Checkpoint published;

  private Tiler(Disk disk, Path ledger, SigningKey key, TreeEdge edge, Checkpoint published) {
    this.disk = disk;
    this.ledger = ledger;
    this.key = key;
    this.edge = edge;
    this.published = published;
  }

  /// Starts a new ledger: signs that it is empty.
  static Tiler create(Disk disk, Path ledger, SigningKey key) throws IOException {
    TreeEdge edge = new TreeEdge();
    Checkpoint empty = Checkpoint.sign(0, edge.root(), key);
    Tiler tiler = new Tiler(disk, ledger, key, edge, empty);
    disk.replace(ledger.resolve(Layout.CHECKPOINT), empty.bytes());
    return tiler;
  }

  /// Goes on from a checkpoint. Reads the right edge only; `verify` reads everything.
  static Tiler resume(Disk disk, Path ledger, SigningKey key, Checkpoint from) {
    TileStore store = new TileStore(disk, ledger);
    TreeEdge edge = TreeEdge.of(store, from.size());
    if (!edge.root().equals(from.root())) {
      throw GambesonException.badInput(
          "The tiles in %s do not lead to the root of its checkpoint: they were changed. `gambeson ledger verify` says where. The ledger is not opened."
              .formatted(ledger));
    }
    Tiler tiler = new Tiler(disk, ledger, key, edge, from);
    tiler.loadBundle(store);
    return tiler;
  }

  private void loadBundle(TileStore store) {
    int width = edge.width(0);
    if (width == 0) {
      return;
    }
    byte[] leaves = edge.hashes(0);
    List<byte[]> entries = store.bundle(edge.size() / Layout.WIDTH, width);
    for (int i = 0; i < width; i++) {
      Hash wanted = Hash.of(leaves, i * Hash.BYTES, Hash.BYTES);
      if (!hasher.leaf(entries.get(i)).equals(wanted)) {
        throw GambesonException.badInput(
            "Entry %d in %s does not hash to its leaf: it was changed. The ledger is not opened."
                .formatted(edge.size() - width + i, ledger));
      }
      put(entries.get(i));
    }
  }

  private void put(byte[] entry) {
    bundle.write(entry.length >>> 8);
    bundle.write(entry.length);
    bundle.writeBytes(entry);
  }

  long size() {
    return edge.size();
  }

  Checkpoint published() {
    return published;
  }

  void add(byte[] entry, Hash leaf) throws IOException {
    put(entry);
    edge.add(leaf, this::full);
  }

  Hash leaf(byte[] entry) {
    return hasher.leaf(entry);
  }

  private void full(int level, long n, byte[] hashes) throws IOException {
    if (level == 0) {
      write(Layout.ENTRIES, n, Layout.WIDTH, bundle.toByteArray());
      bundle.reset();
    }
    write(Integer.toString(level), n, Layout.WIDTH, hashes);
  }

  private void write(String kind, long n, int width, byte[] content) throws IOException {
    Path file = Layout.tile(ledger, kind, n, width);
    Path folder = java.util.Objects.requireNonNull(file.getParent());
    if (unsynced.add(folder)) {
      disk.makeFolders(folder);
    }
    disk.write(file, content);
    unforced.add(file);
    if (unforced.size() >= MAX_UNFORCED) {
      force();
    }
    if (width == Layout.WIDTH) {
      stale.add(folder.resolve(file.getFileName() + ".p"));
    }
  }

  /// Signs everything added so far and makes it visible.
  Checkpoint publish() throws IOException {
    if (published.size() == edge.size()) {
      return published;
    }
    int width = edge.width(0);
    if (width > 0) {
      write(Layout.ENTRIES, edge.size() / Layout.WIDTH, width, bundle.toByteArray());
    }
    for (int level = 0; level < edge.levels(); level++) {
      if (edge.width(level) > 0 && grown(level)) {
        long n = Layout.count(edge.size(), level) / Layout.WIDTH;
        write(Integer.toString(level), n, edge.width(level), edge.hashes(level));
      }
    }
    force();
    for (Path folder : unsynced) {
      disk.syncFolder(folder);
    }
    unsynced.clear();
    Checkpoint next = Checkpoint.sign(edge.size(), edge.root(), key);
    disk.replace(ledger.resolve(Layout.CHECKPOINT), next.bytes());
    published = next;
    removePartials();
    return next;
  }

  /// A tile that the published checkpoint speaks of already must not be written again: a crash in
  /// the middle would leave that checkpoint without it.
  private boolean grown(int level) {
    return Layout.count(edge.size(), level) != Layout.count(published.size(), level);
  }

  private void force() throws IOException {
    disk.forceAll(unforced);
    unforced.clear();
  }

  /// Partial tiles may go once the full one is there and a checkpoint speaks of it.
  private void removePartials() throws IOException {
    for (Path folder : stale) {
      for (String name : disk.list(folder)) {
        disk.delete(folder.resolve(name));
      }
      disk.delete(folder);
    }
    stale.clear();
  }
}
