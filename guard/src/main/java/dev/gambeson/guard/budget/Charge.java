package dev.gambeson.guard.budget;

import dev.gambeson.guard.Answer;

/// What is set aside for one query: bits and rows.
public final class Charge {
  private final BudgetStore store;
  private final RecentRows recent;
  private final BudgetVerdict.Reserved bits;
  private final BudgetVerdict.Reserved rows;
  private final Novelty novelty;

  /// Which rows are asked, and what each costs.
  ///
  /// @param prints fingerprint of each row
  /// @param known whether each was answered before
  /// @param perRow units of a new row that is not near the boundary
  /// @param near margin below which a row counts double
  @SuppressWarnings("ArrayRecordComponent") // never leaves the package
  record Novelty(long[] prints, boolean[] known, long perRow, double near) {
    int unknown() {
      int n = 0;
      for (boolean k : known) {
        n += k ? 0 : 1;
      }
      return n;
    }
  }

  Charge(
      BudgetStore store,
      RecentRows recent,
      BudgetVerdict.Reserved bits,
      BudgetVerdict.Reserved rows,
      Novelty novelty) {
    this.store = store;
    this.recent = recent;
    this.bits = bits;
    this.rows = rows;
    this.novelty = novelty;
  }

  /// The answer is going out: charges what it tells. A row that the client was answered before
  /// costs nothing, one near the boundary double.
  ///
  /// @param said what the model said, before it was cut down
  /// @return units of bits charged
  /// @throws IllegalStateException when it was settled or released before
  public long settle(Answer said) {
    if (said.count() != novelty.prints().length) {
      throw new IllegalArgumentException(
          "an answer of %d rows to %d".formatted(said.count(), novelty.prints().length));
    }
    long cost = 0;
    long fresh = 0;
    for (int row = 0; row < said.count(); row++) {
      if (!novelty.known()[row] && recent.add(novelty.prints()[row])) {
        fresh++;
        cost += novelty.perRow() * (margin(said, row) < novelty.near() ? 2 : 1);
      }
    }
    store.settle(bits, cost);
    store.settle(rows, fresh);
    return cost;
  }

  /// No answer went out.
  public void release() {
    store.release(bits);
    store.release(rows);
  }

  /// Distance between the two highest scores; 1 where there are no scores to tell.
  private static float margin(Answer said, int row) {
    int k = said.classes().size();
    if (k < 2 || said.scores().length == 0) {
      return 1;
    }
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int c = row * k; c < (row + 1) * k; c++) {
      float score = said.scores()[c];
      second = Math.max(second, Math.min(first, score));
      first = Math.max(first, score);
    }
    return first - second;
  }
}
