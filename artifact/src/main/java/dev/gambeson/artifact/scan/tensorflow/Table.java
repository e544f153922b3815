package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// A table of sorted keys and values, as LevelDB writes it and TensorFlow takes over for the index
/// of a checkpoint.
///
/// Source: leveldb doc/table_format.md.
final class Table {
  private static final byte[] MAGIC = {
    0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb
  };
  private static final int FOOTER = 48;
  private static final int TRAILER = 5;
  private static final int MAX_KEY = 1 << 16;

  /// Sees every entry.
  @FunctionalInterface
  interface Taker {
    /// @param at first byte of the value
    void take(String key, long at, long length);
  }

  /// Sees every stretch of the table.
  @FunctionalInterface
  interface Owner {
    void own(long from, long to);
  }

  private final Input in;
  private final Owner owner;
  private final Set<Long> seen = new HashSet<>();
  private long at;

  private Table(Input in, Owner owner) {
    this.in = in;
    this.owner = owner;
  }

  static boolean isTable(Input in) {
    return in.size() >= FOOTER && in.matches(in.size() - 8, MAGIC);
  }

  static void read(Input in, Owner owner, Taker taker) {
    Table table = new Table(in, owner);
    long footer = in.size() - FOOTER;
    owner.own(footer, in.size());
    table.at = footer;
    long meta = table.varint();
    long metaSize = table.varint();
    long index = table.varint();
    long indexSize = table.varint();
    table.block(meta, metaSize, (_, _, _) -> {});
    table.block(
        index,
        indexSize,
        (_, value, length) -> {
          table.at = value;
          long block = table.varint();
          long size = table.varint();
          if (table.at > value + length) {
            throw new Malformed(value, "an entry of the index is too short");
          }
          table.block(block, size, taker);
        });
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = in.u8(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new Malformed(at, "a number of more than nine bytes");
  }

  private void block(long from, long size, Taker taker) {
    if (!seen.add(from)) {
      throw new Malformed(from, "a block of the table is used twice");
    }
    in.slice(from, size);
    in.slice(from, size + TRAILER);
    if (in.u8(from + size) != 0) {
      throw new Malformed(from + size, "the block is compressed, which is not read");
    }
    long restarts = size < 4 ? -1 : in.u32(from + size - 4);
    if (restarts < 0 || restarts > (size - 4) / 4) {
      throw new Malformed(from, "a block of the table without its end");
    }
    owner.own(from, from + size + TRAILER);
    entries(from, from + size - 4 - restarts * 4, taker);
  }

  private void entries(long from, long end, Taker taker) {
    String key = "";
    long next = from;
    while (next < end) {
      at = next;
      long shared = varint();
      long own = varint();
      long length = varint();
      if (shared > key.length() || own > MAX_KEY || own > end - at || length > end - at - own) {
        throw new Malformed(next, "an entry of the table leads out of its block");
      }
      key = key.substring(0, (int) shared) + in.text(at, own, MAX_KEY, StandardCharsets.ISO_8859_1);
      long value = at + own;
      next = value + length;
      taker.take(key, value, length);
    }
  }
}
