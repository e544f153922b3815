package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.outlier.OutlierDetector.Fitted;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Scores rows by the squared length of a linear map of their distance from a centre.
///
/// @param fitted the rows it was fitted on
/// @param centre of ordinary rows
/// @param map features x components
@SuppressWarnings("ArrayRecordComponent") // package-private, passed along without copies
record LinearModel(Rows fitted, double[] centre, DMatrixRMaj map) implements Fitted {
  private static final int PIECE = 1024;

  @Override
  public double[] own(Workers workers) {
    return score(fitted, workers);
  }

  @Override
  public double[] score(Rows rows, Workers workers) {
    EachRow.requireFinite(rows, centre.length);
    List<double[]> pieces =
        workers.map(
            Math.ceilDiv(rows.count(), PIECE),
            piece -> {
              int from = piece * PIECE;
              return squares(rows, from, Math.min(from + PIECE, rows.count()));
            });
    return pieces.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private double[] squares(Rows rows, int from, int to) {
    DMatrixRMaj centred = Moments.centred(rows, IntStream.range(from, to).toArray(), centre);
    DMatrixRMaj mapped = new DMatrixRMaj(to - from, map.getNumCols());
    CommonOps_DDRM.mult(centred, map, mapped);
    double[] out = new double[to - from];
    for (int i = 0; i < out.length; i++) {
      for (int c = 0; c < map.getNumCols(); c++) {
        double v = mapped.get(i, c);
        out[i] += v * v;
      }
    }
    return out;
  }
}
