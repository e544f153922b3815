package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// Somebody is not answered for a while.
///
/// @param key who, for example `client:acme/7` or `net:192.0.2.0/24`
/// @param step which step of the ladder, from 1
/// @param until when it ends
/// @param reason plain token for the log
public record Ban(String key, int step, Instant until, String reason) {
  public Ban {
    requireNonNull(key, "key");
    requireNonNull(until, "until");
    requireNonNull(reason, "reason");
  }
}
