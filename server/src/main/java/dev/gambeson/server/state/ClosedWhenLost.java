package dev.gambeson.server.state;

import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.guard.limit.RateVerdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rates for whoever would rather answer nobody than count each node for itself: refuses while the
/// shared store is out of reach.
public final class ClosedWhenLost implements RateStore {
  private static final RateVerdict CLOSED = new RateVerdict.Refused(Duration.ofSeconds(1));

  private final RateStore shared;

  public ClosedWhenLost(RateStore shared) {
    this.shared = shared;
  }

  @Override
  public RateVerdict tryTake(String key, RateLimit limit, long permits) {
    return shared.degraded() ? CLOSED : shared.tryTake(key, limit, permits);
  }

  @Override
  public CompletionStage<RateVerdict> take(String key, RateLimit limit, long permits) {
    return shared.degraded()
        ? CompletableFuture.completedStage(CLOSED)
        : shared
            .take(key, limit, permits)
            .thenApply(verdict -> shared.degraded() ? CLOSED : verdict);
  }

  @Override
  public void giveBack(String key, RateLimit limit, long permits) {
    shared.giveBack(key, limit, permits);
  }

  @Override
  public boolean degraded() {
    return shared.degraded();
  }
}
