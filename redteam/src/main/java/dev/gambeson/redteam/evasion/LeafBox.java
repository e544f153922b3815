package dev.gambeson.redteam.evasion;

/// The raw rows that end in one leaf of one tree: an interval per constrained number (both ends
/// included, exact in double), the allowed levels per constrained category, and whether a missing
/// number gets there.
///
/// @param features raw features constrained, ascending
/// @param low smallest value, by position in `features`
/// @param high largest value
/// @param missing whether a missing number reaches the leaf
/// @param levels for a category: bit `level + 1` is set when the level (-1: missing) gets there;
///   empty for a number
/// @param values what the leaf adds to each margin
@SuppressWarnings("ArrayRecordComponent") // read-only bulk data of a compiled forest
record LeafBox(
    int[] features,
    double[] low,
    double[] high,
    boolean[] missing,
    long[][] levels,
    double[] values) {

  static boolean has(long[] bits, int level) {
    int bit = level + 1;
    return (bits[bit >> 6] >>> bit & 1) != 0;
  }
}
