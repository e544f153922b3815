package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

/// The person who acts, as they logged in.
///
/// @param name unique name: a local user's name, or `oidc:` and the subject that the issuer gave
/// @param role what they may do
public record Operator(String name, Role role) {
  public Operator {
    requireNonNull(name, "name");
    requireNonNull(role, "role");
  }
}
