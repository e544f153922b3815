package dev.gambeson.registry.ledger;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Ledgers for tests: fixed clock, checkpoints only when asked for.
final class TestLedgers {
  static final String ORIGIN = "test.example/ledger";
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:40:00.123456Z"), ZoneOffset.UTC);
  static final LedgerOptions QUIET = LedgerOptions.defaults().checkpointEvery(Duration.ofDays(1));

  private TestLedgers() {}

  static SecureRandom random(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static LedgerKey key(Path folder) {
    return LedgerKey.create(folder.resolve("keys"), ORIGIN, random(1));
  }

  static Entry entry(long i) {
    return Entry.of(Actor.of("anna"), "registry.promote", Target.of("model", "fraud@" + i));
  }

  static Ledger open(Path dir, LedgerKey key) {
    return Ledger.open(dir, key, CLOCK, QUIET);
  }

  /// Appends entries `from` to `to - 1` and waits for them.
  static void fill(Ledger ledger, long from, long to) {
    List<CompletableFuture<Receipt>> all = new ArrayList<>();
    for (long i = from; i < to; i++) {
      all.add(ledger.appendAsync(entry(i)));
    }
    all.forEach(CompletableFuture::join);
  }
}
