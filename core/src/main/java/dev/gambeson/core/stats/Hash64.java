package dev.gambeson.core.stats;

/// 64-bit hashes of values, the same on every machine and in every run, so that sketches made apart
/// can be merged.
///
/// Not keyed, and not for security: whoever chooses the values can make them collide. Nothing that
/// decides about identity may rest on it, and a hash of a personal value is a personal value.
public final class Hash64 {
  private static final long STEP = 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio
  private static final long NUMBER = 0xD6E8FEB86659FD93L; // keeps numbers apart from texts

  private Hash64() {}

  /// Hash of a text, of its UTF-16 units.
  public static long of(String text) {
    int n = text.length();
    long h = n * STEP;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      long block =
          text.charAt(i)
              | (long) text.charAt(i + 1) << 16
              | (long) text.charAt(i + 2) << 32
              | (long) text.charAt(i + 3) << 48;
      h = step(h, block);
    }
    long rest = 0;
    for (; i < n; i++) {
      rest = rest << 16 | text.charAt(i);
    }
    return mix(step(h, rest));
  }

  /// Hash of a number; `-0.0` and `0.0` are one.
  public static long of(double value) {
    return mix(Double.doubleToLongBits(value + 0.0) ^ NUMBER);
  }

  private static long step(long h, long block) {
    long product = (h ^ block) * STEP;
    return product ^ product >>> 32;
  }

  /// The finaliser of MurmurHash3 (Appleby 2011, public domain): a permutation that spreads every
  /// bit over all.
  static long mix(long h) {
    long a = (h ^ h >>> 33) * 0xFF51AFD7ED558CCDL;
    long b = (a ^ a >>> 33) * 0xC4CEB9FE1A85EC53L;
    return b ^ b >>> 33;
  }
}
