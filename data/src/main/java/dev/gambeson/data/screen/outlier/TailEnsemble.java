package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.List;

/// Rows that isolation forest, ECOD or nearest neighbours find improbable, for thresholds rather
/// than ranks.
///
/// Score: `-ln p`, with p the Cauchy combination (Liu and Xie, JASA 115, 2020), which bears
/// dependence, of the members' tail probabilities ([BulkTail]; of distances the logarithm is taken,
/// whose tail is closer to exponential). Unlike a mean of ranks it has a scale: it can say that no
/// row is an outlier, and that one is far beyond all others.
final class TailEnsemble implements OutlierDetector {
  private static final double NEAREST = 1e-3; // standard deviations; closer rows are copies
  private static final double LEAST_SURPRISING = 0.99; // one dull member must not outweigh the rest

  @Override
  public String name() {
    return "tail ensemble";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    Fitted forest = new IsolationForest().fit(rows, seed, workers);
    Fitted tails = new Ecod().fit(rows, seed, workers);
    Fitted neighbours = new Knn().fit(rows, seed, workers);
    Fitted reach = new Reach().fit(rows, seed, workers);
    List<double[]> own =
        List.of(
            forest.own(workers),
            tails.own(workers),
            logarithms(neighbours.own(workers)),
            reach.own(workers));
    return new Model(
        List.of(forest, tails, neighbours, reach), own, own.stream().map(BulkTail::new).toList());
  }

  private static double[] logarithms(double[] distances) {
    double[] out = new double[distances.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.log(Math.max(distances[i], NEAREST));
    }
    return out;
  }

  private record Model(List<Fitted> members, List<double[]> own, List<BulkTail> tails)
      implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return surprises(own);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      return surprises(
          List.of(
              members.get(0).score(rows, workers),
              members.get(1).score(rows, workers),
              logarithms(members.get(2).score(rows, workers)),
              members.get(3).score(rows, workers)));
    }

    private double[] surprises(List<double[]> scores) {
      double[] out = new double[scores.getFirst().length];
      double[] p = new double[tails.size()];
      for (int row = 0; row < out.length; row++) {
        for (int m = 0; m < p.length; m++) {
          p[m] = Math.min(LEAST_SURPRISING, tails.get(m).probability(scores.get(m)[row]));
        }
        out[row] = -Math.log(cauchy(p));
      }
      return out;
    }

    private static double cauchy(double[] p) {
      double sum = 0;
      for (double v : p) {
        sum += v < 1e-15 ? 1 / (v * Math.PI) : Math.tan((0.5 - v) * Math.PI);
      }
      double t = sum / p.length;
      return t > 1e15 ? 1 / (t * Math.PI) : 0.5 - Math.atan(t) / Math.PI;
    }
  }
}
