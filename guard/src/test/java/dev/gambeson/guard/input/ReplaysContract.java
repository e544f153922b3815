package dev.gambeson.guard.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.input.ReplayGuard.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Replays] keeps. Extend it for each implementation.
public abstract class ReplaysContract {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final byte[] BODY = {1, 2, 3};
  private static final ReplayGuard NONE = new ReplayGuard(MacKey.of(new byte[16]), LONG, 64, 1);

  private final String client = "acme/" + UUID.randomUUID();

  /// A new one that remembers so long.
  protected abstract Replays replays(Duration window);

  private Replays replays = Replays.local(NONE);

  @BeforeEach
  final void remember() {
    replays = replays(LONG);
  }

  /// Lets time pass where it is not given.
  protected abstract void pass(Duration time);

  protected abstract Instant now();

  /// How many requests of one client are remembered at most.
  protected abstract int room();

  private Verdict nonce(String nonce, Instant made) {
    return replays.nonce(client, nonce, made, now()).toCompletableFuture().join();
  }

  private Verdict retry(String key, byte[] body, String request) {
    return replays.idempotent(client, key, body, request, now()).toCompletableFuture().join();
  }

  @Test
  void aNonceIsGoodOnceAndForItsClientAlone() {
    assertThat(nonce("a", now())).isInstanceOf(Verdict.Fresh.class);
    assertThat(nonce("a", now())).isInstanceOf(Verdict.Replayed.class);
    assertThat(nonce("b", now())).isInstanceOf(Verdict.Fresh.class);
    assertThat(replays.nonce(client + "'", "a", now(), now()).toCompletableFuture().join())
        .isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void aNonceWhoseTimeIsTooFarIsRefused() {
    assertThat(nonce("a", now().minus(LONG).minusSeconds(5))).isInstanceOf(Verdict.Stale.class);
    assertThat(nonce("a", now().plus(LONG).plusSeconds(5))).isInstanceOf(Verdict.Stale.class);
  }

  @Test
  void aNonceIsNeverGoodAgainHoweverLongOneWaits() {
    replays = replays(SHORT);
    Instant made = now().plusMillis(500);
    assertThat(nonce("a", made)).isInstanceOf(Verdict.Fresh.class);
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofMillis(400));
      assertThat(nonce("a", made)).isNotInstanceOf(Verdict.Fresh.class);
    }
  }

  @Test
  void aRetryPointsAtTheFirstRequestUntilTheWindowIsOver() {
    replays = replays(SHORT);
    assertThat(retry("k", BODY, "q1")).isInstanceOf(Verdict.Fresh.class);
    assertThat(retry("k", BODY, "q2")).isEqualTo(new Verdict.Retry("q1"));
    pass(SHORT.plusMillis(100));
    assertThat(retry("k", BODY, "q3")).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void theSameKeyWithAnotherBodyIsAConflict() {
    retry("k", BODY, "q1");
    assertThat(retry("k", new byte[] {9}, "q2")).isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void whatCouldNotBeAnsweredMayBeRetriedAfresh() {
    Instant at = now();
    retry("k", BODY, "q1");
    replays.forget(client, "k", "q1", at);
    assertThat(retry("k", BODY, "q2")).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void aClientThatFillsItsRoomIsRefusedAndOthersAreNot() {
    int fresh = 0;
    for (int i = 0; i < 3 * room(); i++) {
      fresh += nonce("n" + i, now()) instanceof Verdict.Fresh ? 1 : 0;
    }
    assertThat(fresh).isBetween(room() / 2, room());
    assertThat(replays.nonce(client + "'", "a", now(), now()).toCompletableFuture().join())
        .isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void ofSixtyFourAtOnceOneIsFresh() throws InterruptedException {
    AtomicInteger fresh = new AtomicInteger();
    Instant made = now();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        threads.execute(() -> fresh.addAndGet(nonce("a", made) instanceof Verdict.Fresh ? 1 : 0));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(fresh).hasValue(1);
  }
}
