package dev.gambeson.redteam.membership;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/// As many members (training rows) as non-members (test rows), drawn with a seed, members first,
/// and dealt into two halves that hold like shares of every class: what is fitted on one half is
/// judged on the other.
///
/// @param rows raw features
/// @param scores the model's scores, `size * classes`
/// @param truth true class per row
/// @param classes number of classes
/// @param half 0 or 1 per row
/// @param alsoTrained test rows left out because the same row, label included, is a training row
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
record Population(
    Rows rows, float[] scores, int[] truth, int classes, int[] half, int alsoTrained) {

  /// Draws at most `limit` members and as many non-members.
  static Population draw(
      AuditSubject subject, LabelledRows train, int limit, Seed seed, Workers workers) {
    LabelledRows test = subject.test();
    Set<RowKey> trained = new HashSet<>(2 * train.size());
    for (int i = 0; i < train.size(); i++) {
      trained.add(RowKey.of(train, i));
    }
    int[] outside =
        IntStream.range(0, test.size())
            .filter(i -> !trained.contains(RowKey.of(test, i)))
            .toArray();
    int n = Math.min(limit, Math.min(train.size(), outside.length));
    int[] members =
        Shuffles.sample(
            IntStream.range(0, train.size()).toArray(), n, seed.child("members").random());
    int[] others = Shuffles.sample(outside, n, seed.child("non-members").random());
    int k = subject.model().classes().size();
    float[] scores = new float[2 * n * k];
    gather(subject.trainScores(workers), members, k, scores, 0);
    gather(subject.testScores(workers), others, k, scores, n * k);
    int[] truth = new int[2 * n];
    for (int i = 0; i < n; i++) {
      truth[i] = train.truth()[members[i]];
      truth[n + i] = test.truth()[others[i]];
    }
    Rows rows = concat(train.rows().select(members), test.rows().select(others));
    return new Population(rows, scores, truth, k, halves(truth, k), test.size() - outside.length);
  }

  /// Rows of both kinds together.
  int size() {
    return truth.length;
  }

  /// Members, and as many non-members.
  int perSide() {
    return truth.length / 2;
  }

  boolean member(int row) {
    return row < perSide();
  }

  /// Rows of one half, members and non-members.
  int[] rowsOf(int which) {
    return IntStream.range(0, size()).filter(i -> half[i] == which).toArray();
  }

  private static void gather(float[] all, int[] rows, int k, float[] out, int at) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * k, out, at + i * k, k);
    }
  }

  private static Rows concat(Rows a, Rows b) {
    double[] values = Arrays.copyOf(a.values(), a.values().length + b.values().length);
    System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
    return new Rows(a.count() + b.count(), a.width(), values);
  }

  private static int[] halves(int[] truth, int classes) {
    int[] half = new int[truth.length];
    int[][] dealt = new int[2][classes];
    for (int i = 0; i < truth.length; i++) { // rows of one kind and class alternate
      half[i] = dealt[i < truth.length / 2 ? 0 : 1][truth[i]]++ % 2;
    }
    return half;
  }

  /// Equality of whole rows, label included.
  private record RowKey(int hash, LabelledRows rows, int row) {
    static RowKey of(LabelledRows rows, int row) {
      int hash = rows.truth()[row];
      for (int f = 0; f < rows.rows().width(); f++) {
        hash = 31 * hash + Double.hashCode(rows.rows().at(row, f));
      }
      return new RowKey(hash, rows, row);
    }

    @Override
    public boolean equals(Object other) {
      if (!(other instanceof RowKey key) || key.hash != hash) {
        return false;
      }
      int w = rows.rows().width();
      return rows.truth()[row] == key.rows.truth()[key.row]
          && Arrays.equals(
              rows.rows().values(),
              row * w,
              row * w + w,
              key.rows.rows().values(),
              key.row * w,
              key.row * w + w);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
