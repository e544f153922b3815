package dev.gambeson.response;

import java.time.Duration;
import java.time.Instant;

/// How many incidents this node opened in the running hour.
final class OpenedPerHour {
  private Instant start = Instant.MIN;
  private int count;

  synchronized boolean allows(Instant now, int limit) {
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
