package dev.gambeson.cli.serve;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The ledger that a gateway left behind.
final class LedgerOfTests {
  private LedgerOfTests() {}

  /// What is wrong with it; empty for nothing.
  ///
  /// @param state folder of the gateway's state
  static List<String> faults(Path state) {
    try (Workers workers = new Workers(1)) {
      return LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  state.resolve("ledger"),
                  Optional.of(LedgerKey.read(state.resolve("keys/ledger")).verifier()),
                  Optional.empty(),
                  List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()))
          .stream()
          .filter(r -> r.outcome().filter(Outcome.Fail.class::isInstance).isPresent())
          .map(r -> r.summary())
          .toList();
    }
  }
}
