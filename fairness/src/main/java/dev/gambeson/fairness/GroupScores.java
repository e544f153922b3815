package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How good the scores are in each group: discrimination and calibration. Rows count alike.
public final class GroupScores {
  private final Decisions decisions;
  private final double[] scores;
  private final Attribute attribute;

  /// @param decisions with scores
  public GroupScores(Decisions decisions, Attribute attribute) {
    this.decisions = decisions;
    this.attribute = attribute;
    this.scores =
        decisions
            .scores()
            .orElseThrow(() -> new IllegalArgumentException("the decisions have no scores"));
  }

  /// One bin of a reliability curve.
  ///
  /// @param score mean score in the bin
  /// @param observed share of favourable outcomes in it, with its Wilson interval
  public record Bin(double score, Estimate observed) {}

  /// The area under the ROC curve within each group, with DeLong's interval.
  public List<Estimate> auc() {
    List<Estimate> out = new ArrayList<>();
    for (int g = 0; g < attribute.groups().size(); g++) {
      int[] rows = rows(g);
      boolean[] positive = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        positive[i] = decisions.deserved(rows[i]);
      }
      out.add(
          Roc.of(Arrays.stream(rows).mapToDouble(r -> scores[r]).toArray(), positive)
              .auc("AUC, " + attribute.groups().get(g)));
    }
    return out;
  }

  /// The reliability curve of one group, in up to `bins` bins of equal size.
  public List<Bin> calibration(int group, int bins) {
    int[] order =
        Arrays.stream(rows(group))
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(i -> i)
            .toArray();
    List<Bin> out = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      int from = (int) ((long) order.length * b / bins);
      int to = (int) ((long) order.length * (b + 1) / bins);
      if (to > from) {
        out.add(bin(order, from, to));
      }
    }
    return out;
  }

  private Bin bin(int[] order, int from, int to) {
    double mean = IntStream.range(from, to).mapToDouble(i -> scores[order[i]]).sum() / (to - from);
    long hits = IntStream.range(from, to).filter(i -> decisions.deserved(order[i])).count();
    return new Bin(mean, Intervals.wilson("share of favourable outcomes", hits, to - from));
  }

  /// Calibration in the large: share of favourable outcomes minus mean score in one group; normal
  /// interval at the given confidence. Above 0, the group is scored too low. Undefined below 2
  /// rows.
  public Estimate calibrationGap(int group, double confidence) {
    String name = "favourable outcomes minus mean score, " + attribute.groups().get(group);
    double[] gaps =
        Arrays.stream(rows(group))
            .mapToDouble(r -> (decisions.deserved(r) ? 1 : 0) - scores[r])
            .toArray();
    Estimate mean = Intervals.mean(name, gaps);
    if (!mean.isDefined()) {
      return mean;
    }
    double half = (mean.high() - mean.value()) / Intervals.Z95 * Intervals.z(confidence);
    return new Estimate(
        name, mean.value(), mean.value() - half, mean.value() + half, mean.n(), "normal interval");
  }

  private int[] rows(int group) {
    return IntStream.range(0, decisions.size())
        .filter(i -> attribute.codes()[i] == group)
        .toArray();
  }
}
