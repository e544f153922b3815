package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;

/// Rows in rare bins of histograms (Goldstein and Dengel, "Histogram-based Outlier Score", KI
/// 2012).
///
/// Score: the sum over features of `-log2(density + 0.1)` of the row's bin, with bins of equal
/// width. A value up to half a bin outside counts as in the last bin, further out as in the rarest.
/// Judges each feature alone; one far value stretches the bins and hides the rest.
///
/// @param bins of each feature, at least 2
public record Hbos(int bins) implements OutlierDetector {
  private static final double ALPHA = 0.1; // keeps empty bins finite
  private static final double TOLERANCE = 0.5; // of a bin's width

  public Hbos {
    if (bins < 2) {
      throw new IllegalArgumentException("%d bins, must be at least 2".formatted(bins));
    }
  }

  /// Ten bins, the usual setting.
  public Hbos() {
    this(10);
  }

  @Override
  public String name() {
    return "HBOS";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    return new Model(
        rows, workers.map(rows.width(), f -> histogram(rows, f)).toArray(Histogram[]::new));
  }

  private Histogram histogram(Rows rows, int f) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < rows.count(); row++) {
      min = Math.min(min, rows.at(row, f));
      max = Math.max(max, rows.at(row, f));
    }
    double width = max > min ? (max - min) / bins : 1.0 / bins; // a constant has a bin of its own
    int[] counts = new int[bins];
    for (int row = 0; row < rows.count(); row++) {
      counts[Math.min(bins - 1, (int) ((rows.at(row, f) - min) / width))]++;
    }
    double[] scores = new double[bins];
    double rarest = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < bins; b++) {
      scores[b] = -Math.log(counts[b] / (rows.count() * width) + ALPHA) / Math.log(2);
      rarest = Math.max(rarest, scores[b]);
    }
    return new Histogram(min, width, scores, rarest);
  }

  @SuppressWarnings("ArrayRecordComponent") // private to the detector
  private record Histogram(double min, double width, double[] scores, double rarest) {
    double score(double value) {
      double bin = (value - min) / width;
      if (bin < -TOLERANCE || bin > scores.length + TOLERANCE) {
        return rarest;
      }
      return scores[Math.clamp((long) Math.floor(bin), 0, scores.length - 1)];
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // private to the detector
  private record Model(Rows fitted, Histogram[] histograms) implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return score(fitted, workers);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, histograms.length);
      return EachRow.of(
          rows.count(),
          workers,
          row -> {
            double sum = 0;
            for (int f = 0; f < histograms.length; f++) {
              sum += histograms[f].score(rows.at(row, f));
            }
            return sum;
          });
    }
  }
}
