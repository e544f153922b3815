package dev.gambeson.guard.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Rates over several nodes at the speed of one: this node takes some 100 ms worth of permits out
/// of the shared bucket at a time and spends them locally.
///
/// Guaranteed: over any span `t` all nodes together grant at most `burst + rate * t` plus what they
/// hold in lease, at most a twentieth of the burst each (or one request); permits not spent within
/// a second lapse. A bucket that was empty is not asked for again before it can have refilled, or
/// for 100 ms. When the shared store fails, this node grants its share of the limit ([#degraded])
/// and tries the store again once a second: neither open nor shut.
public final class LeasedRateStore implements RateStore {
  private static final long AHEAD = Duration.ofMillis(100).toNanos();
  private static final long LAPSE = Duration.ofSeconds(1).toNanos();
  private static final long RETRY = Duration.ofSeconds(1).toNanos();
  private static final int TRIES = 4;

  private record PocketKey(String key, RateLimit limit) {}

  /// A bucket that had too little.
  ///
  /// @param least how many permits it could not give
  /// @param until until when it is not asked for as many again
  /// @param refills when it can have them
  private record Dry(long least, long until, long refills) {
    Duration retryAfter(long permits, RateLimit limit, long now) {
      return Duration.ofNanos(refills - now + limit.nanosFor(permits - least));
    }
  }

  /// What a node holds of one bucket.
  ///
  /// @param left permits
  /// @param lapses when they are void
  private record Holding(long left, long lapses, Dry dry) {
    static final Holding NOTHING =
        new Holding(0, 0, new Dry(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE));

    long left(long now) {
      return now < lapses ? left : 0;
    }
  }

  private static final class Pocket {
    final AtomicReference<Holding> holding = new AtomicReference<>(Holding.NOTHING);
    final AtomicReference<Optional<CompletableFuture<Boolean>>> asking =
        new AtomicReference<>(Optional.empty());
  }

  private final RateLeases leases;
  private final IntSupplier nodes;
  private final LongSupplier nanos;
  private final long origin;
  private final Cache<PocketKey, Pocket> pockets;
  private final MemoryRateStore fallback;
  private volatile long failedUntil = Long.MIN_VALUE;

  /// @param leases the shared buckets
  /// @param nodes how many nodes are alive, this one included
  /// @param maxKeys how many buckets are kept, about 300 bytes each
  /// @param nanos a monotonic clock in nanoseconds, usually `System::nanoTime`
  public LeasedRateStore(RateLeases leases, IntSupplier nodes, long maxKeys, LongSupplier nanos) {
    this.leases = leases;
    this.nodes = nodes;
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
    this.pockets = Caffeine.newBuilder().maximumSize(maxKeys).executor(Runnable::run).build();
    this.fallback = new MemoryRateStore(maxKeys, nanos);
  }

  @Override
  public boolean degraded() {
    return now() < failedUntil;
  }

  private long now() {
    return nanos.getAsLong() - origin;
  }

  @SuppressWarnings("NullAway") // the loader never gives null
  private Pocket pocket(String key, RateLimit limit) {
    return pockets.get(new PocketKey(key, limit), _ -> new Pocket());
  }

  @Override
  public RateVerdict tryTake(String key, RateLimit limit, long permits) {
    MemoryRateStore.requirePermits(permits);
    if (permits > limit.capacity()) {
      return new RateVerdict.Refused(Duration.ofNanos(limit.nanosFor(permits)));
    }
    long now = now();
    if (now < failedUntil) {
      return fallback.tryTake(key, shareOf(limit), permits);
    }
    AtomicReference<Holding> place = pocket(key, limit).holding;
    while (true) {
      Holding h = place.get();
      long left = h.left(now);
      if (left < permits) {
        return now < h.dry().until() && permits >= h.dry().least()
            ? new RateVerdict.Refused(h.dry().retryAfter(permits, limit, now))
            : RateVerdict.UNDECIDED;
      }
      if (place.compareAndSet(h, new Holding(left - permits, h.lapses(), h.dry()))) {
        return new RateVerdict.Granted(left - permits);
      }
    }
  }

  @Override
  public CompletionStage<RateVerdict> take(String key, RateLimit limit, long permits) {
    return take(key, limit, permits, TRIES);
  }

  private CompletionStage<RateVerdict> take(String key, RateLimit limit, long permits, int tries) {
    RateVerdict verdict = tryTake(key, limit, permits);
    if (!(verdict instanceof RateVerdict.Undecided)) {
      return CompletableFuture.completedStage(verdict);
    }
    if (tries == 0) { // others spent what was leased, again and again: the bucket is contended
      return CompletableFuture.completedStage(
          new RateVerdict.Refused(Duration.ofNanos(Math.max(AHEAD, limit.nanosFor(permits)))));
    }
    return ask(pocket(key, limit), key, limit, permits)
        .thenCompose(_ -> take(key, limit, permits, tries - 1));
  }

  /// One question at a time per bucket; who comes meanwhile waits for its answer.
  private CompletableFuture<Boolean> ask(Pocket pocket, String key, RateLimit limit, long permits) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    Optional<CompletableFuture<Boolean>> other;
    do {
      other = pocket.asking.get();
      if (other.isPresent()) {
        return other.get();
      }
    } while (!pocket.asking.compareAndSet(other, Optional.of(mine)));
    long ahead = (long) ((double) AHEAD * limit.permits() / limit.per().toNanos());
    long wanted = Math.max(permits, Math.min(ahead, limit.capacity() / 20));
    CompletionStage<RateLeases.Lease> answer;
    try {
      answer = leases.lease(key, limit, permits, wanted);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete((lease, error) -> {
      if (error != null) {
        failedUntil = now() + RETRY;
      } else {
        keep(pocket, lease, permits, limit);
      }
      pocket.asking.set(Optional.empty());
      mine.complete(error == null);
    });
    return mine;
  }

  private void keep(Pocket pocket, RateLeases.Lease lease, long least, RateLimit limit) {
    long now = now();
    pocket.holding.updateAndGet(h -> {
      long left = Math.min(limit.capacity(), h.left(now) + lease.permits());
      if (lease.permits() > 0) {
        return new Holding(left, now + LAPSE, Holding.NOTHING.dry());
      }
      // Not for every single permit that trickles in, but before the bucket runs over.
      long pause = Math.min(AHEAD / 2, limit.nanosFor(limit.capacity()) / 4);
      long wait = Math.clamp(lease.retryAfter().toNanos(), pause, Long.MAX_VALUE / 2);
      return new Holding(left, h.lapses(), new Dry(least, now + Math.min(AHEAD, wait), now + wait));
    });
  }

  @Override
  public void giveBack(String key, RateLimit limit, long permits) {
    MemoryRateStore.requirePermits(permits);
    if (degraded()) {
      fallback.giveBack(key, shareOf(limit), permits);
      return;
    }
    long now = now();
    pocket(key, limit)
        .holding
        .updateAndGet(h ->
            new Holding(Math.min(limit.capacity(), h.left(now) + permits), now + LAPSE, h.dry()));
  }

  /// This node's part of a limit.
  private RateLimit shareOf(RateLimit limit) {
    int n = Math.max(1, nodes.getAsInt());
    return RateLimit.of(
        Math.max(1, limit.permits() / n), limit.per(), Math.max(1, limit.capacity() / n));
  }
}
