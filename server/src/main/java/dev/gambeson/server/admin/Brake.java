package dev.gambeson.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Locale;

/// Slows down who guesses: so many tries in a window per address, per name, and per name from one
/// address, whether or not they succeed. The limit per name alone is the widest, so that a stranger
/// cannot easily keep somebody out. Memory is bounded; what falls out under an attack with many
/// names starts anew, which the limit per address and the cost of a guess bound in turn.
final class Brake {
  private static final int PER_PAIR = 5;
  private static final int PER_ADDRESS = 20;
  private static final int PER_NAME = 30;
  private static final int KEPT = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Cache<String, ArrayDeque<Instant>> tries =
      Caffeine.newBuilder().maximumSize(KEPT).build();

  Brake(InstantSource clock) {
    this.clock = clock;
  }

  /// Counts a try; whether it may go on.
  boolean admit(String name, String address) {
    return admit("a " + address, PER_ADDRESS)
        && admit(pair(name, address), PER_PAIR)
        && admit("n " + name.toLowerCase(Locale.ROOT), PER_NAME);
  }

  /// Forgets the tries of a name from an address, after it got in.
  void release(String name, String address) {
    tries.invalidate(pair(name, address));
  }

  private static String pair(String name, String address) {
    return "p " + address + " " + name.toLowerCase(Locale.ROOT);
  }

  private boolean admit(String key, int limit) {
    Instant now = clock.instant();
    boolean[] admitted = {false};
    tries
        .asMap()
        .compute(
            key,
            (_, old) -> {
              ArrayDeque<Instant> times = old == null ? new ArrayDeque<>() : old;
              while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(WINDOW))) {
                times.removeFirst();
              }
              admitted[0] = times.size() < limit;
              if (admitted[0]) {
                times.addLast(now);
              }
              return times;
            });
    return admitted[0];
  }
}
