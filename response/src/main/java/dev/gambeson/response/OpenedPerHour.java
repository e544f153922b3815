package dev.gambeson.response;

import java.time.Duration;
import java.time.Instant;

/// How many incidents this node opened in the running hour.
final class OpenedPerHour {
  private final int limit;
  private Instant start = Instant.MIN;
  private int count;

  OpenedPerHour(int limit) {
    this.limit = limit;
  }

  synchronized boolean allows(Instant now) {
    roll(now);
    return count < limit;
  }

  synchronized void count(Instant now) {
    roll(now);
    count++;
  }

  private void roll(Instant now) {
    if (start.equals(Instant.MIN) || Duration.between(start, now).toHours() >= 1) {
      start = now;
      count = 0;
    }
  }
}
