package dev.gambeson.server.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that tests move.
final class MovedClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-22T09:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void move(Duration by) {
    now = now.plus(by);
  }
}
