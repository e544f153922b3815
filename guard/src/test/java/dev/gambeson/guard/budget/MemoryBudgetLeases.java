package dev.gambeson.guard.budget;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A ledger that several stores of one test share.
final class MemoryBudgetLeases implements BudgetLeases {
  private final Map<String, long[]> rows = new HashMap<>();
  private final Set<String> booked = new HashSet<>();
  boolean down;
  int calls;

  private long[] row(BudgetKey key, BudgetPeriod kind, String period) {
    return rows.computeIfAbsent(key + "|" + kind + "|" + period, _ -> new long[2]);
  }

  @Override
  public synchronized CompletionStage<Long> lease(
      BudgetKey key, BudgetLimit limit, String period, long least, long wanted) {
    calls++;
    if (down) {
      return CompletableFuture.failedStage(new IllegalStateException("connection refused"));
    }
    long[] row = row(key, limit.period(), period);
    long got = Math.min(wanted, limit.units() - row[0] - row[1]);
    if (got < least) {
      return CompletableFuture.completedStage(0L);
    }
    row[1] += got;
    return CompletableFuture.completedStage(got);
  }

  @Override
  public synchronized CompletionStage<Void> book(Booking b) {
    calls++;
    if (down) {
      return CompletableFuture.failedStage(new IllegalStateException("connection refused"));
    }
    if (booked.add(b.id())) {
      long[] row = row(b.key(), b.kind(), b.period());
      row[0] += b.used();
      row[1] -= b.used() + b.unused();
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Standing> standing(
      BudgetKey key, BudgetLimit limit, Instant now) {
    String period = limit.period().at(now);
    long[] row = row(key, limit.period(), period);
    return CompletableFuture.completedStage(
        new Standing(key, period, row[0], row[1], limit.units()));
  }
}
