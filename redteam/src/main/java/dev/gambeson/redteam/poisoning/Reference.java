package dev.gambeson.redteam.poisoning;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.model.nn.DenseNetwork;
import dev.gambeson.model.nn.TabularEncoder;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.List;
import java.util.stream.IntStream;

/// Two networks, each fitted on one half of trusted rows. Together they say where the trusted rows
/// leave little doubt about a label.
final class Reference {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.of(32).epochs(12).batch(64).l2(1e-3);

  private final TabularEncoder encoder;
  private final List<DenseNetwork> networks;
  private final int classes;

  private Reference(TabularEncoder encoder, List<DenseNetwork> networks, int classes) {
    this.encoder = encoder;
    this.networks = networks;
    this.classes = classes;
  }

  static Reference fit(
      LabelledRows trusted, TabularEncoder encoder, int classes, Seed seed, Workers workers) {
    List<DenseNetwork> networks =
        workers.map(
            2,
            half -> {
              LabelledRows part = trusted.select(half(trusted.size(), half));
              return DenseNetwork.train(
                  encoder.encode(part.rows()),
                  encoder.width(),
                  part.truth(),
                  classes,
                  OPTIONS,
                  seed.child(half));
            });
    return new Reference(encoder, networks, classes);
  }

  private static int[] half(int n, int half) {
    return IntStream.range(0, n).filter(i -> i % 2 == half).toArray();
  }

  /// For each row the class that both networks give at least this probability; -1 where they do
  /// not.
  int[] sure(LabelledRows rows, double confidence) {
    float[] x = encoder.encode(rows.rows());
    float[] first = networks.get(0).scores(x);
    float[] second = networks.get(1).scores(x);
    return IntStream.range(0, rows.size()).map(i -> sure(i, confidence, first, second)).toArray();
  }

  /// As [#sure], for the rows it was fitted on: each is judged only by the network that did not see
  /// it.
  int[] sureOfOwn(LabelledRows trusted, double confidence) {
    float[] x = encoder.encode(trusted.rows());
    float[] first = networks.get(0).scores(x);
    float[] second = networks.get(1).scores(x);
    return IntStream.range(0, trusted.size())
        .map(i -> {
          float[] other = i % 2 == 0 ? second : first;
          return sure(i, confidence, other, other);
        })
        .toArray();
  }

  private int sure(int row, double confidence, float[] first, float[] second) {
    for (int c = 0; c < classes; c++) {
      int at = row * classes + c;
      if (Math.min(first[at], second[at]) >= confidence) {
        return c;
      }
    }
    return -1;
  }
}
