package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.data.Rows;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Mean and covariance (divided by n) of rows.
@SuppressWarnings("ArrayRecordComponent") // passed along without copies
record Moments(double[] mean, DMatrixRMaj covariance) {
  static Moments of(Rows rows) {
    return of(rows, IntStream.range(0, rows.count()).toArray());
  }

  static Moments of(Rows rows, int[] chosen) {
    int width = rows.width();
    double[] mean = new double[width];
    for (int row : chosen) {
      for (int f = 0; f < width; f++) {
        mean[f] += rows.at(row, f);
      }
    }
    for (int f = 0; f < width; f++) {
      mean[f] /= chosen.length;
    }
    DMatrixRMaj centred = centred(rows, chosen, mean);
    DMatrixRMaj covariance = new DMatrixRMaj(width, width);
    CommonOps_DDRM.multInner(centred, covariance);
    CommonOps_DDRM.divide(covariance, chosen.length);
    return new Moments(mean, covariance);
  }

  static DMatrixRMaj centred(Rows rows, int[] chosen, double[] mean) {
    int width = rows.width();
    double[] out = new double[Math.multiplyExact(chosen.length, width)];
    for (int i = 0; i < chosen.length; i++) {
      for (int f = 0; f < width; f++) {
        out[i * width + f] = rows.at(chosen[i], f) - mean[f];
      }
    }
    return DMatrixRMaj.wrap(chosen.length, width, out);
  }
}
