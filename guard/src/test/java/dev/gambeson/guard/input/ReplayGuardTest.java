package dev.gambeson.guard.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Samples;
import dev.gambeson.guard.input.ReplayGuard.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReplayGuardTest {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final byte[] BODY = {1, 2, 3};
  private final Instant now = Samples.NOON;
  private final ReplayGuard guard = new ReplayGuard(MacKey.of(new byte[16]), WINDOW, 6400, 1);

  private Verdict retry(String key, byte[] body, String request, Instant at) {
    return guard.idempotent("acme/7", key, body, request, at);
  }

  @Test
  void aNonceIsGoodOnce() {
    assertThat(guard.nonce("acme/7", "a", now, now)).isInstanceOf(Verdict.Fresh.class);
    assertThat(guard.nonce("acme/7", "a", now, now.plusSeconds(1)))
        .isInstanceOf(Verdict.Replayed.class);
    assertThat(guard.nonce("acme/8", "a", now, now)).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void whatCouldBeForgottenIsTooOldToBeAccepted() {
    Instant ahead = now.plus(WINDOW); // a client whose clock is ahead
    assertThat(guard.nonce("acme/7", "a", ahead, now)).isInstanceOf(Verdict.Fresh.class);
    for (long s = 0; s <= 900; s += 10) {
      assertThat(guard.nonce("acme/7", "a", ahead, now.plusSeconds(s)))
          .isNotInstanceOf(Verdict.Fresh.class);
    }
    assertThat(guard.nonce("acme/7", "b", now.minusSeconds(301), now))
        .isInstanceOf(Verdict.Stale.class);
    assertThat(guard.nonce("acme/7", "b", now.plusSeconds(301), now))
        .isInstanceOf(Verdict.Stale.class);
  }

  @Test
  void aRetryWithTheSameBodyPointsAtTheFirstRequest() {
    assertThat(retry("k", BODY, "q1", now)).isInstanceOf(Verdict.Fresh.class);
    assertThat(retry("k", BODY, "q2", now)).isEqualTo(new Verdict.Retry("q1"));
    assertThat(retry("k", BODY, "q3", now.plusSeconds(299))).isEqualTo(new Verdict.Retry("q1"));
    assertThat(retry("k", BODY, "q4", now.plusSeconds(300))).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void theSameKeyWithAnotherBodyIsAConflict() {
    retry("k", BODY, "q1", now);
    assertThat(retry("k", new byte[] {9}, "q2", now)).isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void whatCouldNotBeAnsweredMayBeRetriedAfresh() {
    retry("k", BODY, "q1", now);
    guard.forget("acme/7", "k");
    assertThat(retry("k", BODY, "q2", now)).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void namesDoNotRunIntoOneAnother() {
    guard.nonce("acme/7", "1a", now, now);
    assertThat(guard.nonce("acme/71", "a", now, now)).isInstanceOf(Verdict.Fresh.class);
    assertThat(retry("1a", BODY, "q", now)).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void memoryIsBoundedAndNothingIsForgottenBeforeItsTime() {
    for (int i = 0; i < 20_000; i++) {
      guard.nonce("acme/7", "n" + i, now, now);
    }
    assertThat(guard.size()).isEqualTo(6400);
    assertThat(guard.nonce("acme/7", "n0", now, now)).isInstanceOf(Verdict.Replayed.class);
    assertThat(guard.nonce("acme/7", "new", now, now)).isInstanceOf(Verdict.Full.class);
    Instant later = now.plusSeconds(301);
    assertThat(guard.nonce("acme/7", "new", later, later)).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void oneClientCannotFillTheMemoryOfAll() {
    ReplayGuard shared = new ReplayGuard(MacKey.of(new byte[16]), WINDOW, 6400, 0.1);
    for (int i = 0; i < 20_000; i++) {
      shared.nonce("acme/greedy", "n" + i, now, now);
    }
    assertThat(shared.size()).isEqualTo(640);
    assertThat(shared.nonce("acme/7", "a", now, now)).isInstanceOf(Verdict.Fresh.class);
  }

  @Test
  void ofManyAtOnceExactlyOneIsFresh() throws InterruptedException {
    AtomicInteger fresh = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 64; t++) {
        threads.execute(() -> {
          for (int i = 0; i < 50; i++) {
            fresh.addAndGet(guard.nonce("c", "n" + i, now, now) instanceof Verdict.Fresh ? 1 : 0);
          }
        });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(fresh).hasValue(50);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new ReplayGuard(MacKey.of(new byte[16]), Duration.ZERO, 100, 1))
        .hasMessageContaining("window");
    assertThatThrownBy(() -> new ReplayGuard(MacKey.of(new byte[16]), WINDOW, 1, 1))
        .hasMessageContaining("capacity");
  }
}
