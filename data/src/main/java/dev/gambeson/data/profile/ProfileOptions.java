package dev.gambeson.data.profile;

import dev.gambeson.core.GambesonException;

/// How much a profile may remember of each column. Only profiles of the same options merge.
///
/// @param levels most distinct values that are counted exactly, per column
/// @param hashes hashes kept for the distinct count: standard error `1 / sqrt(hashes - 2)`
/// @param buckets buckets of the histogram of a numeric column
/// @param shapes most shapes that are counted
/// @param roomy whether sums may take 64 KB each to be faster
record ProfileOptions(int levels, int hashes, int buckets, int shapes, boolean roomy) {
  private static final int MOST_COLUMNS = 100_000;
  private static final int FULL_WIDTH = 128; // columns up to which nothing is saved

  ProfileOptions {
    if (levels < 1 || hashes < 3 || buckets < 64 || shapes < 1) {
      throw new IllegalArgumentException("profile options too small: " + levels + ", " + hashes);
    }
  }

  /// What a table of this many columns can afford: about 300 KB a column up to 128 columns, in all
  /// about as much beyond.
  ///
  /// @throws GambesonException when there are more than 100,000 columns
  static ProfileOptions forColumns(int columns) {
    if (columns > MOST_COLUMNS) {
      throw GambesonException.badInput(
          "The table has %,d columns; a profile holds at most %,d. Check it in parts, or name the columns to leave out."
              .formatted(columns, MOST_COLUMNS));
    }
    int shrink = Math.max(1, columns / FULL_WIDTH);
    return new ProfileOptions(
        Math.max(16, 1000 / shrink),
        Math.max(32, 1024 / shrink),
        Math.max(64, 4096 / shrink),
        Math.max(8, 64 / shrink),
        shrink == 1);
  }
}
