package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Ranks;
import java.util.Arrays;
import java.util.List;

/// The mean rank of a row under several detectors that fail in different ways: by default
/// [IsolationForest], [Ecod] and [Knn].
///
/// Score: the mean over detectors of the share of fitted rows that score lower (ties half), so 0.5
/// is the middle and 1 the outermost. Rows beyond all fitted ones keep their order just above 1.
/// Sees what at least one member sees clearly; a member that sees nothing costs a third of the
/// contrast.
///
/// @param members at least one
public record OutlierEnsemble(List<OutlierDetector> members) implements OutlierDetector {
  public OutlierEnsemble {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an ensemble needs at least one detector");
    }
  }

  /// Isolation forest, ECOD and five nearest neighbours.
  public OutlierEnsemble() {
    this(List.of(new IsolationForest(), new Ecod(), new Knn()));
  }

  @Override
  public String name() {
    return "ensemble";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    List<Fitted> fitted = members.stream().map(m -> m.fit(rows, seed, workers)).toList();
    List<double[]> own = fitted.stream().map(f -> f.own(workers)).toList();
    return new Model(fitted, own, own.stream().map(OutlierEnsemble::sorted).toList());
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private record Model(List<Fitted> members, List<double[]> own, List<double[]> sorted)
      implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return meanRanks(own);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      return meanRanks(members.stream().map(m -> m.score(rows, workers)).toList());
    }

    private double[] meanRanks(List<double[]> scores) {
      double[] out = new double[scores.getFirst().length];
      for (int m = 0; m < scores.size(); m++) {
        for (int row = 0; row < out.length; row++) {
          out[row] += rank(sorted.get(m), scores.get(m)[row]) / scores.size();
        }
      }
      return out;
    }

    private static double rank(double[] sorted, double score) {
      int n = sorted.length;
      double most = sorted[n - 1];
      if (score > most) {
        double beyond = score - most;
        return 1 + beyond / (1 + beyond) / n;
      }
      return (Ranks.below(sorted, score) + Ranks.upTo(sorted, score)) / (2.0 * n);
    }
  }
}
