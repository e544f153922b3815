package dev.gambeson.guard.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What every [BudgetStore] keeps. Extend it for each implementation.
public abstract class BudgetStoreContract {
  /// When it is in these tests.
  protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final BudgetKey key = new BudgetKey("acme/" + UUID.randomUUID(), "fraud");

  /// The store under test, the same all through one test; each test uses keys of its own.
  protected abstract BudgetStore store();

  private static BudgetLimit monthly(long units) {
    return new BudgetLimit(units, BudgetPeriod.MONTH);
  }

  /// Asks as a server does: at once, and the shared ledger if need be.
  protected final BudgetVerdict ask(BudgetKey who, BudgetLimit limit, long units, Instant now) {
    BudgetVerdict verdict = store().tryReserve(who, limit, units, now);
    return verdict instanceof BudgetVerdict.Undecided
        ? store().reserve(who, limit, units, now).toCompletableFuture().join()
        : verdict;
  }

  private BudgetVerdict.Reserved reserved(BudgetLimit limit, long units) {
    BudgetVerdict verdict = ask(key, limit, units, NOON);
    assertThat(verdict).isInstanceOf(BudgetVerdict.Reserved.class);
    return (BudgetVerdict.Reserved) verdict;
  }

  private Standing standing(BudgetLimit limit, Instant now) {
    return store().standing(key, limit, now).toCompletableFuture().join();
  }

  @Test
  void aBudgetIsSpentToTheLastUnitAndNoFurther() {
    BudgetLimit limit = monthly(10);
    for (int i = 0; i < 10; i++) {
      store().settle(reserved(limit, 1), 1);
    }
    assertThat(ask(key, limit, 1, NOON))
        .isInstanceOfSatisfying(
            BudgetVerdict.Exhausted.class,
            e -> assertThat(e.renews()).contains(Instant.parse("2026-12-01T00:00:00Z")));
    assertThat(standing(limit, NOON).used()).isEqualTo(10);
    assertThat(standing(limit, NOON).left()).isZero();
  }

  @Test
  void whatIsReservedIsGoneUntilItIsSettled() {
    BudgetLimit limit = monthly(10);
    BudgetVerdict.Reserved open = reserved(limit, 7);
    assertThat(ask(key, limit, 4, NOON)).isInstanceOf(BudgetVerdict.Exhausted.class);
    store().settle(open, 2);
    assertThat(ask(key, limit, 8, NOON)).isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(ask(key, limit, 1, NOON)).isInstanceOf(BudgetVerdict.Exhausted.class);
  }

  @Test
  void whatIsReleasedIsFreeAgain() {
    BudgetLimit limit = monthly(10);
    store().release(reserved(limit, 10));
    assertThat(standing(limit, NOON).used()).isZero();
    assertThat(ask(key, limit, 10, NOON)).isInstanceOf(BudgetVerdict.Reserved.class);
  }

  @Test
  void aRefusalTakesNothing() {
    BudgetLimit limit = monthly(10);
    assertThat(ask(key, limit, 11, NOON)).isInstanceOf(BudgetVerdict.Exhausted.class);
    assertThat(ask(key, limit, 10, NOON)).isInstanceOf(BudgetVerdict.Reserved.class);
  }

  @Test
  void theNextPeriodBeginsFull() {
    BudgetLimit limit = monthly(10);
    store().settle(reserved(limit, 10), 10);
    Instant december = Instant.parse("2026-12-01T00:00:00Z");
    assertThat(ask(key, limit, 10, december)).isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(standing(limit, NOON).used()).isEqualTo(10);
  }

  @Test
  void settlingCountsInThePeriodOfTheReservation() {
    BudgetLimit daily = new BudgetLimit(10, BudgetPeriod.DAY);
    BudgetVerdict.Reserved open = reserved(daily, 10);
    Instant tomorrow = Instant.parse("2026-11-23T00:00:01Z");
    assertThat(ask(key, daily, 4, tomorrow)).isInstanceOf(BudgetVerdict.Reserved.class);
    store().settle(open, 9);
    assertThat(standing(daily, NOON).used()).isEqualTo(9);
    assertThat(ask(key, daily, 6, tomorrow)).isInstanceOf(BudgetVerdict.Reserved.class);
  }

  @Test
  void holdersModelsAndPeriodsDoNotShare() {
    BudgetLimit limit = monthly(10);
    store().settle(reserved(limit, 10), 10);
    assertThat(ask(new BudgetKey(key.holder() + "'", "fraud"), limit, 10, NOON))
        .isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(ask(new BudgetKey(key.holder(), "credit"), limit, 10, NOON))
        .isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(ask(key, new BudgetLimit(10, BudgetPeriod.TOTAL), 10, NOON))
        .isInstanceOf(BudgetVerdict.Reserved.class);
  }

  @Test
  void aRaisedLimitHoldsAtOnceAndALoweredOneTakesNothingBack() {
    store().settle(reserved(monthly(10), 10), 10);
    store().settle(reserved(monthly(15), 5), 5);
    assertThat(ask(key, monthly(5), 1, NOON)).isInstanceOf(BudgetVerdict.Exhausted.class);
    assertThat(standing(monthly(5), NOON).left()).isZero();
  }

  @Test
  void anAnswerThatCostsNothingIsAlwaysAllowed() {
    BudgetLimit limit = monthly(10);
    store().settle(reserved(limit, 10), 10);
    store().settle(reserved(limit, 0), 0);
    assertThat(standing(limit, NOON).used()).isEqualTo(10);
  }

  @Test
  void settlingTwiceOrForMoreThanReservedIsRefused() {
    BudgetLimit limit = monthly(10);
    BudgetVerdict.Reserved open = reserved(limit, 4);
    assertThatThrownBy(() -> store().settle(open, 5)).isInstanceOf(IllegalArgumentException.class);
    store().settle(open, 4);
    assertThatThrownBy(() -> store().settle(open, 4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store().release(open)).isInstanceOf(IllegalStateException.class);
    assertThat(standing(limit, NOON).used()).isEqualTo(4);
  }

  @Test
  void negativeUnitsAreRefused() {
    assertThatThrownBy(() -> store().tryReserve(key, monthly(10), -1, NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hugeUnitsDoNotOverflow() {
    BudgetLimit limit = monthly(Long.MAX_VALUE);
    store().settle(reserved(limit, 5), 5);
    assertThat(ask(key, limit, Long.MAX_VALUE, NOON)).isInstanceOf(BudgetVerdict.Exhausted.class);
  }

  @Test
  void sixtyFourAtOnceNeverOverspendAndLeaveNothing() throws InterruptedException {
    BudgetLimit limit = monthly(1000);
    AtomicLong spent = new AtomicLong();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        int seed = t;
        threads.execute(() -> spend(limit, seed, start, spent));
      }
      start.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(spent.get()).isLessThanOrEqualTo(1000);
    while (ask(key, limit, 1, NOON.plusSeconds(2)) instanceof BudgetVerdict.Reserved r) {
      store().settle(r, 1);
      spent.incrementAndGet();
    }
    assertThat(spent.get()).isEqualTo(1000);
    assertThat(standing(limit, NOON).used()).isEqualTo(1000);
  }

  /// Reserves 3, uses 0 to 3 of them, and every fourth time releases.
  private void spend(BudgetLimit limit, int seed, CountDownLatch start, AtomicLong spent) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < 20; i++) {
      if (ask(key, limit, 3, NOON) instanceof BudgetVerdict.Reserved r) {
        int use = (seed + i) % 4;
        if (use == 0) {
          store().release(r);
        } else {
          store().settle(r, use);
          spent.addAndGet(use);
        }
      }
    }
  }
}
