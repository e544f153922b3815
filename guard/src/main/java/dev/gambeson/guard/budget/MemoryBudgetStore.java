package dev.gambeson.guard.budget;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Budgets of one node, in memory: for tests, demos and a single node that may forget at a restart.
///
/// Exact under concurrency: one compare-and-set decides. Nothing is ever evicted, since a forgotten
/// account would be a fresh budget; when there are `maxAccounts`, new holders are refused
/// ([BudgetVerdict.Unavailable]). Accounts of periods gone by are dropped then.
public final class MemoryBudgetStore implements BudgetStore {
  private record AccountKey(BudgetKey key, BudgetPeriod kind, String period) {}

  private static final class Account {
    final AtomicLong taken = new AtomicLong(); // used + reserved
    final AtomicLong used = new AtomicLong();
  }

  private final Map<AccountKey, Account> accounts = new ConcurrentHashMap<>();
  private final int maxAccounts;

  /// @param maxAccounts how many holders, models and periods are kept, about 300 bytes each
  public MemoryBudgetStore(int maxAccounts) {
    if (maxAccounts < 1) {
      throw new IllegalArgumentException(
          "maxAccounts is %d, but must be at least 1".formatted(maxAccounts));
    }
    this.maxAccounts = maxAccounts;
  }

  @Override
  public BudgetVerdict tryReserve(BudgetKey key, BudgetLimit limit, long units, Instant now) {
    if (units < 0) {
      throw new IllegalArgumentException("units is %d, but must be at least 0".formatted(units));
    }
    AccountKey place = new AccountKey(key, limit.period(), limit.period().at(now));
    Account account = accounts.get(place);
    if (account == null) {
      if (accounts.size() >= maxAccounts && !dropPast(now)) {
        return new BudgetVerdict.Unavailable("more than " + maxAccounts + " budgets in use");
      }
      account = accounts.computeIfAbsent(place, _ -> new Account());
    }
    while (true) {
      long taken = account.taken.get();
      if (units > 0 && units > limit.units() - taken) {
        return new BudgetVerdict.Exhausted(limit.period().renews(now));
      }
      if (account.taken.compareAndSet(taken, taken + units)) {
        return new BudgetVerdict.Reserved(key, limit, place.period(), units);
      }
    }
  }

  private boolean dropPast(Instant now) {
    accounts
        .keySet()
        .removeIf(
            k -> k.kind() != BudgetPeriod.TOTAL && k.period().compareTo(k.kind().at(now)) < 0);
    return accounts.size() < maxAccounts;
  }

  @Override
  public CompletionStage<BudgetVerdict> reserve(
      BudgetKey key, BudgetLimit limit, long units, Instant now) {
    return CompletableFuture.completedStage(tryReserve(key, limit, units, now));
  }

  @Override
  public void settle(BudgetVerdict.Reserved reservation, long units) {
    reservation.close(units);
    Account account =
        accounts.get(
            new AccountKey(reservation.key(), reservation.limit().period(), reservation.period()));
    if (account != null) { // else its period is over
      account.used.addAndGet(units);
      account.taken.addAndGet(units - reservation.units());
    }
  }

  @Override
  public CompletionStage<Standing> standing(BudgetKey key, BudgetLimit limit, Instant now) {
    String period = limit.period().at(now);
    Account account = accounts.get(new AccountKey(key, limit.period(), period));
    long used = account == null ? 0 : account.used.get();
    long taken = account == null ? 0 : Math.max(used, account.taken.get());
    return CompletableFuture.completedStage(
        new Standing(key, period, used, taken - used, limit.units()));
  }
}
