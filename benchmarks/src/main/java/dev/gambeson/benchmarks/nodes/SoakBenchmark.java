package dev.gambeson.benchmarks.nodes;

import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Load;
import dev.gambeson.testing.nodes.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.statistics.distribution.TDistribution;

/// One whole gateway, model in process, all guards, ledger `required`, under a steady load for a
/// long time: errors, memory, what waits for the ledger; at the end whether the ledger holds every
/// answer and verifies.
///
/// Arguments: `MINUTES [REQUESTS_PER_SECOND]`; without a rate it is 70 % of what a minute at full
/// speed gave. Ends with code 1 on an error, a missing entry or memory that grows.
public final class SoakBenchmark {
  private static final int CLIENTS = 16;
  private static final double SHARE = 0.7;

  /// What memory may gain in an hour and still be called flat, MiB.
  private static final double FLAT = 12;

  private SoakBenchmark() {}

  public static void main(String[] args) throws Exception {
    int minutes = Integer.parseInt(args[0]);
    Rig rig = Rig.make("soak");
    boolean bad;
    try (Cluster cluster = Cluster.start(rig.setting(Rig.POLICY, Optional.empty(), ""), 1)) {
      GatewayProcess node = cluster.node(0);
      String key;
      try (Operator admin = Operator.first(cluster)) {
        key = admin.key("bank", "load", "internal").secret();
      }
      long answered = 0;
      double rate = args.length > 1 ? Double.parseDouble(args[1]) : 0;
      try (Load warm = load(node, key, rig.bodies(), 0)) {
        Thread.sleep(30_000);
        long before = warm.counts().of(200);
        Thread.sleep(30_000);
        double full = (warm.counts().of(200) - before) / 30.0;
        rate = rate > 0 ? rate : SHARE * full;
        System.out.printf(
            "full speed %.0f a second with %d clients; soak at %.0f%n", full, CLIENTS, rate);
        warm.stop();
        answered += warm.counts().of(200);
      }
      List<Double> memory = new ArrayList<>();
      long failed;
      long pause = Math.round(CLIENTS * 1e6 / rate);
      try (Load load = load(node, key, rig.bodies(), pause)) {
        for (int minute = 1; minute <= minutes; minute++) {
          memory.add(minute(minute, node, load));
        }
        load.stop();
        answered += load.counts().of(200);
        failed = load.counts().all() - load.counts().of(200);
      }
      node.stop();
      boolean wrong = end(node, answered, failed);
      bad = grows(memory) || wrong;
    }
    System.exit(bad ? 1 : 0);
  }

  private static Load load(GatewayProcess node, String key, List<String> bodies, long pause) {
    return Load.start(
        Collections.nCopies(CLIENTS, new Load.Asker(node.dataPort(), key, pause)), bodies, false);
  }

  /// @return mean resident memory of the minute, MiB
  private static double minute(int minute, GatewayProcess node, Load load)
      throws InterruptedException {
    long before = load.counts().all();
    double sum = 0;
    long waiting = 0;
    int samples = 12;
    for (int i = 0; i < samples; i++) {
      Thread.sleep(60_000 / samples);
      sum += node.rss();
      waiting = Math.max(waiting, gauge(node.metrics(), "gambeson_ledger_waiting"));
    }
    System.out.printf(
        "minute %d: %.0f requests a second, answers so far %s, RSS %.0f MiB, at most %d decisions waited for the ledger%n",
        minute, (load.counts().all() - before) / 60.0, load.counts(), sum / samples, waiting);
    return sum / samples;
  }

  private static long gauge(String metrics, String name) {
    Matcher found = Pattern.compile(name + "(?:\\{[^}]*})? ([0-9.E+-]+)").matcher(metrics);
    return found.find() ? Math.round(Double.parseDouble(found.group(1))) : -1;
  }

  private static boolean end(GatewayProcess node, long answered, long failed) {
    List<String> faults = Rig.faults(node);
    // The verifier reads every entry; millions are not read twice. Some entries are no decisions.
    long decisions = Rig.size(node);
    System.out.printf(
        "%d answered, %d failed; entries in the ledger: %d; faults of the ledger: %s%n",
        answered, failed, decisions, faults);
    return failed > 0 || !faults.isEmpty() || decisions < answered;
  }

  /// The slope of the minutes' means after the first third, by least squares, with its 95 %
  /// interval by Student's t; means of minutes are taken as independent, which makes the interval a
  /// little too narrow.
  private static boolean grows(List<Double> memory) {
    List<Double> late = memory.subList(memory.size() / 3, memory.size());
    int n = late.size();
    if (n < 4) {
      System.out.println("memory: too few minutes for a verdict");
      return false;
    }
    double mid = (n - 1) / 2.0;
    double mean = late.stream().mapToDouble(m -> m).average().orElseThrow();
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
      sxx += (i - mid) * (i - mid);
      sxy += (i - mid) * (late.get(i) - mean);
    }
    double slope = sxy / sxx;
    double rest = 0;
    for (int i = 0; i < n; i++) {
      double off = late.get(i) - mean - slope * (i - mid);
      rest += off * off;
    }
    double t = TDistribution.of(n - 2).inverseCumulativeProbability(0.975);
    double half = t * Math.sqrt(rest / (n - 2) / sxx);
    double low = 60 * (slope - half);
    double high = 60 * (slope + half);
    String verdict = high <= FLAT ? "flat" : low > FLAT ? "GROWS" : "inconclusive: run longer";
    System.out.printf(
        "memory over the last %d minutes: mean %.0f MiB, slope %.1f MiB an hour [%.1f, %.1f]: %s (flat: at most %.0f)%n",
        n, mean, 60 * slope, low, high, verdict, FLAT);
    return low > FLAT;
  }
}
