package dev.gambeson.guard.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LeasedRateStoreTest extends RateStoreContract {
  private final ManualNanos time = new ManualNanos();
  private final MemoryRateStore shared = new MemoryRateStore(10_000, time);
  private final AtomicInteger asked = new AtomicInteger();
  private boolean down;
  private final LeasedRateStore store = node();

  private LeasedRateStore node() {
    return new LeasedRateStore(this::lease, () -> 3, 1000, time);
  }

  private CompletionStage<RateLeases.Lease> lease(
      String key, RateLimit limit, long least, long wanted) {
    asked.incrementAndGet();
    if (down) {
      return CompletableFuture.failedStage(new IllegalStateException("connection refused"));
    }
    for (long permits = wanted; permits >= least; permits--) {
      if (shared.tryTake(key, limit, permits) instanceof RateVerdict.Granted) {
        return CompletableFuture.completedStage(new RateLeases.Lease(permits, Duration.ZERO));
      }
    }
    return shared.tryTake(key, limit, least) instanceof RateVerdict.Refused(Duration wait)
        ? CompletableFuture.completedStage(new RateLeases.Lease(0, wait))
        : CompletableFuture.completedStage(new RateLeases.Lease(least, Duration.ZERO));
  }

  @Override
  protected RateStore store() {
    return store;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }

  @Test
  void threeNodesTogetherKeepTheRateWithinTwoPerCent() {
    RateLimit limit = RateLimit.of(1000, Duration.ofSeconds(1), 1000);
    List<LeasedRateStore> nodes = new ArrayList<>(List.of(node(), node(), node()));
    int granted = 0;
    for (int ms = 0; ms < 30_000; ms++) {
      for (LeasedRateStore node : nodes) {
        granted += take(node, limit) ? 1 : 0;
      }
      time.advance(Duration.ofMillis(1));
    }
    assertThat(granted).isBetween((int) (31_000 * 0.98), 31_000);
    assertThat(asked.get()).isLessThan(granted / 10);
  }

  /// Permits granted by three nodes in 30 s, each asked every so many milliseconds.
  private int granted(RateLimit limit, int... everyMillis) {
    List<LeasedRateStore> nodes = List.of(node(), node(), node());
    int granted = 0;
    for (int ms = 0; ms < 30_000; ms++) {
      for (int n = 0; n < 3; n++) {
        granted += ms % everyMillis[n] == 0 && take(nodes.get(n), limit) ? 1 : 0;
      }
      time.advance(Duration.ofMillis(1));
    }
    return granted;
  }

  @Test
  void aBurstOfATenthOfASecondLosesNothingOverThreeNodes() {
    RateLimit limit = RateLimit.of(200, Duration.ofSeconds(1), 20);
    assertThat(granted(limit, 7, 7, 7)).isBetween((int) (6_020 * 0.98), 6_020);
    assertThat(asked.get()).isLessThan(9_000);
  }

  @Test
  void nodesThatAreHardlyAskedHoldNothingBackFromTheOneThatIs() {
    RateLimit limit = RateLimit.of(200, Duration.ofSeconds(1));
    assertThat(granted(limit, 1, 200, 210)).isBetween((int) (6_200 * 0.98), 6_200);
  }

  private static boolean take(LeasedRateStore node, RateLimit limit) {
    RateVerdict verdict = node.tryTake("k", limit, 1);
    if (verdict instanceof RateVerdict.Undecided) {
      verdict = node.take("k", limit, 1).toCompletableFuture().join();
    }
    return verdict instanceof RateVerdict.Granted;
  }

  @Test
  void aFloodOnAnEmptyBucketDoesNotReachTheSharedStore() {
    RateLimit limit = RateLimit.of(1, Duration.ofMinutes(1));
    for (int i = 0; i < 1000; i++) {
      take(store, limit);
    }
    assertThat(asked.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void withoutTheSharedStoreANodeGrantsItsShareAndSaysSo() {
    RateLimit limit = RateLimit.of(300, Duration.ofHours(1));
    down = true;
    int granted = 0;
    for (int i = 0; i < 300; i++) {
      granted += take(store, limit) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(100);
    assertThat(store.degraded()).isTrue();
    assertThat(asked.get()).isOne();
  }

  @Test
  void itGoesBackToTheSharedStoreWhenThatIsThereAgain() {
    RateLimit limit = RateLimit.of(300, Duration.ofHours(1));
    down = true;
    take(store, limit);
    down = false;
    time.advance(Duration.ofSeconds(2));
    assertThat(store.degraded()).isFalse();
    assertThat(take(store, limit)).isTrue();
  }

  @Test
  void aStoreThatThrowsIsAStoreThatIsDown() {
    LeasedRateStore node =
        new LeasedRateStore(
            (_, _, _, _) -> {
              throw new IllegalStateException("closed");
            },
            () -> 1,
            10,
            time);
    assertThat(take(node, RateLimit.of(3, Duration.ofHours(1)))).isTrue();
    assertThat(node.degraded()).isTrue();
  }

  @Test
  void permitsInLeaseLapse() {
    RateLimit limit = RateLimit.of(1000, Duration.ofSeconds(1));
    take(store, limit);
    time.advance(Duration.ofSeconds(2));
    asked.set(0);
    take(store, limit);
    assertThat(asked.get()).isOne();
  }
}
