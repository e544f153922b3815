package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import java.util.List;

/// Decides who may do what: addresses, roles, attribute rules. Denies by default. Thread-safe,
/// never blocks.
public interface Authorizer {
  /// Whether this address may speak to us at all; asked before anything else is looked at.
  Decision admit(String address);

  /// Whether a client may do this with a model.
  ///
  /// @param version the version asked for, empty for the one in service
  Decision authorise(Client client, Action action, String model, String version);

  /// Names of the rules in preview that would apply: marks for the log, nothing else.
  default List<String> previews(Client client, Action action, String model, String version) {
    return List.of();
  }
}
