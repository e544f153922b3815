package dev.gambeson.explain;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.Arrays;

/// A column cut into few groups: a code from 0 to `count - 1` per row, missing values a group of
/// their own.
///
/// @param codes group per row
/// @param count number of groups
@SuppressWarnings("ArrayRecordComponent") // used inside the package only
record Codes(int[] codes, int count) {

  /// Levels of a text column; for numbers, each distinct value if there are at most `bins`, else
  /// groups between quantiles.
  static Codes of(Column column, int bins) {
    return switch (column) {
      case NumericColumn c -> of(c.values(), bins);
      case TextColumn c -> dense(Arrays.stream(c.codes()).asDoubleStream().toArray());
    };
  }

  /// Groups of numbers; NaN is missing.
  static Codes of(double[] values, int bins) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= bins) {
      return dense(values);
    }
    double[] edges = new double[bins - 1]; // greatest value of each group but the last
    for (int b = 0; b < edges.length; b++) {
      edges[b] = sorted[(int) ((long) sorted.length * (b + 1) / bins)];
    }
    double[] groups = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      groups[i] = Double.isNaN(values[i]) ? Double.NaN : group(edges, values[i]);
    }
    return dense(groups);
  }

  private static int group(double[] edges, double value) {
    int group = 0;
    while (group < edges.length && value > edges[group]) {
      group++;
    }
    return group;
  }

  /// Numbers the distinct values in ascending order, NaN last.
  private static Codes dense(double[] values) {
    double[] distinct = Arrays.stream(values).sorted().distinct().toArray();
    int[] codes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      codes[i] = Arrays.binarySearch(distinct, values[i]);
    }
    return new Codes(codes, distinct.length);
  }

  /// Cramér's V between two groupings, corrected for its bias in small tables (Bergsma 2013): 0 for
  /// independent, 1 when one determines the other.
  static double cramersV(Codes a, Codes b) {
    int n = a.codes.length;
    if (n < 2 || a.count < 2 || b.count < 2) {
      return 0;
    }
    double[][] cells = new double[a.count][b.count];
    double[] rows = new double[a.count];
    double[] columns = new double[b.count];
    for (int i = 0; i < n; i++) {
      cells[a.codes[i]][b.codes[i]]++;
      rows[a.codes[i]]++;
      columns[b.codes[i]]++;
    }
    double phi = -1;
    for (int r = 0; r < a.count; r++) {
      for (int c = 0; c < b.count; c++) {
        phi += cells[r][c] * cells[r][c] / (rows[r] * columns[c]);
      }
    }
    double corrected = Math.max(0, phi - (a.count - 1.0) * (b.count - 1.0) / (n - 1));
    double size =
        Math.min(
            a.count - (a.count - 1.0) * (a.count - 1.0) / (n - 1),
            b.count - (b.count - 1.0) * (b.count - 1.0) / (n - 1));
    return size > 1 ? Math.min(1, Math.sqrt(corrected / (size - 1))) : 0;
  }

  /// The most frequent group; of equals, the first.
  int largest() {
    int[] sizes = new int[count];
    for (int code : codes) {
      sizes[code]++;
    }
    int best = 0;
    for (int g = 1; g < count; g++) {
      best = sizes[g] > sizes[best] ? g : best;
    }
    return best;
  }
}
