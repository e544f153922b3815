package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UserStore.Account;
import dev.gambeson.server.admin.port.UsersControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// People, over a store of hashes: set-up tokens, passwords, roles.
///
/// Guaranteed: no account has a password before its owner chose one; a set-up token works once and
/// for a day; the last administrator who may log in cannot be taken away; a wrong name and a wrong
/// password look alike and take alike.
final class Accounts implements UsersControl {
  private static final String FIRST = "admin";
  private static final Duration SETUP = Duration.ofDays(1);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");
  private static final int TRIES = 20;

  private final UserStore store;
  private final SessionStore sessions;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Brake brake;
  private final SecondFactor second;
  private final AdminOptions options;

  Accounts(
      UserStore store,
      SessionStore sessions,
      Passwords passwords,
      Tokens tokens,
      SecondFactor second,
      Brake brake,
      AdminOptions options) {
    this.store = store;
    this.sessions = sessions;
    this.passwords = passwords;
    this.tokens = tokens;
    this.second = second;
    this.brake = brake;
    this.options = options;
  }

  /// At the first start, and at every start until somebody has used it: a new set-up token for the
  /// first administrator.
  Optional<String> firstToken() {
    boolean somebody =
        store.accounts().stream().anyMatch(a -> a.role() == Role.ADMIN && canEnter(a));
    if (somebody) {
      return Optional.empty();
    }
    if (store.find(FIRST).isEmpty()) {
      store.add(Account.fresh(FIRST, Role.ADMIN, Source.LOCAL, now()));
    }
    return Optional.of(tokenFor(FIRST, a -> a.changed(Role.ADMIN, true)).token());
  }

  private static boolean canEnter(Account a) {
    return a.enabled() && (a.source() == Source.OIDC || a.password().isPresent());
  }

  /// Whether nobody can log in yet.
  boolean untouched() {
    return store.accounts().stream().noneMatch(Accounts::canEnter);
  }

  /// Sets the first password with a set-up token, and logs in.
  Account setUp(String name, String token, String password, String address) {
    braked(name, address);
    Optional<Account> found = store.find(name);
    String hash = Tokens.hash(token);
    Account seen =
        found
            .filter(Account::enabled)
            .filter(a -> a.setup().filter(s -> Tokens.same(s, hash)).isPresent())
            .filter(a -> a.setupExpires().filter(now()::isBefore).isPresent())
            .orElseThrow(() ->
                unauthenticated(
                    "The name or the set-up token is wrong, or the token was used or is older"
                        + " than a day."));
    passwords.check(password, name);
    Account now = seen.withPassword(Optional.of(passwords.hash(password))).entered(now());
    if (!store.replace(seen, now)) {
      throw Rejected.conflict("The account was changed at the same moment; try again.");
    }
    sessions.removeAllOf(name);
    brake.release(name, address);
    return now;
  }

  /// Logs in with a password, and with a code where the account has a second factor.
  ///
  /// @param code empty for none
  Account logIn(String name, String password, String code, String address) {
    braked(name, address);
    Optional<Account> found = store.find(name).filter(Accounts::canEnter);
    Optional<String> hash = found.flatMap(Account::password);
    boolean fits =
        hash.isPresent()
            ? passwords.matches(password, hash.get())
            : passwords.matchesNobody(password);
    if (!fits || found.isEmpty()) {
      throw unauthenticated("The name or the password is wrong.");
    }
    Account entered = proven(found.get(), code);
    brake.release(name, address);
    return entered;
  }

  /// Each code counts once, also of two that come at the same moment: the account is replaced only
  /// as it was seen.
  private Account proven(Account first, String code) {
    Account seen = first;
    for (int i = 0; i < TRIES; i++) {
      Optional<UserStore.Factor> factor = seen.factor().filter(UserStore.Factor::confirmed);
      Account now = seen;
      if (factor.isPresent()) {
        SecondFactor.Tried tried = second.tried(seen.name(), factor.get(), code);
        if (!tried.fits()) {
          if (store.replace(seen, seen.withFactor(Optional.of(tried.factor())))) {
            throw unauthenticated("The code is wrong or was used; wait for the next one.");
          }
          seen = stillThere(first);
          continue;
        }
        now = seen.withFactor(Optional.of(tried.factor()));
      }
      now = now.entered(now());
      if (store.replace(seen, now)) {
        return now;
      }
      seen = stillThere(first);
    }
    throw Rejected.conflict("The account is being changed by others; try again.");
  }

  private Account stillThere(Account first) {
    return store
        .find(first.name())
        .filter(a -> a.epoch() == first.epoch() && a.password().equals(first.password()))
        .orElseThrow(() -> unauthenticated("The name or the password is wrong."));
  }

  /// An account, for what its owner is shown.
  Optional<Account> account(String name) {
    return store.find(name);
  }

  /// Whether this account must set up a second factor before anything else.
  boolean mustEnrol(Account account) {
    return Sessions.pending(account, options.rules());
  }

  /// Changes one's own password; ends all of one's sessions.
  Account changePassword(Operator who, String old, String wanted, String address) {
    braked(who.name(), address);
    Account seen = known(who.name());
    boolean fits = seen.password().filter(h -> passwords.matches(old, h)).isPresent();
    if (!fits) {
      throw Rejected.forbidden("The old password is wrong.");
    }
    passwords.check(wanted, who.name());
    Account now = seen.withPassword(Optional.of(passwords.hash(wanted)));
    if (!store.replace(seen, now)) {
      throw Rejected.conflict("The account was changed at the same moment; try again.");
    }
    sessions.removeAllOf(who.name());
    brake.release(who.name(), address);
    return now;
  }

  /// Lets in whom an issuer vouches for, with the role that it gives now.
  Account vouchedFor(String subject, Role role) {
    String name = "oidc:" + subject;
    store.add(Account.fresh(name, role, Source.OIDC, now()));
    Account now =
        change(name, a -> (a.role() == role ? a : a.changed(role, a.enabled())).entered(now()));
    if (!now.enabled()) {
      throw unauthenticated("This account is locked; ask an administrator.");
    }
    return now;
  }

  private void braked(String name, String address) {
    if (!brake.admit(name, address)) {
      throw new Rejected(
          Rejected.Kind.TOO_MANY, "Too many tries; wait five minutes and try again.");
    }
  }

  @Override
  public List<User> users() {
    return store.accounts().stream().map(this::shown).toList();
  }

  @Override
  public Invited invite(String name, Role role, Operator who) {
    if (!NAME.matcher(name).matches()) {
      throw Rejected.invalid(
          "A user's name has up to 63 lower-case letters, digits and . _ @ -, and begins with a"
              + " letter or digit.");
    }
    if (!store.add(Account.fresh(name, role, Source.LOCAL, now()))) {
      throw Rejected.conflict("There is a user of this name already; choose another name.");
    }
    return tokenFor(name, a -> a);
  }

  @Override
  public void role(String name, Role role, Operator who) {
    notOneself(name, who);
    if (known(name).source() == Source.OIDC) {
      throw Rejected.conflict("This user's role comes from the issuer; change it there.");
    }
    guarded(name, a -> a.changed(role, a.enabled()));
  }

  @Override
  public void enabled(String name, boolean enabled, Operator who) {
    notOneself(name, who);
    guarded(name, a -> a.changed(a.role(), enabled));
  }

  @Override
  public Invited reset(String name, Operator who) {
    notOneself(name, who);
    if (known(name).source() == Source.OIDC) {
      throw Rejected.conflict("This user logs in at the issuer and has no password here.");
    }
    Invited invited =
        tokenFor(name, a -> a.withPassword(Optional.empty()).withFactor(Optional.empty()));
    sessions.removeAllOf(name);
    return invited;
  }

  private void guarded(String name, UnaryOperator<Account> how) {
    change(name, how);
    sessions.removeAllOf(name);
  }

  /// Since nobody changes themselves, the administrator who acts is always left.
  private static void notOneself(String name, Operator who) {
    if (name.equals(who.name())) {
      throw Rejected.conflict("You cannot do this to yourself; ask another administrator.");
    }
  }

  private Invited tokenFor(String name, UnaryOperator<Account> first) {
    String token = tokens.next();
    Instant expires = now().plus(SETUP);
    Account now = change(name, a -> first.apply(a).withSetup(Tokens.hash(token), expires));
    return new Invited(shown(now), token, expires);
  }

  private Account change(String name, UnaryOperator<Account> how) {
    for (int i = 0; i < TRIES; i++) {
      Account seen = known(name);
      Account now = how.apply(seen);
      if (store.replace(seen, now)) {
        return now;
      }
    }
    throw Rejected.conflict("The account is being changed by others; try again.");
  }

  private Account known(String name) {
    return store.find(name).orElseThrow(() -> Rejected.notFound("There is no user of this name."));
  }

  private User shown(Account a) {
    boolean pending = a.setup().isPresent() && a.setupExpires().filter(now()::isBefore).isPresent();
    return new User(
        a.name(), a.role(), a.source(), a.enabled(), a.created(), a.lastLogin(), pending);
  }

  private Instant now() {
    return options.clock().instant();
  }

  private static Rejected unauthenticated(String message) {
    return new Rejected(Rejected.Kind.UNAUTHENTICATED, message);
  }
}
