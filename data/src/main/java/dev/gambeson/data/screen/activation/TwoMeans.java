package dev.gambeson.data.screen.activation;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import java.util.random.RandomGenerator;

/// Two clusters by Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii 2007), the best
/// of ten.
///
/// @param second which rows are in the smaller cluster
/// @param small its size
/// @param silhouette simplified silhouette: mean over rows of `1 - own / other`, with distances to
///   the two centres
@SuppressWarnings("ArrayRecordComponent") // one mark a row inside the package
record TwoMeans(boolean[] second, int small, double silhouette) {
  private static final int STARTS = 10;
  private static final int STEPS = 100;

  static TwoMeans of(Rows rows, Seed seed) {
    double best = Double.POSITIVE_INFINITY;
    double[][] bestCentres = new double[0][];
    for (int start = 0; start < STARTS; start++) {
      double[][] centres = start(rows, seed.child(start).random());
      double spread = Double.POSITIVE_INFINITY;
      for (int step = 0; step < STEPS; step++) {
        double now = move(rows, centres);
        if (now >= spread) {
          break;
        }
        spread = now;
      }
      if (spread < best) {
        best = spread;
        bestCentres = centres;
      }
    }
    return cut(rows, bestCentres);
  }

  private static double[][] start(Rows rows, RandomGenerator random) {
    double[] first = rows.row(random.nextInt(rows.count()));
    double[] squares = new double[rows.count()];
    double sum = 0;
    for (int i = 0; i < squares.length; i++) {
      squares[i] = square(rows, i, first);
      sum += squares[i];
    }
    double at = random.nextDouble() * sum;
    int pick = 0;
    while (pick < squares.length - 1 && at >= squares[pick]) {
      at -= squares[pick++];
    }
    return new double[][] {first, rows.row(pick)};
  }

  private static double square(Rows rows, int row, double[] centre) {
    double sum = 0;
    for (int f = 0; f < centre.length; f++) {
      double d = rows.at(row, f) - centre[f];
      sum += d * d;
    }
    return sum;
  }

  /// Assigns rows and moves the centres; returns the spread before the move.
  private static double move(Rows rows, double[][] centres) {
    double[][] sums = new double[2][rows.width()];
    int[] counts = new int[2];
    double spread = 0;
    for (int i = 0; i < rows.count(); i++) {
      double a = square(rows, i, centres[0]);
      double b = square(rows, i, centres[1]);
      int c = b < a ? 1 : 0;
      spread += Math.min(a, b);
      counts[c]++;
      for (int f = 0; f < rows.width(); f++) {
        sums[c][f] += rows.at(i, f);
      }
    }
    for (int c = 0; c < 2; c++) {
      for (int f = 0; counts[c] > 0 && f < rows.width(); f++) {
        centres[c][f] = sums[c][f] / counts[c];
      }
    }
    return spread;
  }

  private static TwoMeans cut(Rows rows, double[][] centres) {
    boolean[] second = new boolean[rows.count()];
    int count = 0;
    double silhouette = 0;
    for (int i = 0; i < second.length; i++) {
      double a = Math.sqrt(square(rows, i, centres[0]));
      double b = Math.sqrt(square(rows, i, centres[1]));
      second[i] = b < a;
      count += second[i] ? 1 : 0;
      double far = Math.max(a, b);
      silhouette += far == 0 ? 0 : 1 - Math.min(a, b) / far;
    }
    if (2 * count > second.length) {
      for (int i = 0; i < second.length; i++) {
        second[i] = !second[i];
      }
      count = second.length - count;
    }
    return new TwoMeans(second, count, silhouette / Math.max(1, second.length));
  }
}
