package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A tensor as the table of a GGUF file announces it.
///
/// @param at its entry in the file
/// @param offset in the data section
/// @param bytes by its type and shape
record GgufTensor(long at, long offset, long bytes) {
  private static final int MAX_DIMENSIONS = 8;

  /// Values and bytes of a block.
  private record Block(int values, int bytes) {}

  private static final Map<Integer, Block> TYPES =
      Map.ofEntries(
          type(0, 1, 4),
          type(1, 1, 2),
          type(2, 32, 18),
          type(3, 32, 20),
          type(4, 32, 20),
          type(5, 32, 24),
          type(6, 32, 22),
          type(7, 32, 24),
          type(8, 32, 34),
          type(9, 32, 40),
          type(10, 256, 84),
          type(11, 256, 110),
          type(12, 256, 144),
          type(13, 256, 176),
          type(14, 256, 210),
          type(15, 256, 292),
          type(16, 256, 66),
          type(17, 256, 74),
          type(18, 256, 98),
          type(19, 256, 50),
          type(20, 32, 18),
          type(21, 256, 110),
          type(22, 256, 82),
          type(23, 256, 136),
          type(24, 1, 1),
          type(25, 1, 2),
          type(26, 1, 4),
          type(27, 1, 8),
          type(28, 1, 8),
          type(29, 256, 56),
          type(30, 1, 2),
          type(31, 32, 18),
          type(32, 32, 18),
          type(33, 32, 18),
          type(34, 256, 54),
          type(35, 256, 66),
          type(36, 32, 18),
          type(37, 32, 18),
          type(38, 32, 18),
          type(39, 32, 17),
          type(40, 64, 36));

  private static Map.Entry<Integer, Block> type(int id, int values, int bytes) {
    return Map.entry(id, new Block(values, bytes));
  }

  static GgufTensor read(Bytes in, long at, boolean isNarrow) {
    long dimensions = in.u32();
    if (dimensions > MAX_DIMENSIONS) {
      throw new Malformed(at, "a tensor has %d dimensions".formatted(dimensions));
    }
    long values = 1;
    long first = 1;
    for (int i = 0; i < dimensions; i++) {
      long dimension = isNarrow ? in.u32() : in.length64();
      first = i == 0 ? dimension : first;
      values = multiply(values, dimension, at);
    }
    long type = in.u32();
    Block block = type > Integer.MAX_VALUE ? null : TYPES.get((int) type);
    if (block == null) {
      throw new Malformed(at, "tensor type %d is not known".formatted(type));
    }
    if (first % block.values() != 0) {
      throw new Malformed(
          at, "a row of %d values is not made of blocks of %d".formatted(first, block.values()));
    }
    long bytes = multiply(values / block.values(), block.bytes(), at);
    return new GgufTensor(at, in.length64(), bytes);
  }

  private static long multiply(long a, long b, long at) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new Malformed(at, "a tensor's shape is beyond any file");
    }
  }

  /// Checks that the tensors lie in the data section, aligned, one after the other, and owns them.
  static void own(Scan scan, Input input, List<GgufTensor> table, long end, long alignment) {
    long start = up(end, alignment);
    if (table.isEmpty()) {
      pad(scan, input, end, Math.min(start, input.size()));
      return;
    }
    pad(scan, input, end, start);
    long at = 0;
    for (GgufTensor t :
        table.stream().sorted(Comparator.comparingLong(GgufTensor::offset)).toList()) {
      if (t.offset() % alignment != 0) {
        throw new Malformed(
            t.at(),
            "a tensor begins at %d, which is not aligned to %d".formatted(t.offset(), alignment));
      }
      if (t.offset() < at) {
        throw new Malformed(t.at(), "two tensors overlap");
      }
      if (start > input.size()
          || t.offset() > input.size() - start
          || t.bytes() > input.size() - start - t.offset()) {
        throw new Malformed(
            t.at(),
            "a tensor takes bytes %d to %d of a data section of %d"
                .formatted(
                    t.offset(),
                    t.offset() + Math.min(t.bytes(), Long.MAX_VALUE - t.offset()),
                    Math.max(0, input.size() - start)));
      }
      at = up(t.offset() + t.bytes(), alignment);
      scan.own(start + t.offset(), start + t.offset() + t.bytes());
      pad(scan, input, start + t.offset() + t.bytes(), Math.min(start + at, input.size()));
    }
  }

  /// Owns padding, which is less than one alignment of zeros.
  private static void pad(Scan scan, Input input, long from, long to) {
    for (long i = from; i < Math.min(to, input.size()); i++) {
      if (input.u8(i) != 0) {
        scan.flag(
            Rules.HIDDEN,
            i,
            "padding that is not empty",
            "Bytes stand where the format pads with zeros.");
        return;
      }
    }
    scan.own(from, Math.min(to, input.size()));
  }

  private static long up(long value, long alignment) {
    return (value + alignment - 1) / alignment * alignment;
  }
}
