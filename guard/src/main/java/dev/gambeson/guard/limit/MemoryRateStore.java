package dev.gambeson.guard.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Rates of one node, in memory: a single long per key, changed by compare-and-set.
///
/// The long is the theoretical arrival time of the generic cell rate algorithm (ATM Forum, TM 4.0,
/// section 4.4.2): the moment at which the bucket is full again. A bucket that is full again is
/// worth nothing, so forgetting it changes nothing.
///
/// Memory is bounded by `maxKeys`. Beyond that, keys seen rarely are forgotten first (W-TinyLFU),
/// so that a flood of new keys does not wash out a key in use; a key that is forgotten begins with
/// a full bucket.
public final class MemoryRateStore implements RateStore {
  private record BucketKey(String key, RateLimit limit) {}

  private final Cache<BucketKey, AtomicLong> buckets;
  private final LongSupplier nanos;
  private final long origin;

  /// @param maxKeys how many buckets are kept, about 150 bytes each
  /// @param nanos a monotonic clock in nanoseconds, usually `System::nanoTime`
  public MemoryRateStore(long maxKeys, LongSupplier nanos) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException(
          "maxKeys is %d, but must be at least 1".formatted(maxKeys));
    }
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
    this.buckets = Caffeine.newBuilder().maximumSize(maxKeys).executor(Runnable::run).build();
  }

  @Override
  public RateVerdict tryTake(String key, RateLimit limit, long permits) {
    requirePermits(permits);
    if (permits > limit.capacity()) {
      return new RateVerdict.Refused(Duration.ofNanos(limit.nanosFor(permits)));
    }
    long now = now();
    AtomicLong bucket = bucket(key, limit);
    long cost = limit.nanosFor(permits);
    long room = limit.nanosFor(limit.capacity());
    while (true) {
      long full = bucket.get();
      long after = Math.max(full, now) + cost;
      if (after - now > room) {
        return new RateVerdict.Refused(Duration.ofNanos(after - now - room));
      }
      if (bucket.compareAndSet(full, after)) {
        return new RateVerdict.Granted(permitsIn(room - (after - now), limit));
      }
    }
  }

  private static long permitsIn(long nanos, RateLimit limit) {
    return nanos / limit.nanosFor(1);
  }

  private long now() {
    return nanos.getAsLong() - origin;
  }

  @SuppressWarnings("NullAway") // the loader never gives null
  private AtomicLong bucket(String key, RateLimit limit) {
    return buckets.get(new BucketKey(key, limit), _ -> new AtomicLong());
  }

  static void requirePermits(long permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "permits is %d, but must be at least 1".formatted(permits));
    }
  }

  @Override
  public CompletionStage<RateVerdict> take(String key, RateLimit limit, long permits) {
    return CompletableFuture.completedStage(tryTake(key, limit, permits));
  }

  @Override
  public void giveBack(String key, RateLimit limit, long permits) {
    requirePermits(permits);
    long now = now();
    long cost = limit.nanosFor(permits);
    bucket(key, limit).updateAndGet(full -> Math.max(full - cost, Math.min(full, now)));
  }
}
