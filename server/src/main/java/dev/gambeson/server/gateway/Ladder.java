package dev.gambeson.server.gateway;

import dev.gambeson.guard.Client;

/// Where clients stand. Thread-safe, never blocks.
@FunctionalInterface
public interface Ladder {
  /// Where this client stands with this model.
  Step step(Client client, String model);

  /// Nothing against anybody.
  Ladder CLEAR = (_, _) -> Step.CLEAR;
}
