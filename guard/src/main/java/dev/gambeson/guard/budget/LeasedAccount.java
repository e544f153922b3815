package dev.gambeson.guard.budget;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// What one node holds of one budget. Units move between three places: free (leased, not spent),
/// open (reserved for an answer on its way) and pending (spent, not booked).
final class LeasedAccount {
  /// What [#collect] takes out.
  record Collected(long used, long unused) {}

  private record Dry(long least, long untilMillis) {}

  private final AtomicLong free = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicReference<Optional<CompletableFuture<Boolean>>> asking =
      new AtomicReference<>(Optional.empty());
  private volatile Dry dry = new Dry(Long.MAX_VALUE, Long.MIN_VALUE);
  private volatile long touched = Long.MIN_VALUE;

  /// Sets free units aside, all of them or none.
  boolean take(long units, Instant now) {
    open.incrementAndGet(); // before the units: an account with something open is not dropped
    while (true) {
      long left = free.get();
      if (left < units) {
        open.decrementAndGet();
        return false;
      }
      if (free.compareAndSet(left, left - units)) {
        touched = now.toEpochMilli();
        return true;
      }
    }
  }

  void add(long units, Instant now) {
    free.addAndGet(units);
    touched = now.toEpochMilli();
    dry = new Dry(Long.MAX_VALUE, Long.MIN_VALUE);
  }

  void settle(long reserved, long used) {
    pending.addAndGet(used);
    free.addAndGet(reserved - used);
    open.decrementAndGet();
  }

  /// Whether the ledger said a moment ago that it does not have so many.
  boolean isDry(long units, Instant now) {
    Dry known = dry;
    return units - free.get() >= known.least() && now.toEpochMilli() < known.untilMillis();
  }

  void dry(long least, Instant until) {
    dry = new Dry(least, until.toEpochMilli());
  }

  /// Runs a question to the ledger unless one is on its way; then waits for that one.
  CompletionStage<Boolean> once(Supplier<CompletionStage<Boolean>> question) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    Optional<CompletableFuture<Boolean>> other;
    do {
      other = asking.get();
      if (other.isPresent()) {
        return other.get();
      }
    } while (!asking.compareAndSet(other, Optional.of(mine)));
    CompletionStage<Boolean> answer;
    try {
      answer = question.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete((got, error) -> {
      asking.set(Optional.empty());
      if (error == null) {
        mine.complete(got);
      } else {
        mine.completeExceptionally(error);
      }
    });
    return mine;
  }

  boolean isIdle(Instant since) {
    return touched < since.toEpochMilli();
  }

  /// Takes out what was spent and, if wanted, what is free.
  Optional<Collected> collect(boolean withFree) {
    long used = pending.getAndSet(0);
    long unused = withFree ? free.getAndSet(0) : 0;
    return used + unused == 0 ? Optional.empty() : Optional.of(new Collected(used, unused));
  }

  boolean isEmpty() {
    return open.get() == 0 && free.get() == 0 && pending.get() == 0 && asking.get().isEmpty();
  }

  long pending() {
    return pending.get();
  }

  long free() {
    return free.get();
  }
}
