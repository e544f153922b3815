package dev.gambeson.data.pii;

import java.util.Arrays;
import java.util.BitSet;

/// What was found in one cell.
///
/// @param shaped kinds whose form the whole cell has
/// @param valid kinds that the whole cell is, as far as it can be tested
/// @param sure for each of `valid`, whether it can be believed without a word that names it
/// @param inside kinds that stand in the cell among other text, with start and end: threes
@SuppressWarnings("ArrayRecordComponent") // per cell, never leaves the package
record CellOutcome(int[] shaped, int[] valid, boolean[] sure, int[] inside) {
  static final CellOutcome NOTHING =
      new CellOutcome(new int[0], new int[0], new boolean[0], new int[0]);

  private static final double SURE = 0.5;

  static CellOutcome of(TextScan scan, int nameLike) {
    int n = scan.count();
    int shapes = scan.shapes();
    if (n == 0 && shapes == 0) {
      return NOTHING;
    }
    int[] shaped = new int[shapes + n];
    for (int i = 0; i < shapes; i++) {
      shaped[i] = scan.shape(i);
    }
    int[] valid = new int[n];
    boolean[] sure = new boolean[n];
    int kinds = 0;
    boolean parts = false;
    for (int i = 0; i < n; i++) {
      int length = scan.end(i) - scan.start(i);
      boolean believed = scan.score(i) >= SURE;
      if (length == scan.length() || (2 * length >= scan.length() && believed)) {
        int at = indexOf(valid, kinds, scan.type(i));
        kinds = Math.max(kinds, at + 1);
        valid[at] = scan.type(i);
        sure[at] |= scan.score(i) >= (scan.type(i) == nameLike ? 0.7 : SURE);
        int known = indexOf(shaped, shapes, scan.type(i));
        shapes = Math.max(shapes, known + 1);
        shaped[known] = scan.type(i);
      } else {
        parts |= believed;
      }
    }
    return new CellOutcome(
        Arrays.copyOf(shaped, shapes),
        Arrays.copyOf(valid, kinds),
        Arrays.copyOf(sure, kinds),
        parts ? inside(scan) : NOTHING.inside);
  }

  /// Where a kind stands among the first `count`; `count` when it does not.
  private static int indexOf(int[] kinds, int count, int kind) {
    int i = 0;
    while (i < count && kinds[i] != kind) {
      i++;
    }
    return i;
  }

  /// Believed matches that are less than half of the cell, the surest first, without overlaps.
  private static int[] inside(TextScan scan) {
    int[] found = new int[0];
    BitSet taken = new BitSet();
    for (int pass = 0; pass < scan.count(); pass++) {
      int best = -1;
      for (int i = 0; i < scan.count(); i++) {
        if (scan.score(i) >= SURE
            && isFree(taken, scan, i)
            && (best < 0 || isBetter(scan, i, best))) {
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      taken.set(scan.start(best), scan.end(best));
      if (2 * (scan.end(best) - scan.start(best)) < scan.length()) {
        int n = found.length;
        found = Arrays.copyOf(found, n + 3);
        found[n] = scan.type(best);
        found[n + 1] = scan.start(best);
        found[n + 2] = scan.end(best);
      }
    }
    return found;
  }

  private static boolean isFree(BitSet taken, TextScan scan, int i) {
    int next = taken.nextSetBit(scan.start(i));
    return next < 0 || next >= scan.end(i);
  }

  private static boolean isBetter(TextScan scan, int i, int other) {
    if (scan.score(i) != scan.score(other)) {
      return scan.score(i) > scan.score(other);
    }
    int longer = (scan.end(i) - scan.start(i)) - (scan.end(other) - scan.start(other));
    return longer != 0 ? longer > 0 : scan.type(i) < scan.type(other);
  }
}
