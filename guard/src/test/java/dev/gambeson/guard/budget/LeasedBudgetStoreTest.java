package dev.gambeson.guard.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LeasedBudgetStoreTest extends BudgetStoreContract {
  private static final BudgetKey KEY = new BudgetKey("acme/7", "fraud");
  private static final BudgetLimit LIMIT = new BudgetLimit(10_000, BudgetPeriod.MONTH);

  private final MemoryBudgetLeases ledger = new MemoryBudgetLeases();
  private final LeasedBudgetStore store = node();

  private LeasedBudgetStore node() {
    return new LeasedBudgetStore(ledger, 0.05, 100);
  }

  @Override
  protected BudgetStore store() {
    return store;
  }

  private static BudgetVerdict ask(BudgetStore node, long units) {
    BudgetVerdict verdict = node.tryReserve(KEY, LIMIT, units, NOON);
    return verdict instanceof BudgetVerdict.Undecided
        ? node.reserve(KEY, LIMIT, units, NOON).toCompletableFuture().join()
        : verdict;
  }

  private Standing standing() {
    return ledger.standing(KEY, LIMIT, NOON).toCompletableFuture().join();
  }

  @Test
  void threeNodesAtOnceNeverOverspend() throws InterruptedException {
    List<LeasedBudgetStore> nodes = List.of(node(), node(), node());
    AtomicLong spent = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        LeasedBudgetStore node = nodes.get(t % 3);
        threads.execute(() -> {
          for (int i = 0; i < 100; i++) {
            if (ask(node, 3) instanceof BudgetVerdict.Reserved r) {
              node.settle(r, 2);
              spent.addAndGet(2);
            }
          }
        });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    nodes.forEach(n -> n.flush(NOON, true).toCompletableFuture().join());
    assertThat(spent.get()).isLessThanOrEqualTo(10_000).isGreaterThan(9_000);
    assertThat(standing()).isEqualTo(new Standing(KEY, "2026-11", spent.get(), 0, 10_000));
  }

  @Test
  void aNodeThatDiesCostsTheClientItsLeaseAndGivesItNothing() {
    LeasedBudgetStore dying = node();
    long spent = 0;
    for (int i = 0; i < 120; i++) {
      dying.settle((BudgetVerdict.Reserved) ask(dying, 10), 10);
      spent += 10;
    }
    // never flushed: kill -9
    LeasedBudgetStore other = node();
    while (ask(other, 10) instanceof BudgetVerdict.Reserved r) {
      other.settle(r, 10);
      spent += 10;
    }
    assertThat(spent).isLessThanOrEqualTo(10_000).isGreaterThanOrEqualTo(9_500);
  }

  @Test
  void theLedgerIsAskedOnceInManyAnswers() {
    for (int i = 0; i < 1000; i++) {
      store.settle((BudgetVerdict.Reserved) ask(store, 10), 10);
    }
    assertThat(ledger.calls).isEqualTo(20);
  }

  @Test
  void whatLiesIdleGoesBack() {
    store.settle((BudgetVerdict.Reserved) ask(store, 10), 10);
    assertThat(standing().reserved()).isEqualTo(500);
    store.flush(NOON.plusSeconds(1), false).toCompletableFuture().join();
    assertThat(standing()).isEqualTo(new Standing(KEY, "2026-11", 10, 490, 10_000));
    store.flush(NOON.plusSeconds(11), false).toCompletableFuture().join();
    assertThat(standing()).isEqualTo(new Standing(KEY, "2026-11", 10, 0, 10_000));
  }

  @Test
  void withoutTheLedgerTheLeaseIsSpentAndThenNothing() {
    store.settle((BudgetVerdict.Reserved) ask(store, 10), 10);
    ledger.down = true;
    for (int i = 0; i < 49; i++) {
      store.settle((BudgetVerdict.Reserved) ask(store, 10), 10);
    }
    assertThat(ask(store, 10)).isInstanceOf(BudgetVerdict.Unavailable.class);
  }

  @Test
  void aBookingThatFailsIsRepeated() {
    store.settle((BudgetVerdict.Reserved) ask(store, 10), 10);
    ledger.down = true;
    store.flush(NOON, true).toCompletableFuture().join();
    assertThat(store.unbooked()).isOne();
    ledger.down = false;
    store.flush(NOON, true).toCompletableFuture().join();
    assertThat(standing()).isEqualTo(new Standing(KEY, "2026-11", 10, 0, 10_000));
    assertThat(store.unbooked()).isZero();
  }

  @Test
  void aReservationOutlivesAFlush() {
    BudgetVerdict.Reserved open = (BudgetVerdict.Reserved) ask(store, 10);
    Instant later = NOON.plusSeconds(3600);
    store.flush(later, false).toCompletableFuture().join();
    store.settle(open, 4);
    store.flush(later.plusSeconds(3600), false).toCompletableFuture().join();
    assertThat(standing()).isEqualTo(new Standing(KEY, "2026-11", 4, 0, 10_000));
  }

  @Test
  void aClientOutOfBudgetDoesNotReachTheLedgerWithEveryRequest() {
    while (ask(store, 10) instanceof BudgetVerdict.Reserved r) {
      store.settle(r, 10);
    }
    int before = ledger.calls;
    for (int i = 0; i < 100; i++) {
      ask(store, 10);
    }
    assertThat(ledger.calls).isEqualTo(before);
  }
}
