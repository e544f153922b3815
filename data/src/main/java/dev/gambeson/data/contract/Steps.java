package dev.gambeson.data.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether a column goes back anywhere in a table: per batch its first and its last value, and what
/// goes back between them. Batches may come in any order.
final class Steps {
  private final boolean strictly;
  private final Tally within = new Tally();
  private final List<Stretch> stretches = new ArrayList<>();

  /// The present values of a batch.
  private record Stretch(long firstRow, double first, double last) {}

  Steps(boolean strictly) {
    this.strictly = strictly;
  }

  private boolean back(double before, double value) {
    return value < before || (strictly && value == before);
  }

  void add(long[] rowNumbers, double[] values) {
    int first = -1;
    double last = Double.NaN;
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      if (!Double.isNaN(value)) {
        if (first < 0) {
          first = i;
        } else if (back(last, value)) {
          within.row(rowNumbers[i]);
        }
        last = value;
      }
    }
    if (first >= 0) {
      stretches.add(new Stretch(rowNumbers[first], values[first], last));
    }
  }

  void merge(Steps other) {
    within.merge(other.within);
    stretches.addAll(other.stretches);
  }

  /// Rows that go back behind the row before them.
  Tally backward() {
    Tally all = new Tally();
    all.merge(within);
    stretches.sort(Comparator.comparingLong(Stretch::firstRow));
    for (int i = 1; i < stretches.size(); i++) {
      if (back(stretches.get(i - 1).last(), stretches.get(i).first())) {
        all.row(stretches.get(i).firstRow());
      }
    }
    return all;
  }
}
