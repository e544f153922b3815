package dev.gambeson.guard.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.budget.BudgetLeases.Booking;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What every durable ledger keeps. Extend it for each implementation of [BudgetLeases].
public abstract class BudgetLeasesContract {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final BudgetLimit LIMIT = new BudgetLimit(100, BudgetPeriod.MONTH);

  private final BudgetKey key = new BudgetKey("acme/" + UUID.randomUUID(), "fraud");

  /// The ledger under test, the same all through one test.
  protected abstract BudgetLeases ledger();

  private long lease(long least, long wanted) {
    return ledger().lease(key, LIMIT, "2026-11", least, wanted).toCompletableFuture().join();
  }

  private void book(String id, long used, long unused) {
    ledger()
        .book(new Booking(id, key, BudgetPeriod.MONTH, "2026-11", used, unused))
        .toCompletableFuture()
        .join();
  }

  private Standing standing() {
    return ledger().standing(key, LIMIT, NOON).toCompletableFuture().join();
  }

  @Test
  void aFreshBudgetIsFull() {
    assertThat(standing()).isEqualTo(new Standing(key, "2026-11", 0, 0, 100));
  }

  @Test
  void aLeaseIsReservedAtOnce() {
    assertThat(lease(1, 30)).isEqualTo(30);
    assertThat(standing()).isEqualTo(new Standing(key, "2026-11", 0, 30, 100));
  }

  @Test
  void theLastLeaseIsWhatIsLeft() {
    assertThat(lease(1, 90)).isEqualTo(90);
    assertThat(lease(5, 30)).isEqualTo(10);
    assertThat(lease(1, 30)).isZero();
  }

  @Test
  void lessThanTheLeastIsNotTaken() {
    assertThat(lease(1, 98)).isEqualTo(98);
    assertThat(lease(3, 30)).isZero();
    assertThat(standing().reserved()).isEqualTo(98);
  }

  @Test
  void aBookingMovesUnits() {
    lease(1, 50);
    book(UUID.randomUUID().toString(), 20, 25);
    assertThat(standing()).isEqualTo(new Standing(key, "2026-11", 20, 5, 100));
  }

  @Test
  void aBookingThatIsRepeatedCountsOnce() {
    lease(1, 50);
    String id = UUID.randomUUID().toString();
    book(id, 20, 25);
    book(id, 20, 25);
    assertThat(standing()).isEqualTo(new Standing(key, "2026-11", 20, 5, 100));
  }

  @Test
  void manyNodesAtOnceNeverGetMoreThanTheLimit() throws InterruptedException {
    AtomicLong leased = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        threads.execute(() -> leased.addAndGet(lease(1, 3)));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(leased.get()).isEqualTo(100);
    assertThat(standing().reserved()).isEqualTo(100);
  }
}
