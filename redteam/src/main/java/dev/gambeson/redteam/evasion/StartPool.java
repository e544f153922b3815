package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Rows of known prediction from which decision-based and tree attacks start: a real row of another
/// class is a start that random guessing in a mixed space hardly ever finds.
final class StartPool {
  private final Rows rows;
  private final int[] predicted;

  StartPool(Rows rows, int[] predicted) {
    this.rows = rows;
    this.predicted = predicted;
  }

  static StartPool of(ScoredClassifier model, Rows rows) {
    Questions all = new Questions(rows.width());
    for (int i = 0; i < rows.count(); i++) {
      all.add(0, rows.row(i));
    }
    return new StartPool(rows, new QueryMeter(model, 1, Integer.MAX_VALUE).labels(all));
  }

  /// The nearest rows that the model already classifies as the attacker wants, nearest first, with
  /// the immutable features and missing numbers of `x0` put in place. Categorical differences weigh
  /// most, since few of them are allowed.
  double[][] nearest(MoveSpace space, ThreatModel threat, double[] x0, int truth, int count) {
    int[] candidates =
        IntStream.range(0, rows.count()).filter(i -> threat.reached(predicted[i], truth)).toArray();
    double[] distance = new double[rows.count()];
    for (int i : candidates) {
      distance[i] = distance(space, threat.norm(), x0, i);
    }
    return Arrays.stream(candidates)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> distance[i]).thenComparing(i -> i))
        .limit(count)
        .map(i -> variant(space, x0, rows.row(i)))
        .toArray(double[][]::new);
  }

  private double distance(MoveSpace space, Norm norm, double[] x0, int i) {
    double[] u = new double[space.numeric.length];
    for (int j = 0; j < u.length; j++) {
      int f = space.numeric[j];
      u[j] = space.step(j, x0[f], rows.at(i, f));
    }
    int changes = 0;
    for (int f : space.categorical) {
      changes += rows.at(i, f) == x0[f] ? 0 : 1;
    }
    return changes + norm.of(u);
  }

  /// `other` made a valid variant of `x0`.
  private static double[] variant(MoveSpace space, double[] x0, double[] other) {
    double[] template = x0.clone();
    for (int f : space.categorical) {
      template[f] = other[f] >= 0 ? other[f] : x0[f];
    }
    double[] row = new double[x0.length];
    space.place(x0, template, space.change(x0, other), row);
    return row;
  }
}
