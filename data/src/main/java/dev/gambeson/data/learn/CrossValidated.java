package dev.gambeson.data.learn;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;

/// Class probabilities of rows by models that did not see them.
public final class CrossValidated {
  private CrossValidated() {}

  /// One logistic regression per fold, fitted on the other folds; each row is judged by the one
  /// that did not see it. A class that the other folds lack gets a probability near 0.
  ///
  /// @param rows standardised features
  /// @param labels class per row, from 0
  /// @param classes number of classes, at least 2
  public static Rows probabilities(
      Rows rows, int[] labels, int classes, Folds folds, Workers workers) {
    List<Rows> parts =
        workers.map(
            folds.count(),
            fold -> {
              int[] others = folds.others(fold);
              int[] known = Arrays.stream(others).map(i -> labels[i]).toArray();
              Logistic model = Logistic.fit(rows.select(others), known, classes);
              return model.probabilities(rows.select(folds.rows(fold)));
            });
    double[] out = new double[Math.multiplyExact(rows.count(), classes)];
    for (int fold = 0; fold < folds.count(); fold++) {
      int[] held = folds.rows(fold);
      for (int i = 0; i < held.length; i++) {
        System.arraycopy(parts.get(fold).values(), i * classes, out, held[i] * classes, classes);
      }
    }
    return new Rows(rows.count(), classes, out);
  }
}
