package dev.gambeson.server.gateway;

import dev.gambeson.guard.Client;
import java.util.Optional;

/// All that policy says, as one immutable object. A request takes it once and keeps it to its end,
/// so that a change of policy breaks no request and mixes no two policies.
public interface PolicySnapshot {
  /// SHA-256 of the bundle it was made of.
  String digest();

  /// What holds for this client with this model. Fast: looked up, not computed.
  ///
  /// @return empty when policy says nothing about them: then nothing is answered
  Optional<Terms> terms(Client client, String model);
}
