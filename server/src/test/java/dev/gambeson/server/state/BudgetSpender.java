package dev.gambeson.server.state;

import dev.gambeson.guard.budget.BudgetKey;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetPeriod;
import dev.gambeson.guard.budget.BudgetVerdict;
import dev.gambeson.guard.budget.LeasedBudgetStore;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A node of its own that spends a budget with many threads and tells each unit it spent, before it
/// settles: what a node could have answered when it is killed.
public final class BudgetSpender {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private BudgetSpender() {}

  /// @param args address of the database, limit, threads
  public static void main(String[] args) throws InterruptedException {
    BudgetLimit limit = new BudgetLimit(Long.parseLong(args[1]), BudgetPeriod.MONTH);
    BudgetKey key = new BudgetKey("acme/1", "fraud");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Database database = Database.postgresql(args[0], Optional.empty());
    LeasedBudgetStore store =
        new LeasedBudgetStore(new SqlBudgetLeases(database, InstantSource.system()), 0.02, 10);
    AtomicBoolean exhausted = new AtomicBoolean();
    out.println("ready");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        threads.execute(() -> {
          while (!exhausted.get()) {
            spend(store, key, limit, out, exhausted);
          }
        });
      }
      threads.shutdown();
      threads.awaitTermination(5, TimeUnit.MINUTES);
    }
    store.flush(NOON, true).toCompletableFuture().join();
    out.println("done");
    database.close();
  }

  private static void spend(
      LeasedBudgetStore store,
      BudgetKey key,
      BudgetLimit limit,
      PrintStream out,
      AtomicBoolean exhausted) {
    BudgetVerdict verdict = store.reserve(key, limit, 1, NOON).toCompletableFuture().join();
    switch (verdict) {
      case BudgetVerdict.Reserved reserved -> {
        out.println("1");
        store.settle(reserved, 1);
      }
      case BudgetVerdict.Exhausted _ -> exhausted.set(true);
      default -> Thread.onSpinWait();
    }
  }
}
