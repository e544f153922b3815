package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Malformed;

/// What a datatype and a dataspace message say.
final class H5Type {
  static final int STRING = 3;
  static final int VARIABLE = 9;

  private H5Type() {}

  /// @return one of the eleven classes of the format
  static int kind(H5File file, long at) {
    return file.input().u8(at) & 15;
  }

  /// Whether a variable-length type holds text.
  static boolean isText(H5File file, long at) {
    return kind(file, at) == STRING
        || (kind(file, at) == VARIABLE && (file.input().u8(at + 1) & 15) == 1);
  }

  /// Bytes of one element.
  static long size(H5File file, long at) {
    return file.input().u32(at + 4);
  }

  /// Elements of a dataspace.
  ///
  /// @throws Malformed when there are more than 2^63
  static long elements(H5File file, long at) {
    int version = file.input().u8(at);
    int rank = file.input().u8(at + 1);
    if (version == 2 && file.input().u8(at + 3) == 2) {
      return 0;
    }
    if (version < 1 || version > 2 || rank > 32) {
      throw new Malformed(at, "a dataspace of version %d and rank %d".formatted(version, rank));
    }
    long elements = 1;
    long dims = at + (version == 1 ? 8 : 4);
    for (int i = 0; i < rank; i++) {
      elements = multiply(elements, file.length(dims + (long) i * file.lengths()), at);
    }
    return elements;
  }

  static long multiply(long a, long b, long at) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new Malformed(at, "a shape is beyond any file");
    }
  }
}
