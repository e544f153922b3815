package dev.gambeson.data.screen.activation;

import dev.gambeson.core.data.Rows;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// Principal components of some rows: centred, projected onto the directions of largest variance.
final class Principal {
  private static final int MAX_UNITS = 256; // units of largest variance; the rest say little

  private Principal() {}

  /// Coordinates of the rows, those along the largest variance first. The sign of a direction is
  /// that of its entry of largest size, so that the answer is unique.
  ///
  /// @param components at most; fewer when the rows have fewer units
  static Rows project(Rows all, int[] rows, int components) {
    int[] units = units(all, rows);
    double[][] centred = centred(all, rows, units);
    double[][] directions = directions(covariance(centred), Math.min(components, units.length));
    double[] out = new double[rows.length * directions.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < directions.length; c++) {
        double dot = 0;
        for (int u = 0; u < units.length; u++) {
          dot += centred[i][u] * directions[c][u];
        }
        out[i * directions.length + c] = dot;
      }
    }
    return new Rows(rows.length, directions.length, out);
  }

  private static int[] units(Rows all, int[] rows) {
    double[] variance = new double[all.width()];
    for (int u = 0; u < variance.length; u++) {
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < rows.length; i++) {
        double before = all.at(rows[i], u) - mean;
        mean += before / (i + 1);
        squares += before * (all.at(rows[i], u) - mean);
      }
      variance[u] = squares;
    }
    return IntStream.range(0, variance.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(u -> -variance[u]).thenComparing(u -> u))
        .limit(MAX_UNITS)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static double[][] centred(Rows all, int[] rows, int[] units) {
    double[][] out = new double[rows.length][units.length];
    for (int u = 0; u < units.length; u++) {
      double mean = 0;
      for (int row : rows) {
        mean += all.at(row, units[u]) / rows.length;
      }
      for (int i = 0; i < rows.length; i++) {
        out[i][u] = all.at(rows[i], units[u]) - mean;
      }
    }
    return out;
  }

  private static DMatrixRMaj covariance(double[][] centred) {
    int d = centred[0].length;
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    for (double[] row : centred) {
      for (int a = 0; a < d; a++) {
        if (row[a] != 0) {
          for (int b = a; b < d; b++) {
            covariance.data[a * d + b] += row[a] * row[b];
          }
        }
      }
    }
    for (int a = 0; a < d; a++) {
      for (int b = 0; b < a; b++) {
        covariance.data[a * d + b] = covariance.data[b * d + a];
      }
    }
    return covariance;
  }

  private static double[][] directions(DMatrixRMaj covariance, int components) {
    int d = covariance.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalStateException("the eigenvalues of the covariance were not found");
    }
    return IntStream.range(0, d)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -eigen.getEigenvalue(i).getReal())
                .thenComparing(i -> i))
        .limit(components)
        .map(i -> signed(eigen.getEigenVector(i).getData().clone()))
        .toArray(double[][]::new);
  }

  private static double[] signed(double[] direction) {
    double largest = 0;
    for (double v : direction) {
      largest = Math.abs(v) > Math.abs(largest) ? v : largest;
    }
    for (int i = 0; largest < 0 && i < direction.length; i++) {
      direction[i] = -direction[i];
    }
    return direction;
  }
}
