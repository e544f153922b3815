package dev.gambeson.guard.input;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Distances between single rows, in the units of a profile: normal scores of numbers, and as much
/// as two random numbers lie apart for another category. For offline work: it looks at all rows.
public final class Nearness {
  private final Encoding encoding;
  private final float[][] points;

  /// @param rows the rows to be near to, at least two
  public Nearness(InputProfile profile, Rows rows) {
    if (rows.count() < 2) {
      throw new IllegalArgumentException(
          "nearness among %d rows: at least 2 are needed".formatted(rows.count()));
    }
    this.encoding = new Encoding(profile);
    this.points = new float[rows.count()][encoding.width()];
    for (int row = 0; row < points.length; row++) {
      encoding.encode(rows, row, points[row]);
    }
  }

  /// Squared distance of a row to the nearest of the rows.
  public double nearest(Rows rows, int row) {
    float[] x = new float[encoding.width()];
    encoding.encode(rows, row, x);
    double nearest = Double.POSITIVE_INFINITY;
    for (float[] point : points) {
      nearest = Math.min(nearest, squared(x, point));
    }
    return nearest;
  }

  private double squared(float[] a, float[] b) {
    double sum = 0;
    for (int f = 0; f < a.length; f++) {
      double d = a[f] - b[f];
      sum += encoding.isNumber(f) ? d * d : d == 0 ? 0 : 2;
    }
    return sum;
  }

  /// Quantiles of the squared distances from each row to the nearest other one; of the first 500
  /// rows, which is enough for a percentile.
  public double[] quantiles(double... shares) {
    double[] nearest =
        IntStream.range(0, Math.min(500, points.length)).mapToDouble(this::nearestOther).toArray();
    Arrays.sort(nearest);
    return Arrays.stream(shares).map(p -> nearest[(int) (p * (nearest.length - 1))]).toArray();
  }

  private double nearestOther(int row) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int other = 0; other < points.length; other++) {
      if (other != row) {
        nearest = Math.min(nearest, squared(points[row], points[other]));
      }
    }
    return nearest;
  }

  /// The rows nearest to one of them, nearest first, without itself.
  public int[] friends(int row, int count) {
    double[] far = new double[points.length];
    Arrays.setAll(far, other -> squared(points[row], points[other]));
    return IntStream.range(0, points.length)
        .filter(other -> other != row)
        .boxed()
        .sorted((a, b) -> Double.compare(far[a], far[b]))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }
}
