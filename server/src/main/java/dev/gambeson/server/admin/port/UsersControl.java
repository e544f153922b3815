package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// People who may use the console.
public interface UsersControl {
  /// All users, by name.
  List<User> users();

  /// Makes a local user, who sets a password with the token.
  Invited invite(String name, Role role, Operator who);

  /// Changes what a user may do, and ends their sessions.
  ///
  /// @throws Rejected when no administrator would be left, or the user is the operator
  void role(String name, Role role, Operator who);

  /// Locks a user out or lets them in again; ends their sessions.
  void enabled(String name, boolean enabled, Operator who);

  /// Forgets a local user's password and ends their sessions; they set a new one with the token.
  Invited reset(String name, Operator who);

  /// A user.
  ///
  /// @param name unique
  /// @param role what they may do
  /// @param source where they log in
  /// @param enabled whether they may
  /// @param created when
  /// @param lastLogin latest log-in
  /// @param pending whether a set-up token waits to be used
  record User(
      String name,
      Role role,
      Source source,
      boolean enabled,
      Instant created,
      Optional<Instant> lastLogin,
      boolean pending) {
    public User {
      requireNonNull(name, "name");
      requireNonNull(role, "role");
    }
  }

  /// Where a user logs in.
  enum Source {
    LOCAL,
    OIDC
  }

  /// A user who must set a password. **Holds the token**, which is shown once.
  record Invited(User user, String token, Instant expires) {
    @Override
    public String toString() {
      return "Invited[" + user.name() + ", hidden]";
    }
  }
}
