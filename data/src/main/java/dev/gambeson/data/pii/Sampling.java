package dev.gambeson.data.pii;

/// Which rows are looked at: those whose number has a hash divisible by `oneIn`. Depends on the row
/// alone, so any partition looks at the same rows.
record Sampling(int oneIn) {
  boolean takes(long row) {
    return oneIn == 1 || Long.remainderUnsigned(mix(row), oneIn) == 0;
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
  static long mix(long z) {
    long x = z + 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
