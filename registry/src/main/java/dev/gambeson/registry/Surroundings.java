package dev.gambeson.registry;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/// What a registry takes from outside.
///
/// @param clock what time it is: for ages of evidence and for the history
/// @param random for keys, tokens and ids
/// @param patience how long to wait for another writer
public record Surroundings(Clock clock, SecureRandom random, Duration patience) {
  /// The machine's clock and randomness; ten seconds of patience.
  public static Surroundings ofMachine() {
    return new Surroundings(Clock.systemUTC(), new SecureRandom(), Duration.ofSeconds(10));
  }
}
