package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Neighbours;
import java.util.Arrays;

/// Rows in sparser places than their neighbours (Breunig, Kriegel, Ng and Sander, "LOF: Identifying
/// Density-Based Local Outliers", SIGMOD 2000).
///
/// Score: mean density of the neighbours over the row's own, about 1 for ordinary rows. Neighbours
/// are exactly `k`, ties by row. Does not find groups of more than `k` outliers, which are dense
/// among themselves.
///
/// @param k neighbours, at least 1
public record LocalOutlierFactor(int k) implements OutlierDetector {
  // Keeps densities of copies finite: without it k copies of one row are infinitely dense.
  private static final double TINY = 1e-10;

  public LocalOutlierFactor {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  /// Twenty neighbours, the usual setting.
  public LocalOutlierFactor() {
    this(20);
  }

  @Override
  public String name() {
    return "local outlier factor";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    Neighbours neighbours = Neighbours.among(rows, k, workers);
    double[] reach = new double[rows.count()]; // distance of the k-th neighbour
    Arrays.setAll(reach, row -> neighbours.distance(row, neighbours.k() - 1));
    double[] density = densities(neighbours, reach);
    return new Model(rows, neighbours, reach, density);
  }

  private static double[] densities(Neighbours neighbours, double[] reach) {
    double[] density = new double[neighbours.count()];
    for (int row = 0; row < density.length; row++) {
      double sum = 0;
      for (int rank = 0; rank < neighbours.k(); rank++) {
        sum += Math.max(neighbours.distance(row, rank), reach[neighbours.index(row, rank)]);
      }
      density[row] = 1 / (sum / neighbours.k() + TINY);
    }
    return density;
  }

  @SuppressWarnings("ArrayRecordComponent") // private to the detector
  private record Model(Rows fitted, Neighbours neighbours, double[] reach, double[] density)
      implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return factors(neighbours, density);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, fitted.width());
      Neighbours there = Neighbours.of(rows, fitted, neighbours.k(), workers);
      return factors(there, densities(there, reach));
    }

    private double[] factors(Neighbours of, double[] own) {
      double[] out = new double[of.count()];
      for (int row = 0; row < out.length; row++) {
        double sum = 0;
        for (int rank = 0; rank < of.k(); rank++) {
          sum += density[of.index(row, rank)];
        }
        out[row] = sum / of.k() / own[row];
      }
      return out;
    }
  }
}
