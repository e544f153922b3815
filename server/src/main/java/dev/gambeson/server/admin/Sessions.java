package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.SessionStore.Session;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UsersControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// Who is logged in. An id is 256 random bits that only the browser has; the store keeps its hash.
/// A session ends after a time without use, after an absolute time, and when its user's role,
/// password or lock changes. An id that we did not make is never taken over.
final class Sessions {
  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int ADDRESS = 64;

  private final SessionStore store;
  private final UserStore users;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Duration idle;
  private final Duration absolute;
  private final AdminOptions.Rules rules;

  Sessions(SessionStore store, UserStore users, Tokens tokens, AdminOptions options) {
    this.store = store;
    this.users = users;
    this.tokens = tokens;
    this.clock = options.clock();
    this.idle = options.idle();
    this.absolute = options.absolute();
    this.rules = options.rules();
  }

  /// Who is logged in.
  ///
  /// @param hash of the session's id
  /// @param begun when
  /// @param pending whether a second factor must be set up before anything else
  record Standing(Operator who, String hash, Instant begun, boolean pending) {}

  /// A new session. Of too many, the oldest ends.
  ///
  /// @return its id
  String begin(UserStore.Account account, String address) {
    Instant now = clock.instant();
    store.expire(now.minus(absolute), now.minus(idle));
    String id = tokens.next();
    store.of(account.name()).entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Session> e) -> e.getValue().begun()).reversed())
        .skip(rules.sessions() - 1L)
        .forEach(e -> store.remove(e.getKey()));
    String from = address.length() <= ADDRESS ? address : address.substring(0, ADDRESS);
    store.put(Tokens.hash(id), new Session(account.name(), account.epoch(), now, now, from));
    return id;
  }

  /// Who has this session, if it stands.
  Optional<Standing> find(String id) {
    String hash = Tokens.hash(id);
    Optional<Session> found = store.find(hash);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Session session = found.get();
    Instant now = clock.instant();
    Optional<Standing> who = users.find(session.name()).flatMap(a -> holder(hash, session, a));
    if (who.isEmpty()
        || !now.isBefore(session.begun().plus(absolute))
        || !now.isBefore(session.used().plus(idle))) {
      store.remove(hash);
      return Optional.empty();
    }
    if (!now.isBefore(session.used().plus(TOUCH))) {
      store.touch(hash, now);
    }
    return who;
  }

  private Optional<Standing> holder(String hash, Session session, UserStore.Account account) {
    return account.enabled() && account.epoch() == session.epoch()
        ? Optional.of(
            new Standing(
                new Operator(account.name(), account.role()),
                hash,
                session.begun(),
                pending(account, rules)))
        : Optional.empty();
  }

  /// Whether an account must set up a second factor before anything else.
  static boolean pending(UserStore.Account account, AdminOptions.Rules rules) {
    return rules.secondFactor()
        && account.source() == UsersControl.Source.LOCAL
        && account.factor().filter(UserStore.Factor::confirmed).isEmpty();
  }

  /// Ends a session.
  void end(String id) {
    store.remove(Tokens.hash(id));
  }
}
