package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;

/// Rows in the tails of many features (Li, Zhao, Hu, Botta, Ionescu and Chen, "ECOD: Unsupervised
/// Outlier Detection Using Empirical Cumulative Distribution Functions", TKDE 2022).
///
/// Score: the sum over features of the larger of the left, the right and the skewness-directed tail
/// surprise, in nats, as the authors' own implementation sums them (their Algorithm 1 takes the
/// maximum of the three sums). No parameters. Judges each feature alone: a row whose values are
/// ordinary one by one, but not together, is not found.
public final class Ecod implements OutlierDetector {
  @Override
  public String name() {
    return "ECOD";
  }

  @Override
  public Model fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    return new Model(rows, Tails.of(rows, workers));
  }

  /// The fitted detector, which can also say which features make a row odd.
  public static final class Model implements Fitted {
    private final Rows fitted;
    private final Tails tails;

    private Model(Rows fitted, Tails tails) {
      this.fitted = fitted;
      this.tails = tails;
    }

    @Override
    public double[] own(Workers workers) {
      return EachRow.of(fitted.count(), workers, row -> sum(fitted, row, 0));
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, tails.width());
      return EachRow.of(rows.count(), workers, row -> sum(rows, row, 1));
    }

    /// Surprise of each value of a row, in nats: 0 is no surprise.
    public double[] surprises(Rows rows, int row) {
      double[] out = new double[tails.width()];
      for (int f = 0; f < out.length; f++) {
        out[f] = surprise(f, rows.at(row, f), 1);
      }
      return out;
    }

    private double sum(Rows rows, int row, int added) {
      double sum = 0;
      for (int f = 0; f < tails.width(); f++) {
        sum += surprise(f, rows.at(row, f), added);
      }
      return sum;
    }

    private double surprise(int f, double value, int added) {
      double left = tails.left(f, value, added);
      double right = tails.right(f, value, added);
      return Math.max(Math.max(left, right), tails.skewed(f, left, right));
    }
  }
}
