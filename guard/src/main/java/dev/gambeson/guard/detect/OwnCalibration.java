package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// What a subject's own p-values against the population looked like while it was learnt, and
/// p-values of new ones against them. Taking the population's p-value as the score removes the
/// effect of how long the history was.
///
/// Kept are the ranks that matter for small p-values, some forty numbers a detector.
final class OwnCalibration {
  private static final double STEP = 1.2;
  private static final int MOST = 2_000;

  private final int n;
  private final float[] values; // at the ranks, ascending
  private final int[] ranks; // 1 for the smallest

  private OwnCalibration(int n, float[] values, int[] ranks) {
    this.n = n;
    this.values = values;
    this.ranks = ranks;
  }

  static OwnCalibration of(float[] learnt, int n) {
    float[] sorted = Arrays.copyOf(learnt, n);
    Arrays.sort(sorted);
    int[] ranks = new int[64];
    int size = 0;
    for (double rank = 1; rank < n + STEP && n > 0; rank = Math.max(rank + 1, rank * STEP)) {
      ranks[size++] = (int) Math.min(n, rank);
    }
    int[] kept = Arrays.copyOf(ranks, size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = sorted[kept[i] - 1];
    }
    return new OwnCalibration(n, values, kept);
  }

  /// The p-value of `p` against its own, never too small; 1 without enough learnt.
  double p(double p) {
    if (n < 100) {
      return 1;
    }
    // The true count lies below the first kept rank whose value exceeds p.
    int i = 0;
    while (i < values.length && values[i] <= p) {
      i++;
    }
    return i == values.length ? 1 : Calibration.cautious(ranks[i] - 1, n);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(n);
    Bytes.write(out, values);
    Bytes.write(out, ranks);
  }

  static OwnCalibration read(DataInputStream in) throws IOException {
    int n = in.readInt();
    Bytes.require(n >= 0 && n <= MOST, "a calibration of " + n);
    float[] values = Bytes.ascending(in, 64);
    int[] ranks = Bytes.ints(in, 64);
    Bytes.require(ranks.length == values.length, "ranks missing");
    for (int r : ranks) {
      Bytes.require(r >= 1 && r <= n, "a rank of " + r);
    }
    return new OwnCalibration(n, values, ranks);
  }
}
