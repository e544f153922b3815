package dev.gambeson.data.screen.trigger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Counts over the values of some columns taken together.
///
/// @param parts the columns
/// @param codes index of the combined value per row; -1 where fewer than the fewest rows carry it
/// @param items of each combined value, the item of each column
/// @param n labelled rows per combined value
/// @param hits per class and value, rows with that label
/// @param expected per class and value, rows expected to have that label
@SuppressWarnings("ArrayRecordComponent") // bulk counts inside the package
record Combination(
    List<ItemColumn> parts,
    int[] codes,
    List<List<Integer>> items,
    int[] n,
    int[][] hits,
    double[][] expected) {

  /// The values of a single column.
  static Combination of(ItemColumn column, Tally tally) {
    List<List<Integer>> items = new ArrayList<>();
    for (int i = 0; i < column.items().size(); i++) {
      items.add(List.of(i));
    }
    return tally.count(List.of(column), column.codes(), items);
  }

  /// The combinations of these values with those of a further column.
  Combination with(ItemColumn column, Tally tally) {
    int wide = column.items().size();
    int[] at = new int[Math.multiplyExact(Math.max(1, items.size()), wide)];
    int[] joined = new int[codes.length];
    for (int row = 0; row < joined.length; row++) {
      int own = codes[row];
      int other = column.codes()[row];
      joined[row] = own < 0 || other < 0 || !tally.counts(row) ? -1 : own * wide + other;
      if (joined[row] >= 0) {
        at[joined[row]]++;
      }
    }
    List<List<Integer>> kept = new ArrayList<>();
    for (int key = 0; key < at.length; key++) {
      boolean enough = at[key] >= tally.fewest();
      at[key] = enough ? kept.size() : -1;
      if (enough) {
        List<Integer> item = new ArrayList<>(items.get(key / wide));
        item.add(key % wide);
        kept.add(item);
      }
    }
    for (int row = 0; row < joined.length; row++) {
      joined[row] = joined[row] < 0 ? -1 : at[joined[row]];
    }
    List<ItemColumn> all = new ArrayList<>(parts);
    all.add(column);
    return tally.count(all, joined, kept);
  }

  Excess.Residuals residuals(int c) {
    return new Excess.Residuals(n, hits[c], expected[c]);
  }

  /// How the counting is done.
  ///
  /// @param fewest rows below which a value is not looked at
  /// @param truth labels
  /// @param expectation what other columns let expect
  /// @param explained rows that are not counted any more: an accepted trigger explains them
  record Tally(int fewest, Truth truth, Expectation expectation, boolean[] explained) {
    boolean counts(int row) {
      return truth.codes()[row] >= 0 && !explained[row];
    }

    Combination count(List<ItemColumn> parts, int[] codes, List<List<Integer>> items) {
      int k = truth.classes();
      int[] n = new int[items.size()];
      int[][] hits = new int[k][items.size()];
      double[][][] sums = new double[parts.size()][k][items.size()];
      for (int row = 0; row < codes.length; row++) {
        int value = codes[row];
        if (value >= 0 && counts(row)) {
          n[value]++;
          hits[truth.codes()[row]][value]++;
          for (int p = 0; p < sums.length; p++) {
            for (int c = 0; c < k; c++) {
              sums[p][c][value] += expectation.without(parts.get(p).column(), row, c);
            }
          }
        }
      }
      return new Combination(parts, codes, items, n, hits, least(sums));
    }

    /// The least any of the parts' models expects: a model that sees another part of the trigger
    /// may have learned it.
    private static double[][] least(double[][][] sums) {
      double[][] least = sums[0];
      for (int p = 1; p < sums.length; p++) {
        for (int c = 0; c < least.length; c++) {
          for (int value = 0; value < least[c].length; value++) {
            least[c][value] = Math.min(least[c][value], sums[p][c][value]);
          }
        }
      }
      return least;
    }
  }

  /// Values some of whose rows are no longer counted may have fallen below the fewest.
  boolean enough(int value, int fewest) {
    return n[value] >= fewest;
  }

  /// Codes of the rows' values of a single part that stand behind a combined value.
  int part(int value, int p) {
    return items.get(value).get(p);
  }

  @Override
  public String toString() {
    return "Combination of " + Arrays.toString(parts.stream().map(ItemColumn::column).toArray());
  }
}
