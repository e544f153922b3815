package dev.gambeson.benchmarks.nodes;

import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Load;
import dev.gambeson.testing.nodes.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.commons.statistics.distribution.TDistribution;

/// One whole gateway, model in process, all guards, ledger `required`, under a steady load for a
/// long time: errors, latency, memory, what waits for the ledger, a line each ten seconds; at the
/// end whether the ledger holds exactly what was answered and verifies.
///
/// Arguments: `MINUTES [REQUESTS_PER_SECOND]`; without a rate it is 70 % of what half a minute at
/// full speed gave after a minute of it (`-Dwarm=60`). `-Daudit=async` for the other mode of the
/// ledger. Ends with code 1 on an error, a difference to the ledger or memory that grows.
public final class SoakBenchmark {
  private static final int CLIENTS = Integer.getInteger("clients", 48);
  private static final double SHARE = 0.7;
  private static final int EACH = 10;

  /// What memory may gain in an hour and still be called flat, MiB.
  private static final double FLAT = 12;

  private static final Pattern COLLECTED = Pattern.compile("->(\\d+)M\\(");

  private final GatewayProcess node;
  private final List<String> bodies;
  private final String key;
  private final Recorder latency = new Recorder(3);
  private final LongAdder ids = new LongAdder();
  private long answered;
  private long failed;

  private SoakBenchmark(GatewayProcess node, List<String> bodies, String key) {
    this.node = node;
    this.bodies = bodies;
    this.key = key;
  }

  public static void main(String[] args) throws Exception {
    int minutes = Integer.parseInt(args[0]);
    Rig rig = Rig.make("soak");
    boolean bad;
    Cluster.Setting setting = rig.setting(Rig.audited(), Optional.empty(), "");
    try (Cluster cluster = Cluster.start(setting.withJvm("-Xlog:gc:file=" + Rig.gcLog(rig)), 1)) {
      String key;
      try (Operator admin = Operator.first(cluster)) {
        key = admin.key("bank", "load", "internal").secret();
      }
      SoakBenchmark soak = new SoakBenchmark(cluster.node(0), rig.bodies(), key);
      double rate = soak.warm(args.length > 1 ? Double.parseDouble(args[1]) : 0);
      List<Double> memory = soak.soak(minutes, rate, rig);
      cluster.node(0).stop();
      bad = grows(memory);
      bad |= soak.ends();
    }
    System.exit(bad ? 1 : 0);
  }

  /// @return the rate at which it is asked from now on
  private double warm(double asked) throws InterruptedException {
    try (Load warm = load(0)) {
      Thread.sleep(Integer.getInteger("warm", 60) * 1_000L);
      long before = warm.counts().of(200);
      Thread.sleep(30_000);
      double full = (warm.counts().of(200) - before) / 30.0;
      double rate = asked > 0 ? asked : SHARE * full;
      System.out.printf(
          "full speed %.0f a second with %d clients; soak at %.0f%n", full, CLIENTS, rate);
      warm.stop();
      count(warm);
      latency.reset();
      return rate;
    }
  }

  private Load load(long pause) {
    return Load.start(
        Collections.nCopies(CLIENTS, new Load.Asker(node.dataPort(), key, pause)),
        bodies,
        false,
        (status, micros, id) -> {
          latency.recordValue(Math.max(0, micros));
          if (status == 200) {
            ids.add(Rig.mixed(id));
          }
        });
  }

  private void count(Load load) {
    answered += load.counts().of(200);
    failed += load.counts().all() - load.counts().of(200);
  }

  /// @return mean resident memory of each minute, MiB
  private List<Double> soak(int minutes, double rate, Rig rig)
      throws IOException, InterruptedException {
    List<Double> memory = new ArrayList<>();
    Histogram all = new Histogram(3);
    long pause = Math.round(CLIENTS * 1e6 / rate);
    System.out.println(
        "second,answered_in_all,per_second,not_200,p50_us,p99_us,p999_us,max_us,rss_mib,heap_after_gc_mib,waiting_for_ledger");
    try (Load load = load(pause)) {
      long begin = System.nanoTime();
      double sum = 0;
      int samples = 60 / EACH;
      long before = 0;
      for (int i = 1; i <= minutes * samples; i++) {
        Thread.sleep(
            Math.max(0, begin / 1_000_000 + 1_000L * EACH * i - System.nanoTime() / 1_000_000));
        Histogram part = latency.getIntervalHistogram();
        all.add(part);
        long now = load.counts().all();
        long rss = node.rss();
        System.out.printf(
            Locale.ROOT,
            "%d,%d,%.0f,%d,%d,%d,%d,%d,%d,%s,%d%n",
            i * EACH,
            answered + load.counts().of(200),
            (now - before) / (double) EACH,
            now - load.counts().of(200),
            part.getValueAtPercentile(50),
            part.getValueAtPercentile(99),
            part.getValueAtPercentile(99.9),
            part.getMaxValue(),
            rss,
            afterCollection(rig),
            gauge(node.metrics(), "gambeson_ledger_waiting"));
        before = now;
        sum += rss;
        if (i % samples == 0) {
          memory.add(sum / samples);
          sum = 0;
        }
      }
      load.stop();
      count(load);
    }
    System.out.printf(
        Locale.ROOT,
        "latency since a request was due, us: p50 %d, p90 %d, p99 %d, p99.9 %d, max %d (%d requests)%n",
        all.getValueAtPercentile(50),
        all.getValueAtPercentile(90),
        all.getValueAtPercentile(99),
        all.getValueAtPercentile(99.9),
        all.getMaxValue(),
        all.getTotalCount());
    return memory;
  }

  private static String afterCollection(Rig rig) throws IOException {
    String last = "";
    Matcher found = COLLECTED.matcher(java.nio.file.Files.readString(Rig.gcLog(rig)));
    while (found.find()) {
      last = found.group(1);
    }
    return last;
  }

  private static long gauge(String metrics, String name) {
    Matcher found = Pattern.compile(name + "(?:\\{[^}]*})? ([0-9.E+-]+)").matcher(metrics);
    return found.find() ? Math.round(Double.parseDouble(found.group(1))) : -1;
  }

  /// The answers' request ids and those of the ledger are compared by count and by sum of hashes:
  /// millions of ids are not kept.
  private boolean ends() throws IOException {
    System.out.printf("%d answered, %d failed%n", answered, failed);
    Rig.Sum found = Rig.sum(node);
    boolean same = found.decisions() == answered && found.ids() == ids.sum();
    System.out.printf(
        "ledger: %d entries, %d of them decisions, ids %s those answered%n",
        found.entries(), found.decisions(), same ? "exactly" : "NOT");
    long size = Rig.size(node);
    List<String> faults = Rig.faults(node);
    System.out.printf("checkpoint over %d entries; faults of the ledger: %s%n", size, faults);
    return failed > 0 || !faults.isEmpty() || !same || size != found.entries();
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
