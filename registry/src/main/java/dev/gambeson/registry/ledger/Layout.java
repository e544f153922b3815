package dev.gambeson.registry.ledger;

import java.nio.file.Path;

/// The names of C2SP tlog-tiles: `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`.
final class Layout {
  /// Hashes in a full tile, entries in a full bundle.
  static final int WIDTH = 256;

  static final String CHECKPOINT = "checkpoint";
  static final String ENTRIES = "entries";

  private Layout() {}

  /// @param kind a level, or [#ENTRIES]
  /// @param width 1 to 256; less than 256 is a partial one
  static Path tile(Path ledger, String kind, long n, int width) {
    String last = "%03d".formatted(n % 1000);
    StringBuilder path = new StringBuilder(last);
    for (long rest = n / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x%03d/".formatted(rest % 1000));
    }
    if (width < WIDTH) {
      path.append(".p/").append(width);
    }
    return ledger.resolve("tile").resolve(kind).resolve(path.toString());
  }

  /// How many hashes of a level a tree of this size has: those of full tiles below only.
  static long count(long size, int level) {
    return level >= 8 ? 0 : size >>> (8 * level);
  }

  /// Width of the n-th tile of a level in a tree of this size; 0 when there is none.
  static int width(long size, int level, long n) {
    return Math.clamp(count(size, level) - n * WIDTH, 0, WIDTH);
  }
}
