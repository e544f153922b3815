package dev.gambeson.server.serving;

import java.util.Optional;

/// Where routes survive a restart, and where several nodes agree on them. Thread-safe; may block.
///
/// Whoever can write here decides which of the loaded versions answers, but cannot bring in a
/// version: those come only from the configuration and the signed registry.
public interface RouteStore {
  /// The route of a model as it was last saved.
  Optional<Route> load(String model);

  /// Saves a route if the stored one still has the expected generation (0: there is none).
  ///
  /// @return false when somebody else has changed it meanwhile; nothing was written
  boolean save(String model, Route route, long expected);
}
