package dev.gambeson.data.learn;

import dev.gambeson.core.data.Rows;

/// The rows as the two products that fitting needs: dense, or the entries that are not 0 when these
/// are few (one-hot columns).
sealed interface Design {
  double SPARSE = 0.4; // share of entries below which skipping zeros is faster

  /// Number of features.
  int width();

  /// `z = W (x_i, 1)`, per output.
  void scores(int row, double[] weights, double[] z);

  /// `G += c (x_i, 1)`, per output.
  void addTo(int row, double[] c, double[] gradient);

  static Design of(Rows rows) {
    long filled = 0;
    for (double v : rows.values()) {
      filled += v != 0 ? 1 : 0;
    }
    return filled < SPARSE * rows.values().length ? Sparse.of(rows, (int) filled) : new Dense(rows);
  }

  /// Row by row.
  record Dense(Rows rows) implements Design {
    @Override
    public int width() {
      return rows.width();
    }

    @Override
    public void scores(int row, double[] weights, double[] z) {
      int d = rows.width();
      for (int k = 0; k < z.length; k++) {
        int at = k * (d + 1);
        z[k] = weights[at + d] + dot(rows.values(), row * d, weights, at, d);
      }
    }

    /// Four running sums: the processor adds them side by side.
    private static double dot(double[] a, int from, double[] b, int at, int n) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      int j = 0;
      for (; j + 3 < n; j += 4) {
        s0 += a[from + j] * b[at + j];
        s1 += a[from + j + 1] * b[at + j + 1];
        s2 += a[from + j + 2] * b[at + j + 2];
        s3 += a[from + j + 3] * b[at + j + 3];
      }
      for (; j < n; j++) {
        s0 += a[from + j] * b[at + j];
      }
      return (s0 + s1) + (s2 + s3);
    }

    @Override
    public void addTo(int row, double[] c, double[] gradient) {
      int d = rows.width();
      for (int k = 0; k < c.length; k++) {
        add(c[k], rows.values(), row * d, gradient, k * (d + 1), d);
        gradient[k * (d + 1) + d] += c[k];
      }
    }

    private static void add(double c, double[] x, int from, double[] to, int at, int n) {
      for (int j = 0; j < n; j++) {
        to[at + j] += c * x[from + j];
      }
    }
  }

  /// Per row the columns and values that are not 0.
  @SuppressWarnings("ArrayRecordComponent") // internal, never handed out
  record Sparse(int width, int[] starts, int[] columns, double[] values) implements Design {
    static Sparse of(Rows rows, int filled) {
      int[] starts = new int[rows.count() + 1];
      int[] columns = new int[filled];
      double[] values = new double[filled];
      int at = 0;
      for (int i = 0; i < rows.count(); i++) {
        for (int j = 0; j < rows.width(); j++) {
          double v = rows.at(i, j);
          if (v != 0) {
            columns[at] = j;
            values[at++] = v;
          }
        }
        starts[i + 1] = at;
      }
      return new Sparse(rows.width(), starts, columns, values);
    }

    @Override
    public void scores(int row, double[] weights, double[] z) {
      for (int k = 0; k < z.length; k++) {
        int base = k * (width + 1);
        double sum = weights[base + width];
        for (int e = starts[row]; e < starts[row + 1]; e++) {
          sum += values[e] * weights[base + columns[e]];
        }
        z[k] = sum;
      }
    }

    @Override
    public void addTo(int row, double[] c, double[] gradient) {
      for (int k = 0; k < c.length; k++) {
        int base = k * (width + 1);
        for (int e = starts[row]; e < starts[row + 1]; e++) {
          gradient[base + columns[e]] += c[k] * values[e];
        }
        gradient[base + width] += c[k];
      }
    }
  }
}
