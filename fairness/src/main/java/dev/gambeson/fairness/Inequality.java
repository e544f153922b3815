package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/// Inequality of benefits (Speicher et al. 2018). The benefit of a row is decision - truth + 1: 0
/// for a favourable outcome denied, 2 for one given without desert, 1 otherwise; so every index
/// follows from counts.
final class Inequality {
  private Inequality() {}

  static Estimate individual(
      String name, List<GroupAudit.Group> groups, double alpha, DoubleUnaryOperator scale) {
    return estimate(name, groups, cells -> scale.applyAsDouble(index(individuals(cells), alpha)));
  }

  static Estimate between(
      String name, List<GroupAudit.Group> groups, double alpha, DoubleUnaryOperator scale) {
    return estimate(name, groups, cells -> scale.applyAsDouble(index(means(cells), alpha)));
  }

  private static Estimate estimate(
      String name, List<GroupAudit.Group> groups, ToDoubleFunction<double[][]> metric) {
    List<GroupAudit.Group> present = groups.stream().filter(g -> g.counts().weight() > 0).toList();
    long n = present.stream().mapToLong(GroupAudit.Group::rows).sum();
    if (present.isEmpty()) {
      return Estimate.undefined(name, n, "no rows");
    }
    double[][] cells =
        present.stream().map(g -> Delta.weights(g.counts())).toArray(double[][]::new);
    double value = metric.applyAsDouble(cells);
    return Double.isFinite(value)
        ? Delta.estimate(name, present, metric, 0)
        : Estimate.undefined(name, n, "a benefit is 0, which this alpha cannot take");
  }

  /// Pairs of (benefit, mass): everybody by themselves.
  private static double[][] individuals(double[][] cells) {
    double[][] out = {{0, 0}, {1, 0}, {2, 0}};
    for (double[] c : cells) {
      out[0][1] += c[2];
      out[1][1] += c[0] + c[3];
      out[2][1] += c[1];
    }
    return out;
  }

  /// Pairs of (benefit, mass): everybody at the mean of their group.
  private static double[][] means(double[][] cells) {
    double[][] out = new double[cells.length][2];
    for (int g = 0; g < cells.length; g++) {
      double mass = Delta.total(cells[g]);
      out[g][0] = (cells[g][0] + cells[g][3] + 2 * cells[g][1]) / mass;
      out[g][1] = mass;
    }
    return out;
  }

  private static double index(double[][] benefits, double alpha) {
    double mass = 0;
    double sum = 0;
    for (double[] b : benefits) {
      mass += b[1];
      sum += b[0] * b[1];
    }
    double mean = sum / mass;
    double total = 0;
    for (double[] b : benefits) {
      total += b[1] == 0 ? 0 : b[1] * term(b[0] / mean, alpha);
    }
    return Math.max(0, total / mass);
  }

  private static double term(double x, double alpha) {
    if (alpha == 1) {
      return x == 0 ? 0 : x * Math.log(x);
    }
    return alpha == 0 ? -Math.log(x) : (Math.pow(x, alpha) - 1) / (alpha * (alpha - 1));
  }

  /// Kullback-Leibler divergence of two Bernoulli distributions, in nats.
  static double kl(double p, double q) {
    return part(p, q) + part(1 - p, 1 - q);
  }

  private static double part(double p, double q) {
    return p == 0 ? 0 : p * Math.log(p / q);
  }
}
