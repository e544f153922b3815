package dev.gambeson.guard.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Limits how many requests of one key are in progress on this node.
///
/// Guaranteed: never more than the limit at once, under any concurrency; a key with nothing in
/// progress takes no memory, so memory is bounded by the requests in progress. Other nodes are not
/// asked: over `n` nodes a client may have `n` times as many.
public final class InFlight {
  /// A place that is taken. Closing it twice does no harm.
  public static final class Place implements AutoCloseable {
    private final InFlight of;
    private final String key;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Place(InFlight of, String key) {
      this.of = of;
      this.key = key;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        of.counts.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  /// Takes a place.
  ///
  /// @param most the limit, at least 1
  /// @return empty when all are taken
  public Optional<Place> enter(String key, int most) {
    boolean[] entered = new boolean[1];
    counts.compute(
        key,
        (_, n) -> {
          int now = n == null ? 0 : n;
          entered[0] = now < most;
          return entered[0] ? Integer.valueOf(now + 1) : n;
        });
    return entered[0] ? Optional.of(new Place(this, key)) : Optional.empty();
  }

  /// How many are in progress.
  public int count(String key) {
    return counts.getOrDefault(key, 0);
  }

  /// How many keys have something in progress.
  public int keys() {
    return counts.size();
  }
}
