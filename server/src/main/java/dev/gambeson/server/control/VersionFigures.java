package dev.gambeson.server.control;

import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.serving.ServedModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What each version was asked since this node started, and how long it took: rows, and quantiles
/// of the model's own time, right to 19 % (buckets at quarter powers of two, from 1 us to 18 min).
/// Versions are the ones served, so memory is bounded. Thread-safe, without locks.
public final class VersionFigures implements Observer {
  private static final int PER_DOUBLING = 4;
  private static final int BUCKETS = 30 * PER_DOUBLING + 1;
  private static final double MICRO = 1_000;

  private final ConcurrentHashMap<String, ConcurrentHashMap<String, Figures>> all =
      new ConcurrentHashMap<>();

  private static final class Figures {
    private final LongAdder rows = new LongAdder();
    private final AtomicLongArray times = new AtomicLongArray(BUCKETS);
  }

  /// What a version was asked.
  ///
  /// @param requests that it answered
  /// @param rows in them
  /// @param p50 half of the requests took the model no longer
  /// @param p99 99 of 100 took it no longer
  public record Summary(long requests, long rows, Duration p50, Duration p99) {}

  @Override
  public void ended(Trace trace) {
    if (trace.raw().isEmpty() || trace.version().isEmpty()) {
      return;
    }
    Figures of =
        figures(trace.model().map(ServedModel::name).orElse(""), trace.version().get().version());
    of.rows.add(trace.query().map(q -> q.rows().count()).orElse(1));
    of.times.incrementAndGet(bucket(trace.nanos().model()));
  }

  private Figures figures(String model, String version) {
    return all.computeIfAbsent(model, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(version, _ -> new Figures());
  }

  private static int bucket(long nanos) {
    double doublings = Math.log(Math.max(1, nanos / MICRO)) / Math.log(2);
    return Math.min(BUCKETS - 1, (int) Math.ceil(PER_DOUBLING * doublings));
  }

  /// What a version was asked; empty when it was not.
  Optional<Summary> of(String model, String version) {
    ConcurrentHashMap<String, Figures> ofModel = all.get(model);
    Figures of = ofModel == null ? null : ofModel.get(version);
    if (of == null) {
      return Optional.empty();
    }
    long[] counts = new long[BUCKETS];
    long sum = 0;
    for (int b = 0; b < BUCKETS; b++) {
      counts[b] = of.times.get(b);
      sum += counts[b];
    }
    return Optional.of(
        new Summary(sum, of.rows.sum(), quantile(counts, sum, 0.5), quantile(counts, sum, 0.99)));
  }

  /// The upper end of the bucket in which the quantile lies.
  private static Duration quantile(long[] counts, long sum, double p) {
    long left = (long) Math.ceil(p * sum);
    for (int b = 0; b < counts.length; b++) {
      left -= counts[b];
      if (left <= 0) {
        return Duration.ofNanos(Math.round(MICRO * Math.pow(2, (double) b / PER_DOUBLING)));
      }
    }
    return Duration.ZERO;
  }
}
