package dev.gambeson.data.screen.activation;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// GB-POIS-009: spectral signatures (Tran, Li and Madry 2018).
///
/// Sees: rows of a class that lie far out along its main direction in a poisoned model's last
/// hidden layer and look like another class. Does not see: see [CheckInfo#limits].
public final class SpectralScreen extends ActivationScreen {
  private static final double REMOVED = 1.5; // Tran et al. 2018, algorithm 1: 1.5 epsilon

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-009",
          "Spectral signatures",
          "Do the rows that lie farthest out in a trained model's last hidden layer belong to another class?",
          "Poison shifts the mean of its label's activations, so that poisoned rows lie far out along the direction of largest variance. The model must have been trained on the rows under test.",
          "Per label: activations minus their mean, squared projection on the first principal direction (Tran, Li and Madry 2018, algorithm 1); the 1.5 epsilon share with the largest scores is suspect. It is confirmed as in GB-POIS-008, by neighbours in the inputs. The scores rank rows for review; alone they remove honest rows.",
          "Weak by itself: on digits with a four-pixel trigger its ranking is little better than chance at 10 % of poison (own measurement and others'). Not seen: clean-label poison, adaptive attacks that align the activations, several triggers in one label.",
          "Look at the rows held, ask their source, and train again without them.",
          Severity.MEDIUM,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives", 0.01, 1e-6, 0.2, "share of the rows of a clean set that may be held back (what the limits below were set for)"),
              new CheckInfo.Parameter(
                  "epsilon", 0.05, 0.001, 0.4, "share of a label's rows assumed to be poison"),
              new CheckInfo.Parameter(
                  "min-excess", 0.25, 0.05, 0.9, "smallest excess (lower bound) over the median of the other labels"),
              new CheckInfo.Parameter(
                  "min-share", 0.5, 0.1, 1, "smallest share (lower bound) of the suspects that look like another class")));

  /// The screen.
  public SpectralScreen() {
    super(INFO);
  }

  @Override
  String signalName() {
    return "largest score over the median";
  }

  @Override
  Outstanding find(Rows activations, int[] ofClass, Seed seed, CheckContext context) {
    Rows first = Principal.project(activations, ofClass, 1);
    double[] scores = new double[ofClass.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = first.width() == 0 ? 0 : first.at(i, 0) * first.at(i, 0);
    }
    double share = REMOVED * context.parameter(INFO, "epsilon");
    int many = (int) Math.max(10, Math.round(share * scores.length));
    int[] rows =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
            .limit(many)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    double[] relative = scores.clone();
    for (int i = 0; i < relative.length; i++) {
      relative[i] = median == 0 ? 0 : scores[i] / median; // labels differ in scale
    }
    return new Outstanding(rows, relative, median == 0 ? 0 : sorted[sorted.length - 1] / median);
  }
}
