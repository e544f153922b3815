package dev.gambeson.data.screen.activation;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Rows;
import java.util.List;
import java.util.stream.IntStream;

/// GB-POIS-008: activation clustering (Chen et al. 2018).
///
/// Sees: a class whose rows fall into two groups in a poisoned model's last hidden layer, one of
/// them made of rows that look like another class. Does not see: see [CheckInfo#limits].
public final class ActivationClusterScreen extends ActivationScreen {
  private static final int COMPONENTS = 10;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-008",
          "Activation clusters",
          "Does a label hide a second group of rows that a trained model has learned by other signs?",
          "A model learns a backdoor by other signs than the class itself, so in its last hidden layer poisoned rows lie apart from honest ones of the same label. The model must have been trained on the rows under test; an attacker who controls them is assumed, one who knows this screen is not.",
          "Per label: 10 principal components of the last hidden layer, two means (Chen et al. 2018, section 4.1). The smaller group is confirmed by 10 nearest neighbours in the inputs (images averaged to 8 x 8): do they say its rows look like another class? Rows are held when they still do with the group left out (exclusionary reclassification, section 4.2). A label fails when they do so far more often than its other rows, and more than in other labels. Sizes and silhouettes are shown, never decisive: they do not tell poisoned labels from clean ones (own measurement).",
          "Not seen: poison below about 5 % of the table, which two means do not split off; clean-label poison; poison made of near copies, which answer for each other; attacks that make poisoned and honest activations alike (adaptive, e.g. Tan and Shokri 2020). Rows whose labels were changed without a trigger look the same and are held as well.",
          "Look at the rows held, ask their source, and train again without them.",
          Severity.HIGH,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives", 0.01, 1e-6, 0.2, "share of the rows of a clean set that may be held back (what the limits below were set for)"),
              new CheckInfo.Parameter(
                  "min-excess", 0.25, 0.05, 0.9, "smallest excess (lower bound) over the median of the other labels"),
              new CheckInfo.Parameter(
                  "min-share", 0.6, 0.1, 1, "smallest share (lower bound) of the group that looks like another class")));

  /// The screen.
  public ActivationClusterScreen() {
    super(INFO);
  }

  @Override
  String signalName() {
    return "silhouette";
  }

  @Override
  Outstanding find(Rows activations, int[] ofClass, Seed seed, CheckContext context) {
    Rows points = Principal.project(activations, ofClass, COMPONENTS);
    TwoMeans cut = TwoMeans.of(points, seed);
    double share = (double) cut.small() / ofClass.length;
    double[] scores = new double[ofClass.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = cut.second()[i] ? 1 - share : share / 1000; // small groups first
    }
    int[] rows = IntStream.range(0, ofClass.length).filter(i -> cut.second()[i]).toArray();
    return new Outstanding(rows, scores, cut.silhouette());
  }
}
