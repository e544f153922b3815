package dev.gambeson.guard.detect;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Fingerprints that variants of one row share and different rows do not: hashes of bands of
/// features, each number cut into bins at a random place (locality-sensitive hashing, Datar et al.
/// 2004). As many features a band as it takes for two natural rows to match in less than one pair
/// of 100,000, where the table has so many.
///
/// The idea of matching queries over accounts is that of Blacklight (Li et al. 2022); its windows
/// of pixels are in [Windows].
final class Prints {
  static final int BANDS = 6;

  /// Bands of one earlier row that make a match.
  static final int NEEDED = 2;

  private static final int BIN = Coordinates.UNIT / 6;
  private static final double RARE = 1e-5;

  private final Coordinates space;
  private final int[][] bands; // coordinates
  private final int[][] offsets;
  private final double pairRate;

  private Prints(Coordinates space, int[][] bands, int[][] offsets, double pairRate) {
    this.space = space;
    this.bands = bands;
    this.offsets = offsets;
    this.pairRate = pairRate;
  }

  static Prints learn(Coordinates space, Sighting[] rows, Seed seed) {
    Prints last = new Prints(space, new int[0][], new int[0][], 1);
    for (int m = Math.min(3, space.width()); m <= Math.min(16, space.width()); m++) {
      last = of(space, m, rows, seed.child(m).random());
      if (last.pairRate <= RARE) {
        break;
      }
    }
    return last;
  }

  private static Prints of(Coordinates space, int m, Sighting[] rows, RandomGenerator random) {
    int[][] bands = new int[BANDS][];
    int[][] offsets = new int[BANDS][m];
    for (int b = 0; b < BANDS; b++) {
      bands[b] = Arrays.copyOf(Shuffles.shuffled(space.width(), random), m);
      for (int i = 0; i < m; i++) {
        offsets[b][i] = random.nextInt(BIN);
      }
    }
    Prints made = new Prints(space, bands, offsets, 0);
    return new Prints(space, bands, offsets, made.pairRate(rows));
  }

  /// Share of pairs of different natural rows that match, three standard deviations up.
  private double pairRate(Sighting[] rows) {
    int n = Math.min(rows.length, 1_500);
    long[][] prints = new long[n][];
    for (int i = 0; i < n; i++) {
      prints[i] = of(rows[i].point(), 1);
    }
    long pairs = 0;
    long matches = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (rows[i].hash() != rows[j].hash()) {
          pairs++;
          int same = 0;
          for (int b = 0; b < BANDS; b++) {
            same += prints[i][b] == prints[j][b] ? 1 : 0;
          }
          matches += same >= NEEDED ? 1 : 0;
        }
      }
    }
    return (matches + 3 * Math.sqrt(matches + 1.0) + 1) / (pairs + 1.0);
  }

  /// Probability, at most, that a natural row matches one of `load` other natural rows.
  double rate(long load) {
    return Math.min(1, pairRate * Math.max(1, load));
  }

  /// One hash a band.
  long[] of(short[] point, long key) {
    long[] out = new long[BANDS];
    for (int b = 0; b < BANDS; b++) {
      long h = Coordinates.mix(key + b);
      for (int i = 0; i < bands[b].length; i++) {
        int c = bands[b][i];
        int v = c < space.numeric() ? Math.floorDiv(point[c] + offsets[b][i], BIN) : point[c];
        h = Coordinates.mix(h * 31 + v);
      }
      out[b] = h;
    }
    return out;
  }

  void write(DataOutputStream out) throws IOException {
    for (int b = 0; b < BANDS; b++) {
      Bytes.write(out, bands[b]);
      Bytes.write(out, offsets[b]);
    }
    out.writeDouble(pairRate);
  }

  static Prints read(DataInputStream in, Coordinates space) throws IOException {
    int[][] bands = new int[BANDS][];
    int[][] offsets = new int[BANDS][];
    for (int b = 0; b < BANDS; b++) {
      bands[b] = Bytes.ints(in, 16);
      offsets[b] = Bytes.ints(in, 16);
      Bytes.require(bands[b].length == offsets[b].length, "bands without offsets");
      for (int c : bands[b]) {
        Bytes.require(c >= 0 && c < space.width(), "a band over coordinate " + c);
      }
    }
    double rate = in.readDouble();
    Bytes.require(rate >= 0 && rate <= 2, "a rate of " + rate);
    return new Prints(space, bands, offsets, rate);
  }
}
