package dev.gambeson.redteam.membership;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.model.nn.DenseNetwork;
import dev.gambeson.model.nn.Samples;
import dev.gambeson.model.nn.TabularEncoder;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Networks of our own that put the model's answers into proportion. Each is fitted on one half and
/// asked about the other, so that no row meets a network that saw it.
final class References {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.of(32).epochs(12).batch(64).l2(1e-2);

  private References() {}

  /// Two signals, one value per row.
  ///
  /// @param difficulty log odds of the true class under a network that learnt the task: rows that
  ///   anybody gets right say nothing about membership (Watson et al. 2022)
  /// @param blind log odds of being a member under a network that sees features and label but never
  ///   the model: what it finds is a difference between the samples, not leakage (Das et al. 2024)
  @SuppressWarnings("ArrayRecordComponent") // bulk buffers
  record Learnt(double[] difficulty, double[] blind) {}

  static Learnt fit(Population p, FeatureSpace space, Seed seed, Workers workers) {
    TabularEncoder encoder = TabularEncoder.fit(space, p.rows());
    float[] x = encoder.encode(p.rows());
    int w = encoder.width();
    float[] withLabel = withLabel(p, x, w);
    int[] membership = IntStream.range(0, p.size()).map(i -> p.member(i) ? 1 : 0).toArray();
    List<double[]> parts =
        workers.map(
            4,
            job -> {
              int half = job % 2;
              Seed own = seed.child(job);
              return job < 2
                  ? cross(p, x, w, p.truth(), p.classes(), half, own, i -> p.truth()[i])
                  : cross(p, withLabel, w + p.classes(), membership, 2, half, own, _ -> 1);
            });
    return new Learnt(merge(p, parts.get(0), parts.get(1)), merge(p, parts.get(2), parts.get(3)));
  }

  private static float[] withLabel(Population p, float[] x, int w) {
    int k = p.classes();
    float[] out = new float[p.size() * (w + k)];
    for (int i = 0; i < p.size(); i++) {
      System.arraycopy(x, i * w, out, i * (w + k), w);
      out[i * (w + k) + w + p.truth()[i]] = 1;
    }
    return out;
  }

  /// Log odds of the wanted class for the rows of `half`, under a network fitted on the targets of
  /// the other half.
  private static double[] cross(
      Population p,
      float[] x,
      int w,
      int[] target,
      int classes,
      int half,
      Seed seed,
      IntUnaryOperator wanted) {
    int[] fit = p.rowsOf(1 - half);
    int[] ask = p.rowsOf(half);
    int[] targets = Arrays.stream(fit).map(i -> target[i]).toArray();
    DenseNetwork network =
        DenseNetwork.train(Samples.labelled(select(x, w, fit), w, targets, classes), OPTIONS, seed);
    float[] scores = network.scores(select(x, w, ask));
    double[] out = new double[ask.length];
    for (int i = 0; i < ask.length; i++) {
      out[i] = Signals.loss(scores, i * classes, classes, wanted.applyAsInt(ask[i]));
    }
    return out;
  }

  private static float[] select(float[] x, int w, int[] rows) {
    float[] out = new float[rows.length * w];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * w, out, i * w, w);
    }
    return out;
  }

  private static double[] merge(Population p, double[] first, double[] second) {
    double[] out = new double[p.size()];
    int[] at = new int[2];
    for (int i = 0; i < out.length; i++) {
      int half = p.half()[i];
      out[i] = (half == 0 ? first : second)[at[half]++];
    }
    return out;
  }
}
