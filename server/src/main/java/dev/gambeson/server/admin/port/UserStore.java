package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps people and what is needed to recognise them. Thread-safe; may block. It keeps hashes,
/// never a password or a token.
public interface UserStore {
  /// All, by name.
  List<Account> accounts();

  /// One, by its exact name.
  Optional<Account> find(String name);

  /// Adds an account, unless the name is taken.
  ///
  /// @return whether it was added
  boolean add(Account account);

  /// Replaces an account if it is still as `seen`: one atomic step.
  ///
  /// @return whether it was
  boolean replace(Account seen, Account now);

  /// An account.
  ///
  /// @param name unique; lower-case letters, digits, `.`, `_`, `-`, `@`; for OIDC `oidc:` and the
  ///   issuer's subject
  /// @param role what they may do
  /// @param source where they log in
  /// @param enabled whether they may
  /// @param created when
  /// @param lastLogin latest log-in
  /// @param password memory-hard hash in its text form; empty for none
  /// @param setup SHA-256 (hex) of the one-time set-up token; empty for none
  /// @param setupExpires when the token ends
  /// @param epoch counts changes that end all sessions: role, password, lock
  record Account(
      String name,
      Role role,
      UsersControl.Source source,
      boolean enabled,
      Instant created,
      Optional<Instant> lastLogin,
      Optional<String> password,
      Optional<String> setup,
      Optional<Instant> setupExpires,
      long epoch) {
    public Account {
      requireNonNull(name, "name");
      requireNonNull(role, "role");
      requireNonNull(source, "source");
      requireNonNull(created, "created");
      requireNonNull(lastLogin, "lastLogin");
      requireNonNull(password, "password");
      requireNonNull(setup, "setup");
      requireNonNull(setupExpires, "setupExpires");
    }

    @Override
    public String toString() {
      return "Account[" + name + ", " + role + "]";
    }
  }
}
