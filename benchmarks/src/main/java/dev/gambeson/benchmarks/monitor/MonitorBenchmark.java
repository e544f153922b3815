package dev.gambeson.benchmarks.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorPolicy;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// `MonitorBenchmark alarms MONTHS ROWS_PER_HOUR`: alarms a month on traffic that does not drift,
/// 30 features, a report every hour. `MonitorBenchmark speed`: CPU of `observe` per row of 30
/// features.
public final class MonitorBenchmark {
  private static final int FEATURES = 30;
  private static final int REFERENCE = 10_000;
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent());

  private MonitorBenchmark() {}

  /// See above.
  public static void main(String[] args) {
    if (args[0].equals("speed")) {
      speed();
    } else {
      alarms(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }
  }

  private static FeatureSpace space() {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < FEATURES; f++) {
      features.add(
          f % 5 == 4
              ? new Feature.Categorical("c" + f, List.of("a", "b", "c", "d", "e", "f"), false)
              : new Feature.Numeric("x" + f, false, -1e9, 1e9, 1, false));
    }
    return new FeatureSpace(features);
  }

  @SuppressWarnings("ArrayRecordComponent") // bulk buffers
  private record Traffic(Observed observed, int[] truth) {}

  private static Traffic traffic(int n, SplittableRandom random) {
    double[] values = new double[n * FEATURES];
    float[] scores = new float[2 * n];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      double shared = random.nextGaussian(); // features hang together
      for (int f = 0; f < FEATURES; f++) {
        double own = random.nextGaussian();
        values[i * FEATURES + f] =
            f % 5 == 4
                ? Math.min(5, ((int) random.nextExponential()) * 2)
                : f % 5 == 3 ? Math.exp(own) : 0.6 * shared + 0.8 * own;
      }
      double p = 1 / (1 + Math.exp(-2 * shared + 2));
      scores[2 * i] = (float) (1 - p);
      scores[2 * i + 1] = (float) p;
      truth[i] = random.nextDouble() < p ? 1 : 0;
    }
    return new Traffic(Observed.of(new Rows(n, FEATURES, values), scores), truth);
  }

  private static ModelMonitor monitor(SplittableRandom random, int sampled) {
    FeatureSpace space = space();
    ModelShape shape =
        ModelShape.of("m", "1", space, List.of("no", "yes"))
            .watching(0, List.of(GroupSource.ofFeature(space, "c4")));
    Traffic t = traffic(REFERENCE, random);
    MonitorPolicy policy =
        new MonitorPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(sampled));
    return new ModelMonitor(
        Reference.of(shape, t.observed(), t.truth(), sampled, new Seed(1)),
        policy,
        CONTEXT,
        random);
  }

  private static void alarms(int months, int rows) {
    Map<String, Integer> byCheck = new TreeMap<>();
    int with = 0;
    for (int m = 0; m < months; m++) {
      SplittableRandom random = new SplittableRandom(5_000 + m);
      ModelMonitor monitor = monitor(random, 0);
      boolean any = false;
      for (int h = 0; h < 720; h++) {
        Instant when = START.plus(Duration.ofHours(h));
        Traffic t = traffic(rows, random);
        monitor.observe(t.observed(), "r" + h, when);
        for (int i = 0; i < rows; i += 4) { // a quarter of the outcomes come
          monitor.label("r" + h, i, t.truth()[i], when);
        }
        for (Alert alert : monitor.report(when.plus(Duration.ofHours(1))).alerts()) {
          byCheck.merge(alert.check(), 1, Integer::sum);
          any = true;
        }
      }
      with += any ? 1 : 0;
    }
    Estimate e = Intervals.clopperPearson("months with an alarm", with, months);
    System.out.printf(
        "%d months of 720 h, %d rows/h, %d features: %d months with a false alarm (%.3f to %.3f), by check %s%n",
        months, rows, FEATURES, with, e.low(), e.high(), byCheck);
  }

  private static void speed() {
    SplittableRandom random = new SplittableRandom(1);
    ModelMonitor counting = monitor(random, 0);
    ModelMonitor sampling = monitor(random, 500);
    List<Observed> single = new ArrayList<>();
    for (int i = 0; i < 4_096; i++) {
      single.add(traffic(1, random).observed());
    }
    Observed batch = traffic(1_000, random).observed();
    for (int round = 0; round < 4; round++) {
      time("1 row a request, no id", counting, single, "", 1_000_000, 1);
      time("1 row a request, no id, sampled", sampling, single, "", 1_000_000, 1);
      time("1 row a request, with id for outcomes", counting, single, "r", 1_000_000, 1);
      time("1,000 rows a request", counting, List.of(batch), "", 1_000, 1_000);
    }
  }

  private static void time(
      String what, ModelMonitor monitor, List<Observed> rows, String id, int times, int each) {
    long before = cpu();
    for (int i = 0; i < times; i++) {
      monitor.observe(rows.get(i % rows.size()), id.isEmpty() ? "" : Integer.toString(i), START);
    }
    System.out.printf("%-40s %.3f us CPU a row%n", what, (cpu() - before) / 1e3 / times / each);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
