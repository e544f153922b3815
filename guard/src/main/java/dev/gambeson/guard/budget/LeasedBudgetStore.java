package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.budget.BudgetLeases.Booking;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Exact budgets over several nodes at memory speed: this node reserves a few per cent of a budget
/// in the durable ledger and spends them locally.
///
/// Guaranteed: no overspend. A lease is a reservation in the ledger, so whatever happens to a node,
/// what it may have spent counts as spent. NOT guaranteed: that the last per cents can be spent on
/// every node, since another may hold them; what a node does not need it hands back after ten
/// seconds ([#flush]).
///
/// [#flush] must be called about once a second, and once at the end: until then the ledger does not
/// know how much of the lease was used.
public final class LeasedBudgetStore implements BudgetStore {
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration DRY = Duration.ofSeconds(1);
  private static final int TRIES = 4;

  private record AccountKey(BudgetKey key, BudgetPeriod kind, String period) {}

  private final BudgetLeases ledger;
  private final double share;
  private final int maxAccounts;
  private final Map<AccountKey, LeasedAccount> accounts = new ConcurrentHashMap<>();
  private final Queue<Booking> unbooked = new ConcurrentLinkedQueue<>();

  /// @param ledger the durable ledger
  /// @param share of a budget that is reserved at a time, 0.001 to 0.2; 0.01 to 0.05 is usual
  /// @param maxAccounts how many holders, models and periods are in use on this node at once
  public LeasedBudgetStore(BudgetLeases ledger, double share, int maxAccounts) {
    if (!(share >= 0.001 && share <= 0.2) || maxAccounts < 1) {
      throw new IllegalArgumentException(
          "share is %s and maxAccounts %d, but must be 0.001 to 0.2 and at least 1."
              .formatted(share, maxAccounts));
    }
    this.ledger = requireNonNull(ledger, "ledger");
    this.share = share;
    this.maxAccounts = maxAccounts;
  }

  private Optional<LeasedAccount> account(AccountKey place) {
    LeasedAccount account = accounts.get(place);
    if (account == null && accounts.size() < maxAccounts) {
      account = accounts.computeIfAbsent(place, _ -> new LeasedAccount());
    }
    return Optional.ofNullable(account);
  }

  @Override
  public BudgetVerdict tryReserve(BudgetKey key, BudgetLimit limit, long units, Instant now) {
    if (units < 0) {
      throw new IllegalArgumentException("units is %d, but must be at least 0".formatted(units));
    }
    String period = limit.period().at(now);
    Optional<LeasedAccount> account = account(new AccountKey(key, limit.period(), period));
    if (account.isEmpty()) {
      return new BudgetVerdict.Unavailable("more than " + maxAccounts + " budgets in use");
    }
    if (account.get().take(units, now)) {
      return new BudgetVerdict.Reserved(key, limit, period, units);
    }
    return account.get().isDry(units, now)
        ? new BudgetVerdict.Exhausted(limit.period().renews(now))
        : BudgetVerdict.UNDECIDED;
  }

  @Override
  public CompletionStage<BudgetVerdict> reserve(
      BudgetKey key, BudgetLimit limit, long units, Instant now) {
    return reserve(key, limit, units, now, TRIES);
  }

  private CompletionStage<BudgetVerdict> reserve(
      BudgetKey key, BudgetLimit limit, long units, Instant now, int tries) {
    BudgetVerdict verdict = tryReserve(key, limit, units, now);
    if (!(verdict instanceof BudgetVerdict.Undecided)) {
      return CompletableFuture.completedStage(verdict);
    }
    String period = limit.period().at(now);
    LeasedAccount account = account(new AccountKey(key, limit.period(), period)).orElseThrow();
    // The last try leases for itself alone, so that others cannot spend it in between.
    long least = tries == 0 ? units : Math.max(1, units - account.free());
    long wanted = tries == 0 ? units : Math.max(least, (long) (limit.units() * share));
    CompletionStage<Boolean> asked =
        tries == 0
            ? lease(account, key, limit, period, least, wanted, now)
            : account.once(() -> lease(account, key, limit, period, least, wanted, now));
    return asked
        .thenCompose(last ->
            tries > 0 || last
                ? reserve(key, limit, units, now, Math.max(0, tries - 1))
                : CompletableFuture.completedStage(
                    new BudgetVerdict.Exhausted(limit.period().renews(now))))
        .exceptionally(e -> new BudgetVerdict.Unavailable("the ledger is out of reach"));
  }

  /// @return whether anything was leased
  private CompletionStage<Boolean> lease(
      LeasedAccount account,
      BudgetKey key,
      BudgetLimit limit,
      String period,
      long least,
      long wanted,
      Instant now) {
    return ledger
        .lease(key, limit, period, least, wanted)
        .thenApply(units -> {
          if (units > 0) { // to the account in use: flush may have dropped the one that asked
            accounts
                .computeIfAbsent(
                    new AccountKey(key, limit.period(), period), _ -> new LeasedAccount())
                .add(units, now);
          } else {
            account.dry(least, now.plus(DRY));
          }
          return units > 0;
        });
  }

  @Override
  public void settle(BudgetVerdict.Reserved reservation, long units) {
    reservation.close(units);
    AccountKey place =
        new AccountKey(reservation.key(), reservation.limit().period(), reservation.period());
    // It may have been dropped by flush only after all its reservations were settled.
    accounts.computeIfAbsent(place, _ -> new LeasedAccount()).settle(reservation.units(), units);
  }

  /// Books what was spent, hands back what lies idle, and repeats bookings that failed.
  ///
  /// @param now decides what is idle
  /// @param end whether this is the last time: everything that is not spent goes back
  /// @return completes when the ledger has answered; never exceptionally
  public CompletionStage<Void> flush(Instant now, boolean end) {
    accounts.forEach((place, account) -> {
      boolean over = !place.period().equals(place.kind().at(now));
      boolean back = end || over || account.isIdle(now.minus(IDLE));
      account
          .collect(back)
          .map(c ->
              new Booking(
                  UUID.randomUUID().toString(),
                  place.key(),
                  place.kind(),
                  place.period(),
                  c.used(),
                  c.unused()))
          .ifPresent(unbooked::add);
      if (back) {
        accounts.computeIfPresent(place, (_, a) -> a.isEmpty() ? null : a);
      }
    });
    CompletableFuture<?>[] answers = new CompletableFuture<?>[unbooked.size()];
    for (int i = 0; i < answers.length; i++) {
      Booking booking = unbooked.poll();
      answers[i] = booking == null ? CompletableFuture.completedFuture(null) : book(booking);
    }
    return CompletableFuture.allOf(answers);
  }

  private CompletableFuture<Void> book(Booking booking) {
    CompletionStage<Void> answer;
    try {
      answer = ledger.book(booking);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    return answer
        .toCompletableFuture()
        .handle((_, error) -> {
          if (error != null) {
            unbooked.add(booking); // again, under the same id
          }
          return null;
        });
  }

  /// How many bookings the ledger has not confirmed.
  public int unbooked() {
    return unbooked.size();
  }

  /// How a budget stands, over all nodes; what this node has used and not booked yet counts as
  /// used.
  @Override
  public CompletionStage<Standing> standing(BudgetKey key, BudgetLimit limit, Instant now) {
    LeasedAccount account =
        accounts.get(new AccountKey(key, limit.period(), limit.period().at(now)));
    return ledger
        .standing(key, limit, now)
        .thenApply(s -> {
          long used = account == null ? 0 : account.pending();
          long free = account == null ? 0 : account.free();
          return new Standing(
              key, s.period(), s.used() + used, Math.max(0, s.reserved() - used - free), s.limit());
        });
  }
}
