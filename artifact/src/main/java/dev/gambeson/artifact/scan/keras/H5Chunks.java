package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;

/// Values that lie in pieces: owns every piece that the index names.
final class H5Chunks {
  private static final int MAX_LEVEL = 64;

  private final H5File file;
  private final Input in;
  private long stored;

  private H5Chunks(H5File file) {
    this.file = file;
    this.in = file.input();
  }

  /// By a version 1 B-tree.
  ///
  /// @param rank of the dataset, plus one
  /// @return stored bytes
  static long first(H5File file, long address, int rank) {
    H5Chunks chunks = new H5Chunks(file);
    if (address >= 0) {
      chunks.node(address, 8 + 8 * rank, 0);
    }
    return chunks.stored;
  }

  private void node(long address, int key, int level) {
    if (!file.enter(address) || level > MAX_LEVEL) {
      throw new Malformed(address, "the index of a dataset leads into itself");
    }
    file.expect(address, "TREE");
    int o = file.offsets();
    int k = file.chunkInternal();
    file.ownUpTo(address, 8 + 2L * o + (2L * k + 1) * key + 2L * k * o);
    boolean isLeaf = in.u8(address + 5) == 0;
    int used = in.u16(address + 6);
    for (int i = 0; i < used; i++) {
      long entry = address + 8 + 2L * o + (long) i * (key + o);
      long child = file.address(entry + key);
      if (child < 0) {
        throw new Malformed(entry, "the index of a dataset breaks off");
      }
      if (isLeaf) {
        take(child, in.u32(entry));
      } else {
        node(child, key, level + 1);
      }
    }
  }

  private void take(long address, long size) {
    file.own(address, size);
    stored += size;
  }

  /// By one of the indexes of layout version 4.
  ///
  /// @param at the flags
  /// @param bytes of the whole dataset
  static long second(H5File file, long at, long bytes) {
    Input in = file.input();
    int flags = in.u8(at);
    int rank = in.u8(at + 1);
    int width = in.u8(at + 2);
    long chunk = 1;
    for (int i = 0; i < rank; i++) {
      chunk = H5Type.multiply(chunk, file.number(at + 3 + (long) i * width, width), at);
    }
    long next = at + 3 + (long) rank * width;
    int index = in.u8(next++);
    H5Chunks chunks = new H5Chunks(file);
    switch (index) {
      case 1 -> chunks.single(flags, next, chunk);
      case 2 -> chunks.implicit(file.address(next), bytes, chunk);
      case 3 -> chunks.array(file.address(next + 1), chunk);
      case 5 -> chunks.tree(file.address(next + 6), chunk, rank);
      default -> {
        file.scan()
            .unread(
                Rules.NOT_EXAMINED,
                at,
                "HDF5 feature not read",
                "Chunk index %d is not followed.".formatted(index));
        return bytes;
      }
    }
    return chunks.stored;
  }

  private void single(int flags, long at, long chunk) {
    boolean isFiltered = (flags & 2) != 0;
    long size = isFiltered ? file.length(at) : chunk;
    long address = file.address(at + (isFiltered ? file.lengths() + 4 : 0));
    if (address >= 0) {
      take(address, size);
    }
  }

  private void implicit(long address, long bytes, long chunk) {
    if (address >= 0) {
      take(address, H5Type.multiply((bytes + chunk - 1) / Math.max(1, chunk), chunk, address));
    }
  }

  private void array(long address, long chunk) {
    if (address < 0) {
      return;
    }
    file.expect(address, "FAHD");
    int o = file.offsets();
    file.own(address, 8 + file.lengths() + o + 4);
    int entry = in.u8(address + 6);
    int pageBits = in.u8(address + 7);
    long count = file.length(address + 8);
    long block = file.address(address + 8 + file.lengths());
    if (block < 0) {
      return;
    }
    file.expect(block, "FADB");
    if (entry < o || pageBits > 30 || count > in.size()) {
      throw new Malformed(address, "a chunk index with impossible sizes");
    }
    long page = 1L << pageBits;
    long at = block + 6 + o;
    boolean isPaged = count > page;
    if (isPaged) {
      at += ((count + page - 1) / page + 7) / 8 + 4;
    }
    long from = block;
    for (long i = 0; i < count; i++) {
      if (isPaged && i > 0 && i % page == 0) {
        at += 4;
      }
      element(at, entry, chunk);
      at += entry;
    }
    file.own(from, at + 4 - from);
  }

  private void element(long at, int entry, long chunk) {
    long address = file.address(at);
    int o = file.offsets();
    if (address >= 0 && !(entry > o && address == 0)) {
      take(address, entry == o ? chunk : file.number(at + o, Math.min(8, entry - o - 4)));
    }
  }

  private void tree(long address, long chunk, int rank) {
    if (address < 0) {
      return;
    }
    int o = file.offsets();
    int plain = o + 8 * (rank - 1);
    H5Tree2.records(
        file,
        address,
        (record, size) -> {
          long where = file.address(record);
          int width = size - plain - 4;
          if (where >= 0) {
            take(where, size <= plain ? chunk : file.number(record + o, Math.clamp(width, 1, 8)));
          }
        });
  }
}
