package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.audit.RequestIds;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private final SplittableRandom random = new SplittableRandom(7);
  private final Thinning thinning = new Thinning();

  /// Shows so many requests in a second; returns how many of them the monitor would see.
  private int second(long second, int requests) {
    int shown = 0;
    for (int i = 0; i < requests; i++) {
      String id = RequestIds.create(Instant.ofEpochSecond(second), random);
      shown += thinning.shows(id, second) ? 1 : 0;
    }
    return shown;
  }

  @Test
  void aModelThatIsNotRushedIsWatchedOnEveryRequest() {
    for (int s = 0; s < 5; s++) {
      assertThat(second(s, Thinning.PER_SECOND)).isEqualTo(Thinning.PER_SECOND);
    }
  }

  @Test
  void inARushAboutSoManyASecondAreSeen() {
    second(1, 10_000);
    // 10,000 draws with a chance of 0.1: five standard deviations are 150
    assertThat(second(2, 10_000)).isBetween(850, 1_150);
    assertThat(second(3, 10_000)).isBetween(850, 1_150);
  }

  @Test
  void afterAPauseEverythingIsSeenAgain() {
    second(1, 10_000);
    assertThat(second(9, 500)).isEqualTo(500);
    assertThat(second(10, 500)).isEqualTo(500);
  }
}
