package dev.gambeson.guard.input;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Samples;
import java.time.Duration;
import java.time.Instant;

/// The contract of repeats in memory.
final class LocalReplaysTest extends ReplaysContract {
  private Instant now = Samples.NOON;

  @Override
  protected Replays replays(Duration window) {
    return Replays.local(new ReplayGuard(MacKey.of(new byte[16]), window, 64_000, 0.01));
  }

  @Override
  protected void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  protected Instant now() {
    return now;
  }

  @Override
  protected int room() {
    return 640;
  }
}
