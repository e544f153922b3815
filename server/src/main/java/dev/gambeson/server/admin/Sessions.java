package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.SessionStore.Session;
import dev.gambeson.server.admin.port.UserStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Who is logged in. An id is 256 random bits that only the browser has; the store keeps its hash.
/// A session ends after a time without use, after an absolute time, and when its user's role,
/// password or lock changes. An id that we did not make is never taken over.
final class Sessions {
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final SessionStore store;
  private final UserStore users;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Duration idle;
  private final Duration absolute;

  Sessions(SessionStore store, UserStore users, Tokens tokens, AdminOptions options) {
    this.store = store;
    this.users = users;
    this.tokens = tokens;
    this.clock = options.clock();
    this.idle = options.idle();
    this.absolute = options.absolute();
  }

  /// A new session.
  ///
  /// @return its id
  String begin(UserStore.Account account) {
    Instant now = clock.instant();
    store.expire(now.minus(absolute), now.minus(idle));
    String id = tokens.next();
    store.put(Tokens.hash(id), new Session(account.name(), account.epoch(), now, now));
    return id;
  }

  /// Who has this session, if it stands.
  Optional<Operator> find(String id) {
    String hash = Tokens.hash(id);
    Optional<Session> found = store.find(hash);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Session session = found.get();
    Instant now = clock.instant();
    Optional<Operator> who = users.find(session.name()).flatMap(a -> holder(session, a));
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

  private static Optional<Operator> holder(Session session, UserStore.Account account) {
    return account.enabled() && account.epoch() == session.epoch()
        ? Optional.of(new Operator(account.name(), account.role()))
        : Optional.empty();
  }

  /// Ends a session.
  void end(String id) {
    store.remove(Tokens.hash(id));
  }
}
