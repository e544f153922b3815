package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Neighbours;
import java.util.Arrays;

/// Rows far from their `k`-th nearest neighbour (Ramaswamy, Rastogi and Shim, "Efficient Algorithms
/// for Mining Outliers from Large Data Sets", SIGMOD 2000).
///
/// Score: that distance. Finds far rows and groups of at most `k`. Does not find a larger group of
/// copies, since they are each other's neighbours, nor outliers beside a dense cluster where the
/// rest is sparse.
///
/// @param k neighbours, at least 1
public record Knn(int k) implements OutlierDetector {
  public Knn {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  /// Five neighbours, the usual setting.
  public Knn() {
    this(5);
  }

  @Override
  public String name() {
    return "k nearest neighbours";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    return new Model(rows, k);
  }

  private record Model(Rows fitted, int k) implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return largest(Neighbours.among(fitted, k, workers));
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, fitted.width());
      return largest(Neighbours.of(rows, fitted, k, workers));
    }

    private static double[] largest(Neighbours neighbours) {
      double[] out = new double[neighbours.count()];
      Arrays.setAll(out, row -> neighbours.distance(row, neighbours.k() - 1));
      return out;
    }
  }
}
