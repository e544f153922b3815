package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;

/// Rows in the tails of an empirical copula (Li, Zhao, Botta, Ionescu and Hu, "COPOD: Copula-Based
/// Outlier Detection", ICDM 2020).
///
/// Score: the sum over features of the larger of the mean of both tail surprises and the
/// skewness-directed one, in nats, as the authors' own implementation sums them. No parameters.
/// Judges each feature alone, as [Ecod] does, and with its limits.
public final class Copod implements OutlierDetector {
  @Override
  public String name() {
    return "COPOD";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    return new Model(rows, Tails.of(rows, workers));
  }

  private record Model(Rows fitted, Tails tails) implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return EachRow.of(fitted.count(), workers, row -> sum(fitted, row, 0));
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, tails.width());
      return EachRow.of(rows.count(), workers, row -> sum(rows, row, 1));
    }

    private double sum(Rows rows, int row, int added) {
      double sum = 0;
      for (int f = 0; f < tails.width(); f++) {
        double left = tails.left(f, rows.at(row, f), added);
        double right = tails.right(f, rows.at(row, f), added);
        sum += Math.max(tails.skewed(f, left, right), (left + right) / 2);
      }
      return sum;
    }
  }
}
