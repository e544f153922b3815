package dev.gambeson.data.learn;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;

/// Pools several opinions on the classes of rows: a weight per opinion on the log scale and an
/// offset per class, fitted by log loss (logarithmic opinion pool, Genest and Zidek 1986; Platt
/// scaling when there is one opinion). With so few parameters the pooled probabilities are
/// calibrated to the labels given, wrong ones included.
public final class Pooling {
  private static final double FLOOR = 1e-9;

  private final int classes;
  private final double[] weights; // per opinion, then the offsets per class

  private Pooling(int classes, double[] weights) {
    this.classes = classes;
    this.weights = weights;
  }

  /// Fits.
  ///
  /// @param opinions class probabilities by models that did not see the row's label, at least one
  /// @param labels class per row
  public static Pooling fit(List<Rows> opinions, int[] labels) {
    int classes = opinions.getFirst().width();
    double[] w = new double[opinions.size() + classes];
    Arrays.fill(w, 0, opinions.size(), 1.0 / opinions.size());
    List<double[]> logs = opinions.stream().map(Pooling::logs).toList();
    Lbfgs.minimise((x, g) -> loss(logs, labels, classes, x, g), w, 1e-3, 200);
    return new Pooling(classes, w);
  }

  private static double[] logs(Rows p) {
    return Arrays.stream(p.values()).map(v -> StrictMath.log(Math.max(FLOOR, v))).toArray();
  }

  private static double loss(
      List<double[]> logs, int[] labels, int classes, double[] x, double[] gradient) {
    int opinions = logs.size();
    double loss = 0;
    for (int j = 0; j < x.length; j++) { // a weak pull to the plain pool keeps it well-posed
      double start = j < opinions ? 1.0 / opinions : 0;
      gradient[j] = x[j] - start;
      loss += (x[j] - start) * (x[j] - start) / 2;
    }
    double[] z = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      scores(logs, i, classes, x, z);
      double own = z[labels[i]];
      loss += Logistic.softmax(z) - own;
      z[labels[i]] -= 1;
      for (int j = 0; j < opinions; j++) {
        for (int k = 0; k < classes; k++) {
          gradient[j] += z[k] * logs.get(j)[i * classes + k];
        }
      }
      for (int k = 0; k < classes; k++) {
        gradient[opinions + k] += z[k];
      }
    }
    return loss;
  }

  private static void scores(List<double[]> logs, int i, int classes, double[] x, double[] z) {
    System.arraycopy(x, logs.size(), z, 0, classes);
    for (int j = 0; j < logs.size(); j++) {
      for (int k = 0; k < classes; k++) {
        z[k] += x[j] * logs.get(j)[i * classes + k];
      }
    }
  }

  /// The pooled class probabilities.
  ///
  /// @param opinions as many as were fitted, in the same order
  public Rows pool(List<Rows> opinions) {
    List<double[]> logs = opinions.stream().map(Pooling::logs).toList();
    int n = opinions.getFirst().count();
    double[] out = new double[n * classes];
    double[] z = new double[classes];
    for (int i = 0; i < n; i++) {
      scores(logs, i, classes, weights, z);
      Logistic.softmax(z);
      System.arraycopy(z, 0, out, i * classes, classes);
    }
    return new Rows(n, classes, out);
  }
}
