package dev.gambeson.data.learn;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;

/// Logistic regression with an L2 penalty: class probabilities that are linear in the features on
/// the log scale.
///
/// Guaranteed: the unique minimum of `|w|^2 / 2 + C * sum of log losses` (intercepts free of the
/// penalty) up to `tolerance` in every entry of the gradient, so that the answer depends on rows
/// and labels only: not on their order beyond rounding, a seed or the number of threads. Two
/// classes share one weight vector, more have one each, as in scikit-learn's `LogisticRegression`.
/// Not guaranteed: that the probabilities are calibrated where classes are not linear in the
/// features.
public final class Logistic {
  private final int width;
  private final int classes;
  private final double[] weights; // per output: the features' weights, then the intercept

  private Logistic(int width, int classes, double[] weights) {
    this.width = width;
    this.classes = classes;
    this.weights = weights;
  }

  /// How to fit.
  ///
  /// @param c inverse strength of the penalty, above 0
  /// @param tolerance largest entry of the gradient at which to stop
  /// @param iterations at most so many steps
  public record Options(double c, double tolerance, int iterations) {
    /// As scikit-learn: `C = 1`; tighter than its default tolerance of 1e-4.
    public static final Options DEFAULT = new Options(1, 1e-3, 2000);

    public Options {
      if (!(c > 0) || !(tolerance > 0) || iterations < 1) {
        throw new IllegalArgumentException(
            "c %s, tolerance %s, iterations %d".formatted(c, tolerance, iterations));
      }
    }
  }

  /// Fits with the default options.
  public static Logistic fit(Rows rows, int[] labels, int classes) {
    return fit(rows, labels, classes, Options.DEFAULT);
  }

  /// Fits.
  ///
  /// @param rows one row per label; standardise first. Every value finite.
  /// @param labels from 0 to `classes - 1`. A class without rows gets a probability near 0.
  /// @param classes at least 2
  /// @throws GambesonException when a value is not finite
  public static Logistic fit(Rows rows, int[] labels, int classes, Options options) {
    if (rows.count() != labels.length || rows.count() == 0 || classes < 2) {
      throw new IllegalArgumentException(
          "%d rows, %d labels, %d classes".formatted(rows.count(), labels.length, classes));
    }
    requireFinite(rows);
    Design design = Design.of(rows);
    int outputs = classes == 2 ? 1 : classes;
    double[] weights = new double[Math.multiplyExact(outputs, rows.width() + 1)];
    LogLoss loss = new LogLoss(design, labels, outputs, options.c());
    Lbfgs.minimise(loss, weights, options.tolerance(), options.iterations());
    return new Logistic(rows.width(), classes, weights);
  }

  private static void requireFinite(Rows rows) {
    for (int i = 0; i < rows.values().length; i++) {
      if (!Double.isFinite(rows.values()[i])) {
        throw GambesonException.badInput(
            "Row %d, encoded column %d is not a finite number; fill or drop it before it is screened."
                .formatted(i / rows.width() + 1, i % rows.width() + 1));
      }
    }
  }

  /// Number of classes.
  public int classes() {
    return classes;
  }

  /// The class probabilities of each row: `count * classes`, each row sums to 1.
  public Rows probabilities(Rows rows) {
    if (rows.width() != width) {
      throw new IllegalArgumentException(
          "rows have %d columns, the model %d".formatted(rows.width(), width));
    }
    int outputs = classes == 2 ? 1 : classes;
    Design design = Design.of(rows);
    double[] z = new double[outputs];
    double[] out = new double[Math.multiplyExact(rows.count(), classes)];
    for (int i = 0; i < rows.count(); i++) {
      design.scores(i, weights, z);
      if (outputs == 1) {
        out[2 * i + 1] = sigmoid(z[0]);
        out[2 * i] = sigmoid(-z[0]);
      } else {
        softmax(z);
        System.arraycopy(z, 0, out, i * classes, classes);
      }
    }
    return new Rows(rows.count(), classes, out);
  }

  static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + StrictMath.exp(-z)) : 1 - 1 / (1 + StrictMath.exp(z));
  }

  /// Turns scores into probabilities in place and returns the log of the sum of exponentials.
  static double softmax(double[] z) {
    double largest = Arrays.stream(z).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      z[k] = StrictMath.exp(z[k] - largest);
      sum += z[k];
    }
    for (int k = 0; k < z.length; k++) {
      z[k] /= sum;
    }
    return largest + StrictMath.log(sum);
  }
}
