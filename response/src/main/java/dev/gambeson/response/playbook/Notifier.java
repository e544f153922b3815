package dev.gambeson.response.playbook;

import dev.gambeson.response.Incident;
import dev.gambeson.response.action.ActionFailedException;
import java.util.Optional;

/// Tells people or machines about an incident, by a route's name.
///
/// Telling twice under one key is telling once; what was taken is delivered at least once, later,
/// also over a crash. Thread-safe.
public interface Notifier {
  /// What would keep the route from being used: there is none of this name.
  Optional<String> obstacle(String route);

  /// Takes a message to be delivered.
  ///
  /// @param text one sentence on why
  /// @param key the same in every attempt at the same step
  /// @throws ActionFailedException it was not taken: unknown route, or too many wait already
  void tell(String route, Incident incident, String text, String key) throws ActionFailedException;
}
