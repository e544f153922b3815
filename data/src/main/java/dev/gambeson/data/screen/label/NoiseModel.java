package dev.gambeson.data.screen.label;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Class-conditional label noise: how probable each given label is per true class, read off the
/// rows that are most clearly of a class (anchor points, Liu and Tao 2016, section 4; Patrini et
/// al. 2017, section 4.2), and what follows for each row.
///
/// What it rests on: for each class some rows leave no doubt, and noise depends on the true class
/// only. Where classes overlap everywhere, overlap is taken for noise; noise that depends on the
/// features is averaged over.
final class NoiseModel {
  private static final double SHARE = 0.1; // of a class's rows taken as anchors ...
  private static final int LEAST = 100; // ... or so many, if they are at most half of them
  private static final int FEWEST = 10; // a class with fewer anchors is taken as it is
  private static final double PRIOR = 10; // rows that the pooled probabilities themselves count for
  private static final double SLACK = 0.6; // share of a budget to spend: calibration is not exact
  private static final double APART = 0.25; // the least lead of a class's own label to be of use

  private final double[][] transition; // [true class][given class]
  private final int[] labels;
  private final Rows truth;
  private final boolean usable;

  private NoiseModel(double[][] transition, int[] labels, Rows truth, boolean usable) {
    this.transition = transition;
    this.labels = labels;
    this.truth = truth;
    this.usable = usable;
  }

  /// Where the noise is too heavy, or the classes too alike, to be told apart, no noise is taken
  /// back: [#usable] says so.
  ///
  /// @param probabilities calibrated probabilities of the given labels, by models that did not see
  ///   the row's own
  static NoiseModel fit(Rows probabilities, int[] labels) {
    int classes = probabilities.width();
    double[][] anchored =
        IntStream.range(0, classes)
            .mapToObj(k -> anchored(probabilities, labels, k))
            .toArray(double[][]::new);
    boolean usable = IntStream.range(0, classes).allMatch(k -> leads(anchored, k));
    double[][] transition =
        usable
            ? anchored
            : IntStream.range(0, classes).mapToObj(k -> unit(classes, k)).toArray(double[][]::new);
    return new NoiseModel(transition, labels, truth(probabilities, transition), usable);
  }

  /// A noise model without noise: labels are taken as drawn from the probabilities.
  static NoiseModel none(Rows probabilities, int[] labels) {
    int classes = probabilities.width();
    double[][] identity =
        IntStream.range(0, classes).mapToObj(k -> unit(classes, k)).toArray(double[][]::new);
    return new NoiseModel(identity, labels, probabilities, true);
  }

  /// The same noise, on other opinions on the same rows.
  NoiseModel on(Rows probabilities) {
    return new NoiseModel(transition, labels, truth(probabilities, transition), usable);
  }

  /// Whether label `k` is given clearly more often to rows of class `k` than to those of any other.
  private static boolean leads(double[][] transition, int k) {
    return IntStream.range(0, transition.length)
        .allMatch(j -> j == k || transition[k][k] - transition[j][k] > APART);
  }

  private static double[] unit(int classes, int k) {
    double[] row = new double[classes];
    row[k] = 1;
    return row;
  }

  /// How many rows stand for class `k`.
  static int anchors(Rows p, int k) {
    double mass = IntStream.range(0, p.count()).mapToDouble(i -> p.at(i, k)).sum();
    return (int) Math.ceil(Math.max(SHARE * mass, Math.min(LEAST, mass / 2)));
  }

  /// How probable label `given` is on rows of class `truth`.
  double rate(int truth, int given) {
    return transition[truth][given];
  }

  /// The labels of the rows most probably of class `k`, whose own labels had no say in that.
  private static double[] anchored(Rows p, int[] labels, int k) {
    int many = anchors(p, k);
    if (many < FEWEST) {
      return unit(p.width(), k);
    }
    double[] row = new double[p.width()];
    IntStream.range(0, p.count())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -p.at(i, k)))
        .limit(many)
        .forEach(i -> {
          row[labels[i]] += 1 / (many + PRIOR);
          for (int j = 0; j < row.length; j++) {
            row[j] += p.at(i, j) * PRIOR / many / (many + PRIOR);
          }
        });
    return row;
  }

  /// Probabilities of the true class: those of the given one, with the noise taken back.
  private static Rows truth(Rows p, double[][] transition) {
    DMatrixRMaj t = new DMatrixRMaj(transition);
    DMatrixRMaj inverse = new DMatrixRMaj(t.numRows, t.numCols);
    CommonOps_DDRM.pinv(t, inverse);
    DMatrixRMaj out = new DMatrixRMaj(p.count(), p.width());
    CommonOps_DDRM.mult(DMatrixRMaj.wrap(p.count(), p.width(), p.values()), inverse, out);
    for (int i = 0; i < p.count(); i++) {
      double sum = 0;
      for (int k = 0; k < p.width(); k++) {
        out.set(i, k, Math.max(0, out.get(i, k)));
        sum += out.get(i, k);
      }
      for (int k = 0; k < p.width(); k++) {
        out.set(i, k, sum > 0 ? out.get(i, k) / sum : p.at(i, k));
      }
    }
    return new Rows(p.count(), p.width(), out.data);
  }

  /// Whether the noise could be estimated.
  boolean usable() {
    return usable;
  }

  /// Probability of each class to be the true one, not knowing the row's label.
  Rows truth() {
    return truth;
  }

  /// The class most probably true of a row, not knowing its label.
  int suggested(int row) {
    int best = 0;
    for (int k = 1; k < truth.width(); k++) {
      best = truth.at(row, k) > truth.at(row, best) ? k : best;
    }
    return best;
  }

  /// Probability that the given label is wrong (Bayes' rule on the label that was given).
  double[] errorProbabilities() {
    double[] out = new double[labels.length];
    for (int i = 0; i < out.length; i++) {
      double given = 0;
      for (int k = 0; k < truth.width(); k++) {
        given += truth.at(i, k) * transition[k][labels[i]];
      }
      double right = truth.at(i, labels[i]) * transition[labels[i]][labels[i]];
      out[i] = given > 0 ? Math.clamp(1 - right / given, 0, 1) : 1;
    }
    return out;
  }

  /// The largest probability of the label at which to hold rows back, so that of clean rows no more
  /// than `budget` are expected to be held: were the labels drawn from [#truth], that is the sum of
  /// all probabilities at or below it.
  double threshold(double budget) {
    double[] sorted = truth.values().clone();
    Arrays.sort(sorted);
    double allowed = SLACK * budget * truth.count();
    double mass = 0;
    int at = 0;
    while (at < sorted.length && mass + sorted[at] <= allowed) {
      mass += sorted[at++];
    }
    return at == 0 ? -1 : Math.min(sorted[at - 1], 0.5);
  }
}
