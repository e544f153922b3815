package dev.gambeson.explain;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Roc;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/// How much worse a model gets when one raw feature is shuffled (Breiman 2001; model-agnostic form:
/// Fisher, Rudin and Dominici 2019): the drop of the AUC for two classes, of the accuracy for more.
///
/// Rows are cut into folds, each shuffled within itself; folds do not share rows, so the spread of
/// their drops covers both the shuffling and the choice of rows, and a t interval over folds holds
/// for both. Correlated features hide each other: a low value does not mean that a feature's
/// information is unused.
public final class PermutationImportance {
  private PermutationImportance() {}

  /// The drop per raw feature, in feature order, with 95 % intervals over folds. Undefined when
  /// fewer than two folds hold two classes.
  ///
  /// @param rows labelled rows, in random order
  /// @param folds number of folds, at least 2
  public static List<Estimate> of(
      ScoredClassifier model, LabelledRows rows, int folds, Seed seed, Workers workers) {
    int features = rows.rows().width();
    List<double[]> drops =
        workers.map(folds, fold -> fold(model, rows, fold, folds, seed.child(fold)));
    List<Estimate> estimates = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      int feature = f;
      double[] values =
          drops.stream().mapToDouble(d -> d[feature]).filter(d -> !Double.isNaN(d)).toArray();
      String name = "drop of " + metric(model) + " without " + model.features().names().get(f);
      estimates.add(interval(name, values, rows.size()));
    }
    return estimates;
  }

  private static String metric(ScoredClassifier model) {
    return model.classes().size() == 2 ? "AUC" : "accuracy";
  }

  private static double[] fold(
      ScoredClassifier model, LabelledRows all, int fold, int folds, Seed seed) {
    int from = (int) ((long) all.size() * fold / folds);
    int to = (int) ((long) all.size() * (fold + 1) / folds);
    int[] indices = new int[to - from];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i;
    }
    LabelledRows rows = all.select(indices);
    double before = quality(model, rows.rows(), rows.truth());
    double[] drops = new double[rows.rows().width()];
    for (int f = 0; f < drops.length; f++) {
      int[] order = PermutationShap.identity(rows.size());
      Shuffles.shuffle(order, seed.child(f).random());
      drops[f] = before - quality(model, permuted(rows.rows(), f, order), rows.truth());
    }
    return drops;
  }

  /// The drop for one feature and a given order of the rows.
  ///
  /// @param order row `i` gets the feature's value of row `order[i]`
  public static double drop(
      ScoredClassifier model, Rows rows, int[] truth, int feature, int[] order) {
    return quality(model, rows, truth) - quality(model, permuted(rows, feature, order), truth);
  }

  private static Rows permuted(Rows rows, int feature, int[] order) {
    double[] values = rows.values().clone();
    for (int i = 0; i < order.length; i++) {
      values[i * rows.width() + feature] = rows.at(order[i], feature);
    }
    return new Rows(rows.count(), rows.width(), values);
  }

  /// AUC of the second class for two classes, else accuracy; NaN when only one class is present.
  static double quality(ScoredClassifier model, Rows rows, int[] truth) {
    float[] scores = model.scores(rows);
    int k = model.classes().size();
    if (k > 2) {
      int[] labels = ScoredClassifier.argMax(scores, k);
      int right = 0;
      for (int i = 0; i < truth.length; i++) {
        right += labels[i] == truth[i] ? 1 : 0;
      }
      return (double) right / truth.length;
    }
    double[] positive = new double[truth.length];
    boolean[] mark = new boolean[truth.length];
    for (int i = 0; i < truth.length; i++) {
      positive[i] = scores[2 * i + 1];
      mark[i] = truth[i] == 1;
    }
    return Roc.of(positive, mark).auc("AUC").value();
  }

  private static Estimate interval(String name, double[] drops, long n) {
    if (drops.length < 2) {
      return Estimate.undefined(name, n, "fewer than two folds hold two classes");
    }
    double mean = 0;
    for (double d : drops) {
      mean += d / drops.length;
    }
    double squares = 0;
    for (double d : drops) {
      squares += (d - mean) * (d - mean);
    }
    double t = TDistribution.of(drops.length - 1).inverseCumulativeProbability(0.975);
    double half = t * Math.sqrt(squares / (drops.length - 1) / drops.length);
    return new Estimate(
        name, mean, mean - half, mean + half, n, "t 95 %% over %d folds".formatted(drops.length));
  }
}
