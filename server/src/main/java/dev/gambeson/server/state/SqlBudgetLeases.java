package dev.gambeson.server.state;

import dev.gambeson.guard.budget.BudgetKey;
import dev.gambeson.guard.budget.BudgetLeases;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetPeriod;
import dev.gambeson.guard.budget.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The durable ledger of budgets: one row per holder, model and period, locked while it changes, so
/// that used plus leased never exceeds the limit, over any number of nodes. What it said it leased
/// or booked is on the device.
///
/// When the database failed, questions are refused at once for a second: a request does not wait
/// for what is known to be away.
public final class SqlBudgetLeases implements BudgetLeases {
  private static final int MOST_WAITING = 1000;
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final Duration REMEMBER = Duration.ofDays(7);
  private static final String WHERE =
      " WHERE holder = :holder AND model = :model AND kind = :kind AND period = :period";

  private final Database database;
  private final InstantSource clock;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final Executor threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gambeson-budget-", 0).factory());
  private volatile long failed = System.nanoTime() - PAUSE;

  /// @param clock for how long bookings are remembered
  public SqlBudgetLeases(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Row(long used, long leased) {}

  private <T> CompletionStage<T> ask(Supplier<T> question) {
    if (System.nanoTime() - failed < PAUSE || !waiting.tryAcquire()) {
      return CompletableFuture.failedStage(new IllegalStateException("the ledger is away or busy"));
    }
    return CompletableFuture.supplyAsync(question, threads)
        .whenComplete((_, failure) -> {
          waiting.release();
          if (failure != null) {
            failed = System.nanoTime();
          }
        });
  }

  @Override
  public CompletionStage<Long> lease(
      BudgetKey key, BudgetLimit limit, String period, long least, long wanted) {
    return ask(() -> {
      for (int attempt = 0; ; attempt++) {
        Optional<Long> leased =
            database.write(handle -> lease(handle, key, limit, period, least, wanted));
        if (leased.isPresent()) {
          return leased.get();
        }
        if (attempt > 0) {
          throw new IllegalStateException("the row of a budget cannot be made");
        }
        open(key, limit.period(), period);
      }
    });
  }

  /// Empty when the row is missing.
  private static Optional<Long> lease(
      Handle handle, BudgetKey key, BudgetLimit limit, String period, long least, long wanted) {
    Optional<Row> row = find(handle, key, limit.period(), period, " FOR UPDATE");
    if (row.isEmpty()) {
      return Optional.empty();
    }
    long left = limit.units() - row.get().used() - row.get().leased();
    long units = Math.min(wanted, left);
    if (units < least) {
      return Optional.of(0L);
    }
    named(
            handle.createUpdate("UPDATE budgets SET leased = leased + :units" + WHERE),
            key,
            limit.period(),
            period)
        .bind("units", units)
        .execute();
    return Optional.of(units);
  }

  private void open(BudgetKey key, BudgetPeriod kind, String period) {
    var _ =
        database.writeUnlessTaken(handle ->
            named(
                    handle.createUpdate(
                        "INSERT INTO budgets (holder, model, kind, period, used, leased) VALUES (:holder, :model, :kind, :period, 0, 0)"),
                    key,
                    kind,
                    period)
                .execute());
  }

  private static <S extends SqlStatement<S>> S named(
      S statement, BudgetKey key, BudgetPeriod kind, String period) {
    return statement
        .bind("holder", key.holder())
        .bind("model", key.model())
        .bind("kind", kind.name())
        .bind("period", period);
  }

  private static Optional<Row> find(
      Handle handle, BudgetKey key, BudgetPeriod kind, String period, String lock) {
    return named(
            handle.createQuery("SELECT used, leased FROM budgets" + WHERE + lock),
            key,
            kind,
            period)
        .map((row, _) -> new Row(row.getLong("used"), row.getLong("leased")))
        .findOne();
  }

  @Override
  public CompletionStage<Void> book(Booking booking) {
    return ask(() -> {
      var _ =
          database.writeUnlessTaken(handle -> {
            handle.execute(
                "INSERT INTO budget_bookings (id, booked_at) VALUES (?, ?)",
                booking.id(),
                Columns.time(clock.instant()));
            return named(
                    handle.createUpdate(
                        "UPDATE budgets SET used = used + :used, leased = leased - :used - :unused"
                            + WHERE),
                    booking.key(),
                    booking.kind(),
                    booking.period())
                .bind("used", booking.used())
                .bind("unused", booking.unused())
                .execute();
          });
      return null;
    });
  }

  @Override
  public CompletionStage<Standing> standing(BudgetKey key, BudgetLimit limit, Instant now) {
    String period = limit.period().at(now);
    return ask(() -> {
      Row row =
          database
              .read(handle -> find(handle, key, limit.period(), period, ""))
              .orElse(new Row(0, 0));
      return new Standing(key, period, row.used(), row.leased(), limit.units());
    });
  }

  /// Forgets the ids of bookings that nobody repeats any more. Once a day is enough. Blocks.
  public void prune() {
    database.write(handle ->
        handle.execute(
            "DELETE FROM budget_bookings WHERE booked_at < ?",
            Columns.time(clock.instant().minus(REMEMBER))));
  }
}
