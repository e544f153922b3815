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

    /// A new account that nobody can use yet.
    public static Account fresh(
        String name, Role role, UsersControl.Source source, Instant created) {
      return new Account(
          name,
          role,
          source,
          true,
          created,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);
    }

    /// With another role or lock, which ends all sessions.
    public Account changed(Role newRole, boolean nowEnabled) {
      return new Account(
          name,
          newRole,
          source,
          nowEnabled,
          created,
          lastLogin,
          password,
          setup,
          setupExpires,
          epoch + 1);
    }

    /// With another password, or none, and without a set-up token, which ends all sessions.
    public Account withPassword(Optional<String> hash) {
      return new Account(
          name,
          role,
          source,
          enabled,
          created,
          lastLogin,
          hash,
          Optional.empty(),
          Optional.empty(),
          epoch + 1);
    }

    /// With a set-up token.
    public Account withSetup(String hash, Instant expires) {
      return new Account(
          name,
          role,
          source,
          enabled,
          created,
          lastLogin,
          password,
          Optional.of(hash),
          Optional.of(expires),
          epoch);
    }

    /// After a log-in.
    public Account entered(Instant now) {
      return new Account(
          name,
          role,
          source,
          enabled,
          created,
          Optional.of(now),
          password,
          setup,
          setupExpires,
          epoch);
    }

    @Override
    public String toString() {
      return "Account[" + name + ", " + role + "]";
    }
  }
}
