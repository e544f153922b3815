package dev.gambeson.data.learn;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/// The directions in which rows vary most, by random subspace iteration (Halko, Martinsson and
/// Tropp 2011, algorithm 4.4): nearly the leading principal components, at a price that grows with
/// the width, not its cube. Deterministic for a seed.
public final class Projection {
  private static final int SAMPLE = 2000;
  private static final int ITERATIONS = 3;

  private final double[] mean;
  private final DMatrixRMaj basis; // width x components, orthonormal columns

  private Projection(double[] mean, DMatrixRMaj basis) {
    this.mean = mean;
    this.basis = basis;
  }

  /// Learns from at most 2,000 of the rows, drawn by seed.
  ///
  /// @param components at most the smaller of width and rows are kept
  public static Projection fit(Rows rows, int components, Seed seed) {
    RandomGenerator random = seed.random();
    int[] all = IntStream.range(0, rows.count()).toArray();
    int[] picked = Shuffles.sample(all, Math.min(SAMPLE, rows.count()), random);
    Arrays.sort(picked);
    Rows sample = rows.select(picked);
    double[] mean = mean(sample);
    DMatrixRMaj x = centred(sample, mean);
    int kept = Math.min(components, Math.min(rows.width(), picked.length));
    DMatrixRMaj q = new DMatrixRMaj(rows.width(), kept);
    for (int i = 0; i < q.getNumElements(); i++) {
      q.set(i, random.nextGaussian());
    }
    DMatrixRMaj scores = new DMatrixRMaj(picked.length, kept);
    for (int i = 0; i < ITERATIONS; i++) {
      CommonOps_DDRM.mult(x, q, scores);
      CommonOps_DDRM.multTransA(x, scores, q);
      q = orthonormal(q);
    }
    return new Projection(mean, q);
  }

  private static double[] mean(Rows rows) {
    double[] mean = new double[rows.width()];
    for (int i = 0; i < rows.count(); i++) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += rows.at(i, j) / rows.count();
      }
    }
    return mean;
  }

  private static DMatrixRMaj centred(Rows rows, double[] mean) {
    double[] values = rows.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean[i % mean.length];
    }
    return DMatrixRMaj.wrap(rows.count(), rows.width(), values);
  }

  private static DMatrixRMaj orthonormal(DMatrixRMaj columns) {
    var qr = DecompositionFactory_DDRM.qr(columns.numRows, columns.numCols);
    if (!qr.decompose(columns.copy())) {
      throw new IllegalStateException("QR failed on " + columns.numRows + " rows");
    }
    return qr.getQ(null, true);
  }

  /// The rows in the new coordinates.
  public Rows apply(Rows rows) {
    DMatrixRMaj out = new DMatrixRMaj(rows.count(), basis.numCols);
    CommonOps_DDRM.mult(centred(rows, mean), basis, out);
    return new Rows(rows.count(), basis.numCols, out.data);
  }
}
