package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Rows;

/// TEMPORARY until data.learn.Logistic is merged.
final class Learner {
  private Learner() {}

  record Fitted(int classes, int width, double[] w) {
    double[] probabilities(Rows rows) {
      double[] out = new double[rows.count() * classes];
      for (int i = 0; i < rows.count(); i++) {
        logits(rows, i, w, classes, out);
      }
      return out;
    }
  }

  private static void logits(Rows rows, int i, double[] w, int k, double[] out) {
    int d = rows.width();
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) {
      double s = w[c * (d + 1) + d];
      for (int f = 0; f < d; f++) {
        s += w[c * (d + 1) + f] * rows.values()[i * d + f];
      }
      out[i * k + c] = s;
      max = Math.max(max, s);
    }
    double sum = 0;
    for (int c = 0; c < k; c++) {
      out[i * k + c] = StrictMath.exp(out[i * k + c] - max);
      sum += out[i * k + c];
    }
    for (int c = 0; c < k; c++) {
      out[i * k + c] /= sum;
    }
  }

  static Fitted fit(Rows rows, int[] y, int k) {
    int d = rows.width();
    double[] w = new double[k * (d + 1)];
    double[] m = new double[w.length];
    double[] v = new double[w.length];
    double[] p = new double[rows.count() * k];
    for (int it = 1; it <= 150; it++) {
      double[] g = new double[w.length];
      for (int i = 0; i < rows.count(); i++) {
        logits(rows, i, w, k, p);
        for (int c = 0; c < k; c++) {
          double e = (p[i * k + c] - (y[i] == c ? 1 : 0)) / rows.count();
          for (int f = 0; f < d; f++) {
            g[c * (d + 1) + f] += e * rows.values()[i * d + f];
          }
          g[c * (d + 1) + d] += e;
        }
      }
      for (int j = 0; j < w.length; j++) {
        g[j] += 1e-3 * w[j];
        m[j] = .9 * m[j] + .1 * g[j];
        v[j] = .99 * v[j] + .01 * g[j] * g[j];
        w[j] -=
            .1
                * (m[j] / (1 - Math.pow(.9, it)))
                / (Math.sqrt(v[j] / (1 - Math.pow(.99, it))) + 1e-8);
      }
    }
    return new Fitted(k, d, w);
  }
}
