package dev.gambeson.guard.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [RateStore] keeps. Extend it for each implementation; it takes about a second of real
/// time where [#pass] sleeps.
public abstract class RateStoreContract {
  private static final Duration SHORT = Duration.ofMillis(200);

  /// The store under test, the same all through one test; each test uses keys of its own.
  protected abstract RateStore store();

  /// Lets time pass: moves the store's clock, or sleeps.
  protected abstract void pass(Duration time);

  private final String key = "client:" + UUID.randomUUID();

  /// Asks as a server does: at once, and the shared store if need be.
  protected final RateVerdict ask(String who, RateLimit limit, long permits) {
    RateVerdict verdict = store().tryTake(who, limit, permits);
    return verdict instanceof RateVerdict.Undecided
        ? store().take(who, limit, permits).toCompletableFuture().join()
        : verdict;
  }

  private int granted(String who, RateLimit limit, int times) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += ask(who, limit, 1) instanceof RateVerdict.Granted ? 1 : 0;
    }
    return granted;
  }

  @Test
  void aNewKeyMaySpendItsBurstAndNoMore() {
    assertThat(granted(key, RateLimit.of(10, Duration.ofHours(1)), 25)).isEqualTo(10);
  }

  @Test
  void theBurstMayBeSmallerThanTheRate() {
    assertThat(granted(key, RateLimit.of(10, Duration.ofHours(1), 3), 25)).isEqualTo(3);
  }

  @Test
  void permitsComeBackAtTheRate() {
    RateLimit limit = RateLimit.of(4, SHORT);
    granted(key, limit, 10);
    pass(SHORT.dividedBy(2).plusMillis(10));
    assertThat(granted(key, limit, 2)).isEqualTo(2);
  }

  @Test
  void aLongPauseFillsTheBucketAndNoMore() {
    RateLimit limit = RateLimit.of(5, Duration.ofMillis(50), 3);
    granted(key, limit, 10);
    pass(SHORT);
    RateLimit slow = RateLimit.of(5, Duration.ofHours(1), 3);
    assertThat(ask(key, limit, 3)).isInstanceOf(RateVerdict.Granted.class);
    assertThat(granted(key + "slow", slow, 10)).isEqualTo(3);
  }

  @Test
  void whoWaitsAsLongAsToldIsServed() {
    RateLimit limit = RateLimit.of(3, SHORT);
    granted(key, limit, 3);
    RateVerdict verdict = ask(key, limit, 2);
    assertThat(verdict).isInstanceOf(RateVerdict.Refused.class);
    Duration wait = ((RateVerdict.Refused) verdict).retryAfter();
    assertThat(wait).isPositive().isLessThanOrEqualTo(SHORT);
    pass(wait.plusMillis(5));
    assertThat(ask(key, limit, 2)).isInstanceOf(RateVerdict.Granted.class);
  }

  @Test
  void aRefusalTakesNothing() {
    RateLimit limit = RateLimit.of(5, Duration.ofHours(1));
    assertThat(ask(key, limit, 3)).isInstanceOf(RateVerdict.Granted.class);
    assertThat(ask(key, limit, 3)).isInstanceOf(RateVerdict.Refused.class);
    assertThat(ask(key, limit, 2)).isInstanceOf(RateVerdict.Granted.class);
  }

  @Test
  void moreThanTheBurstAtOnceIsNeverGranted() {
    RateLimit limit = RateLimit.of(5, Duration.ofHours(1));
    assertThat(ask(key, limit, 6)).isInstanceOf(RateVerdict.Refused.class);
    assertThat(ask(key, limit, Long.MAX_VALUE)).isInstanceOf(RateVerdict.Refused.class);
    assertThat(ask(key, limit, 5)).isInstanceOf(RateVerdict.Granted.class);
  }

  @Test
  void keysDoNotShare() {
    RateLimit limit = RateLimit.of(2, Duration.ofHours(1));
    assertThat(granted(key, limit, 5)).isEqualTo(2);
    assertThat(granted(key + "'", limit, 5)).isEqualTo(2);
  }

  @Test
  void limitsOfOneKeyDoNotShare() {
    assertThat(granted(key, RateLimit.of(2, Duration.ofHours(1)), 5)).isEqualTo(2);
    assertThat(granted(key, RateLimit.of(3, Duration.ofHours(2)), 5)).isEqualTo(3);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    RateLimit limit = RateLimit.of(3, Duration.ofHours(1));
    granted(key, limit, 3);
    store().giveBack(key, limit, 2);
    assertThat(granted(key, limit, 5)).isEqualTo(2);
  }

  @Test
  void givingBackNeverFillsABucketAboveItsBurst() {
    RateLimit limit = RateLimit.of(3, Duration.ofHours(1));
    assertThat(granted(key, limit, 1)).isEqualTo(1);
    store().giveBack(key, limit, 1);
    pass(SHORT);
    assertThat(granted(key, limit, 10)).isLessThanOrEqualTo(3);
  }

  @Test
  void noPermitsAreNoRequest() {
    RateLimit limit = RateLimit.of(3, Duration.ofHours(1));
    assertThatThrownBy(() -> store().tryTake(key, limit, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> store().tryTake(key, limit, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sixtyFourAtOnceGetExactlyTheBurst() throws InterruptedException {
    RateLimit limit = RateLimit.of(500, Duration.ofHours(2));
    AtomicInteger granted = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        threads.execute(() -> {
          try {
            start.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          granted.addAndGet(granted(key, limit, 15));
        });
      }
      start.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(granted).hasValueLessThanOrEqualTo(500);
    // Whoever is told to come again under contention may do so: nothing is lost.
    granted.addAndGet(granted(key, limit, 40));
    pass(SHORT);
    granted.addAndGet(granted(key, limit, 500));
    assertThat(granted).hasValue(500);
  }
}
