package dev.gambeson.guard.output;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Draws the noise of [PrivateAnswers] for the rows of one query.
///
/// The generator is HMAC-SHA-256 over model, version, policy and row: the same question gets the
/// same noise (asking again does not average it out), and another version or epsilon gets
/// independent noise (the difference of two answers does not cancel it).
final class Noise {
  /// Scores are counted in units of a ten-thousandth.
  private static final int GRID = 10_000;

  private final MacKey key;
  private final PrivateAnswers policy;
  private final Query query;
  private final byte[] context;
  private byte[] block = new byte[0];
  private byte[] seed = new byte[0];
  private int used;
  private int blocks;

  Noise(MacKey key, PrivateAnswers policy, Query query) {
    this.key = key;
    this.policy = policy;
    this.query = query;
    this.context =
        "%d:%s%d:%s%s:%s:%s"
            .formatted(
                query.model().length(),
                query.model(),
                query.version().length(),
                query.version(),
                policy.mechanism(),
                policy.epsilon(),
                policy.most())
            .getBytes(StandardCharsets.UTF_8);
  }

  /// Replaces labels and scores by noisy ones. A model that gives no scores has nothing to draw
  /// from: all its answers abstain.
  void apply(int k, int[] labels, float[] scores) {
    if (scores.length == 0) {
      Arrays.fill(labels, -1);
      return;
    }
    for (int row = 0; row < labels.length; row++) {
      begin(row);
      switch (policy.mechanism()) {
        case EXPONENTIAL -> labels[row] = draw(k, scores, row * k);
        case LAPLACE -> {
          blur(k, scores, row * k);
          labels[row] = Flips.best(scores, row * k, k, -1);
        }
      }
    }
  }

  private void begin(int row) {
    byte[] bytes = MacKey.bytes(query.rows(), row);
    seed =
        key.mac(ByteBuffer.allocate(context.length + bytes.length).put(context).put(bytes).array());
    block = seed;
    used = 0;
    blocks = 0;
  }

  /// Uniform in (0, 1].
  private double uniform() {
    if (used + Long.BYTES > block.length) {
      blocks++;
      block = key.mac(ByteBuffer.allocate(seed.length + 4).put(seed).putInt(blocks).array());
      used = 0;
    }
    long bits = ByteBuffer.wrap(block).getLong(used) >>> 11;
    used += Long.BYTES;
    return (bits + 1) * 0x1p-53;
  }

  private int draw(int k, float[] scores, int from) {
    double factor = policy.epsilon() / (2 * policy.most());
    double highest = scores[from + Flips.best(scores, from, k, -1)];
    double[] upTo = new double[k];
    double sum = 0;
    for (int c = 0; c < k; c++) {
      sum += Math.exp(factor * (clip(scores[from + c]) - clip(highest)));
      upTo[c] = sum;
    }
    double at = uniform() * sum;
    int label = 0;
    while (label < k - 1 && upTo[label] < at) {
      label++;
    }
    return label;
  }

  private void blur(int k, float[] scores, int from) {
    // With two classes one number says it all; otherwise a record moves k scores, by 2 in all.
    int free = k == 2 ? 1 : k;
    double moved = k == 2 ? policy.most() : Math.min(2, k * policy.most());
    double decay = -policy.epsilon() / (Math.ceil(moved * GRID) + free); // rounding moves one each
    double sum = 0;
    for (int c = k - free; c < k; c++) {
      long units = Math.round(clip(scores[from + c]) * GRID);
      long noisy = units + geometric(decay) - geometric(decay);
      scores[from + c] = (float) ((double) Math.clamp(noisy, 0, GRID) / GRID);
      sum += scores[from + c];
    }
    if (k == 2) {
      scores[from] = 1 - scores[from + 1];
    } else {
      share(scores, from, k, sum);
    }
  }

  private static void share(float[] scores, int from, int k, double sum) {
    for (int c = from; c < from + k; c++) {
      scores[c] = sum > 0 ? (float) (scores[c] / sum) : 1f / k;
    }
  }

  /// Failures before a success, of probability `1 - exp(decay)`.
  private long geometric(double decay) {
    return (long) Math.min(1e15, Math.floor(Math.log(uniform()) / decay));
  }

  private static double clip(double score) {
    return Math.clamp(score, 0.0, 1.0);
  }
}
