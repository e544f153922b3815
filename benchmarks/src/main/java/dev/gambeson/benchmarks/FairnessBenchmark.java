package dev.gambeson.benchmarks;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.fairness.Attribute;
import dev.gambeson.fairness.Comparison;
import dev.gambeson.fairness.Decisions;
import dev.gambeson.fairness.FairnessAudit;
import dev.gambeson.fairness.GroupAudit;
import dev.gambeson.fairness.Rate;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Fourteen group metrics with analytic intervals, three attributes and their intersection, one
/// million rows, one thread. AIF360 takes 0.309 s of CPU for the metrics of one attribute without
/// intervals, and 1.61 s to build its data sets (shared/anchors/fairness-explain-drift.md, 3.5).
///
/// Run: `java -cp <class path of benchmarks> dev.gambeson.benchmarks.FairnessBenchmark`.
public final class FairnessBenchmark {
  private static final int ROWS = 1_000_000;
  private static final int RUNS = 31;

  private FairnessBenchmark() {}

  /// Prints the median and the fastest run, in milliseconds of CPU and of wall time.
  public static void main(String[] args) {
    RandomGenerator random = new Seed(0).random();
    int[] truth = new int[ROWS];
    int[] predicted = new int[ROWS];
    int[][] codes = new int[3][ROWS];
    for (int i = 0; i < ROWS; i++) {
      codes[0][i] = random.nextDouble() < 0.6 ? 1 : 0;
      codes[1][i] = random.nextInt(5);
      codes[2][i] = random.nextInt(3);
      double score = Math.clamp(random.nextDouble() + 0.1 * codes[0][i], 0.0, 1.0);
      truth[i] = random.nextDouble() < score ? 1 : 0;
      predicted[i] = score > 0.5 ? 1 : 0;
    }
    Attribute[] attributes = {
      new Attribute("sex", List.of("f", "m"), codes[0]),
      new Attribute("race", List.of("a", "b", "c", "d", "e"), codes[1]),
      new Attribute("age", List.of("young", "middle", "old"), codes[2])
    };
    double[] cpu = new double[RUNS];
    double[] wall = new double[RUNS];
    double sum = 0;
    for (int run = 0; run < RUNS; run++) {
      long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long start = System.nanoTime();
      sum += audit(truth, predicted, attributes);
      wall[run] = (System.nanoTime() - start) / 1e6;
      cpu[run] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart) / 1e6;
    }
    System.out.printf(Locale.ROOT, "first run: %.1f ms CPU%n", cpu[0]);
    Arrays.sort(cpu);
    Arrays.sort(wall);
    System.out.printf(
        Locale.ROOT,
        "CPU median %.1f ms, fastest %.1f ms; wall median %.1f ms, fastest %.1f ms (check %.6f)%n",
        cpu[RUNS / 2],
        cpu[0],
        wall[RUNS / 2],
        wall[0],
        sum / RUNS);
  }

  /// From raw class indices to the metrics: building the decisions is part of the time.
  private static double audit(int[] truth, int[] predicted, Attribute[] attributes) {
    FairnessAudit audit = FairnessAudit.of(Decisions.of(truth, predicted, 1), attributes);
    double sum = 0;
    for (Attribute attribute : attributes) {
      GroupAudit groups = audit.by(attribute.name());
      sum += metrics(groups, groups.compare(attribute.groups().get(0), attribute.groups().get(1)));
    }
    return sum + audit.intersection().difference(Rate.SELECTION_RATE).value();
  }

  private static double metrics(GroupAudit groups, Comparison c) {
    return List.of(
            c.statisticalParityDifference(),
            c.disparateImpact(),
            c.equalOpportunityDifference(),
            c.averageOddsDifference(),
            c.averageAbsOddsDifference(),
            c.equalizedOddsDifference(),
            c.averagePredictiveValueDifference(),
            c.difference(Rate.ERROR_RATE),
            groups.theilIndex(),
            groups.generalizedEntropyIndex(2),
            groups.betweenGroupGeneralizedEntropyIndex(2),
            c.difference(Rate.FALSE_DISCOVERY_RATE),
            c.difference(Rate.FALSE_OMISSION_RATE),
            Rate.ACCURACY.of(groups.overall(), ""))
        .stream()
        .mapToDouble(Estimate::value)
        .sum();
  }
}
