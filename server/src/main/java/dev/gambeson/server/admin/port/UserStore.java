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
  /// @param factor the second factor; empty for none
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
      long epoch,
      Optional<Factor> factor) {
    public Account {
      requireNonNull(name, "name");
      requireNonNull(role, "role");
      requireNonNull(source, "source");
      requireNonNull(created, "created");
      requireNonNull(lastLogin, "lastLogin");
      requireNonNull(password, "password");
      requireNonNull(setup, "setup");
      requireNonNull(setupExpires, "setupExpires");
      requireNonNull(factor, "factor");
    }

    /// Without a second factor.
    public Account(
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
      this(
          name,
          role,
          source,
          enabled,
          created,
          lastLogin,
          password,
          setup,
          setupExpires,
          epoch,
          Optional.empty());
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
          epoch + 1,
          factor);
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
          epoch + 1,
          factor);
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
          epoch,
          factor);
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
          epoch,
          factor);
    }

    /// With another second factor, or none.
    public Account withFactor(Optional<Factor> another) {
      return new Account(
          name,
          role,
          source,
          enabled,
          created,
          lastLogin,
          password,
          setup,
          setupExpires,
          epoch,
          another);
    }

    @Override
    public String toString() {
      return "Account[" + name + ", " + role + "]";
    }
  }

  /// A second factor: one-time codes of an app (RFC 6238), and codes for the day it is lost.
  ///
  /// @param sealed the app's secret, encrypted and tied to the account's name
  /// @param confirmed whether a code of the app has shown that it has the secret
  /// @param step number of the time step of the last code that was used; none before it counts
  /// @param wrong wrong codes since the last right one
  /// @param codes SHA-256 (hex) of each recovery code that is left
  record Factor(String sealed, boolean confirmed, long step, int wrong, List<String> codes) {
    public Factor {
      requireNonNull(sealed, "sealed");
      codes = List.copyOf(codes);
    }

    /// After a wrong code.
    public Factor missed() {
      return new Factor(sealed, confirmed, step, wrong + 1, codes);
    }

    @Override
    public String toString() {
      return "Factor[hidden]";
    }
  }
}
