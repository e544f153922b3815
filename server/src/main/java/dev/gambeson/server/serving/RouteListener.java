package dev.gambeson.server.serving;

import java.util.Optional;

/// Hears of every change of routes, on the thread that makes it; may block.
public interface RouteListener {
  /// A change is about to happen. What this throws cancels it, except a rollback or a quarantine
  /// ([RouteChange.Kind#urgent]), which happen before anybody is told.
  default void announce(RouteChange change) {}

  /// A change has happened.
  ///
  /// @param trouble what went wrong besides, for example that the route could not be saved
  void changed(RouteChange change, Optional<String> trouble);
}
