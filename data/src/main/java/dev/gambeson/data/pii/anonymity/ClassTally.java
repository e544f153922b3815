package dev.gambeson.data.pii.anonymity;

import java.util.Arrays;

/// Rows that agree in all quasi-identifiers, and which values of the sensitive columns they have.
final class ClassTally {
  /// Values counted per sensitive column: those with the smallest hashes, so that the count does
  /// not depend on the order of rows.
  static final int VALUES = 64;

  private long rows;
  private long firstRow = Long.MAX_VALUE;
  private final long[][] values;
  private final long[][] counts;

  ClassTally(int sensitive) {
    values = new long[sensitive][0];
    counts = new long[sensitive][0];
  }

  void add(long row, long[] sensitive) {
    rows++;
    firstRow = Math.min(firstRow, row);
    for (int s = 0; s < sensitive.length; s++) {
      count(s, sensitive[s], 1);
    }
  }

  private void count(int s, long value, long times) {
    long[] known = values[s];
    int at = 0;
    while (at < known.length && Long.compareUnsigned(known[at], value) < 0) {
      at++;
    }
    if (at < known.length && known[at] == value) {
      counts[s][at] += times;
    } else if (at < VALUES) {
      values[s] = insert(known, at, value);
      counts[s] = insert(counts[s], at, times);
    }
  }

  private static long[] insert(long[] sorted, int at, long value) {
    long[] longer = new long[Math.min(VALUES, sorted.length + 1)];
    System.arraycopy(sorted, 0, longer, 0, at);
    longer[at] = value;
    System.arraycopy(sorted, at, longer, at + 1, longer.length - at - 1);
    return longer;
  }

  void merge(ClassTally other) {
    rows += other.rows;
    firstRow = Math.min(firstRow, other.firstRow);
    for (int s = 0; s < values.length; s++) {
      for (int i = 0; i < other.values[s].length; i++) {
        count(s, other.values[s][i], other.counts[s][i]);
      }
    }
  }

  long rows() {
    return rows;
  }

  long firstRow() {
    return firstRow;
  }

  /// Distinct values of a sensitive column, at most [#VALUES].
  int distinct(int s) {
    return values[s].length;
  }

  /// exp of the entropy of a sensitive column: the number of equally frequent values that would be
  /// as hard to guess (Machanavajjhala et al. 2007, entropy l-diversity). Of the counted values.
  double entropyDiversity(int s) {
    double total = Arrays.stream(counts[s]).sum();
    double entropy = 0;
    for (long count : counts[s]) {
      entropy -= count / total * Math.log(count / total);
    }
    return Math.exp(entropy);
  }
}
