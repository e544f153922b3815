package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A fractal heap: where newer files keep many links or attributes of one object.
final class H5Fractal {
  private static final int MAX_ROWS = 64;

  private record Block(long at, long size) {}

  private final H5File file;
  private final Input in;
  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private final Map<Long, H5Heap.Piece> huge = new HashMap<>();
  private final int offsetWidth;
  private final int lengthWidth;
  private final long start;
  private final long maxDirect;
  private final int table;

  H5Fractal(H5File file, long address) {
    this.file = file;
    this.in = file.input();
    file.expect(address, "FRHP");
    int o = file.offsets();
    int l = file.lengths();
    if (in.u16(address + 7) > 0) {
      throw new Malformed(address, "a compressed heap, which is not read");
    }
    long maxManaged = in.u32(address + 10);
    long at = address + 14;
    long hugeTree = file.address(at + l);
    long space = file.address(at + 2L * l + o);
    at += 2L * l + 2L * o + 8L * l;
    table = in.u16(at);
    start = file.length(at + 2);
    maxDirect = file.length(at + 2 + l);
    int bits = in.u16(at + 2 + 2L * l);
    long root = file.address(at + 6 + 2L * l);
    int rows = in.u16(at + 6 + 2L * l + o);
    file.own(address, at + 8 + 2L * l + o + 4 - address);
    if (table < 1 || table > 1024 || start < 1 || maxDirect < start || bits < 8 || bits > 64) {
      throw new Malformed(address, "a heap with impossible sizes");
    }
    offsetWidth = (bits + 7) / 8;
    lengthWidth = Math.min((log2(maxDirect) + 7) / 8, H5Tree2.width(maxManaged));
    space(space);
    blocks(root, rows);
    if (hugeTree >= 0) {
      H5Tree2.records(file, hugeTree, (record, _) -> huge(record));
    }
  }

  private void huge(long record) {
    long at = file.address(record);
    long length = file.length(record + file.offsets());
    if (at >= 0) {
      file.own(at, length);
      huge.put(
          file.number(record + file.offsets() + file.lengths(), file.lengths()),
          new H5Heap.Piece(at, length));
    }
  }

  private static int log2(long value) {
    return 63 - Long.numberOfLeadingZeros(Math.max(1, value));
  }

  /// The heap's own list of free space.
  private void space(long address) {
    if (address < 0) {
      return;
    }
    file.expect(address, "FSHD");
    int l = file.lengths();
    long at = address + 6 + 4L * l + 8 + l;
    file.own(address, at + file.offsets() + 2L * l + 4 - address);
    long sections = file.address(at);
    long allocated = file.length(at + file.offsets() + l);
    if (sections >= 0) {
      file.own(sections, allocated);
    }
  }

  private void blocks(long root, int rows) {
    if (root < 0) {
      return;
    }
    if (rows == 0) {
      direct(root, 0, start);
    } else {
      indirect(root, 0, rows);
    }
  }

  private void direct(long address, long offset, long size) {
    if (!file.enter(address)) {
      throw new Malformed(address, "a heap leads into itself");
    }
    file.expect(address, "FHDB");
    file.own(address, size);
    blocks.put(offset, new Block(address, size));
  }

  private long rowSize(int row) {
    if (row > 40) {
      throw new Malformed(0, "a heap of too many rows");
    }
    return row == 0 ? start : Math.multiplyExact(start, 1L << (row - 1));
  }

  private void indirect(long address, long from, int rows) {
    if (!file.enter(address) || rows > MAX_ROWS) {
      throw new Malformed(address, "a heap leads into itself");
    }
    file.expect(address, "FHIB");
    long at = address + 5 + file.offsets() + offsetWidth;
    file.own(address, at + (long) rows * table * file.offsets() + 4 - address);
    int directRows = log2(maxDirect) - log2(start) + 2;
    long offset = from;
    for (int row = 0; row < rows; row++) {
      long size = size(address, row);
      for (int column = 0; column < table; column++) {
        long child = file.address(at);
        if (child >= 0 && row < directRows) {
          direct(child, offset, size);
        } else if (child >= 0) {
          indirect(child, offset, log2(size) - log2(start * table) + 1);
        }
        at += file.offsets();
        offset += size;
      }
    }
  }

  private long size(long address, int row) {
    try {
      return rowSize(row);
    } catch (ArithmeticException e) {
      throw new Malformed(address, "a heap with impossible sizes");
    }
  }

  /// The object of an id that stands at a place; empty when it is of no known kind.
  Optional<H5Heap.Piece> object(long id) {
    int first = in.u8(id);
    return switch (first >> 4 & 3) {
      case 0 ->
          managed(
              file.number(id + 1, offsetWidth), file.number(id + 1 + offsetWidth, lengthWidth), id);
      case 1 -> Optional.ofNullable(huge.get(file.number(id + 1, Math.min(7, file.lengths()))));
      case 2 -> Optional.of(new H5Heap.Piece(id + 1, (first & 15) + 1L));
      default -> throw new Malformed(id, "an object of an unknown kind");
    };
  }

  private Optional<H5Heap.Piece> managed(long offset, long length, long id) {
    Map.Entry<Long, Block> block = blocks.floorEntry(offset);
    if (block == null || offset - block.getKey() + length > block.getValue().size()) {
      throw new Malformed(id, "an object leads out of its heap");
    }
    return Optional.of(new H5Heap.Piece(block.getValue().at() + offset - block.getKey(), length));
  }
}
