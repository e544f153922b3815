package dev.gambeson.guard.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MemoryRateStoreTest extends RateStoreContract {
  private final ManualNanos time = new ManualNanos();
  private final MemoryRateStore store = new MemoryRateStore(1000, time);

  @Override
  protected RateStore store() {
    return store;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }

  @Test
  void overALongSpanTheRateIsKeptExactly() {
    RateLimit limit = RateLimit.of(7, Duration.ofSeconds(1), 2);
    int granted = 0;
    for (int ms = 0; ms < 30_000; ms++) {
      granted += ask("k", limit, 1) instanceof RateVerdict.Granted ? 1 : 0;
      time.advance(Duration.ofMillis(1));
    }
    assertThat(granted).isBetween(2 + 209, 2 + 210);
  }

  @Test
  void aFloodOfNewKeysDoesNotRefillTheBucketOfOneInUse() {
    RateLimit limit = RateLimit.of(5, Duration.ofHours(1));
    int granted = 0;
    for (int i = 0; i < 20_000; i++) {
      store.tryTake("flood:" + i, limit, 1);
      granted += store.tryTake("victim", limit, 1) instanceof RateVerdict.Granted ? 1 : 0;
    }
    assertThat(granted).isEqualTo(5);
  }

  @Test
  void itTellsHowManyAreLeft() {
    RateLimit limit = RateLimit.of(5, Duration.ofHours(1));
    assertThat(store.tryTake("k", limit, 2)).isEqualTo(new RateVerdict.Granted(3));
  }

  @Test
  void limitsThatCannotBeKeptAreRefused() {
    assertThatThrownBy(() -> RateLimit.of(0, Duration.ofSeconds(1)))
        .hasMessageContaining("permits");
    assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO)).hasMessageContaining("per");
    assertThatThrownBy(() -> RateLimit.of(1, Duration.ofSeconds(1), 0))
        .hasMessageContaining("burst");
    assertThatThrownBy(() -> RateLimit.of(2000, Duration.ofMillis(1)))
        .hasMessageContaining("1,000,000 a second");
    assertThatThrownBy(() -> new MemoryRateStore(0, time)).hasMessageContaining("maxKeys");
  }
}
