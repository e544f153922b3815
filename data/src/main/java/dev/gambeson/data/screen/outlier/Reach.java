package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;

/// Rows with one value far outside the bulk of its column.
///
/// Score: the largest distance of a value from its column's median, in units of the distance
/// between the median and the 0.2 or 0.8 quantile on the same side, as a logarithm. A fifth of the
/// rows cannot widen the unit, as they can a standard deviation. Columns whose bulk is one value
/// are left to the other detectors.
final class Reach implements OutlierDetector {
  private static final double HIGH = 0.8;
  private static final double LEAST = 1e-3;

  @Override
  public String name() {
    return "reach";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    return new Model(rows, workers.map(rows.width(), f -> spread(rows, f)).toArray(Spread[]::new));
  }

  private static Spread spread(Rows rows, int f) {
    double[] column = new double[rows.count()];
    Arrays.setAll(column, row -> rows.at(row, f));
    Arrays.sort(column);
    int last = column.length - 1;
    double median = column[last / 2];
    return new Spread(
        median,
        median - column[(int) Math.round((1 - HIGH) * last)],
        column[(int) Math.round(HIGH * last)] - median);
  }

  private record Spread(double median, double below, double above) {
    double distance(double value) {
      double unit = value < median ? below : above;
      return unit > 0 ? Math.abs(value - median) / unit : 0;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // private to the detector
  private record Model(Rows fitted, Spread[] spreads) implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return score(fitted, workers);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, spreads.length);
      return EachRow.of(
          rows.count(),
          workers,
          row -> {
            double most = LEAST;
            for (int f = 0; f < spreads.length; f++) {
              most = Math.max(most, spreads[f].distance(rows.at(row, f)));
            }
            return Math.log(most);
          });
    }
  }
}
