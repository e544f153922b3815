package dev.gambeson.server;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import dev.gambeson.server.serving.Explainer;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.LocalModel;
import dev.gambeson.server.serving.ServableVersion;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Explainers of the versions that run in this process.
final class ExplainRoom {
  private static final int BACKGROUND = 32;

  private ExplainRoom() {}

  /// Empty for versions that do not run in this process, and for those that answer a number.
  static Optional<Explainer> of(
      ModelRoom.Loaded model, ServableVersion version, InferencePool pool) {
    return version instanceof LocalModel local && !local.classes().isEmpty()
        ? Optional.of(
            new Explainer(local, background(model.table().rows()), pool, Explainer.MOST_ROWS))
        : Optional.empty();
  }

  /// What absent inputs are taken from: each value out of another row, so that no row is anybody's.
  private static Rows background(Rows rows) {
    RandomGenerator random = new Seed(42).child("explanations").random();
    double[] mixed = new double[BACKGROUND * rows.width()];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = rows.at(random.nextInt(rows.count()), i % rows.width());
    }
    return new Rows(BACKGROUND, rows.width(), mixed);
  }
}
