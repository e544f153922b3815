package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UserStore.Account;
import dev.gambeson.server.admin.port.UserStore.Factor;
import dev.gambeson.server.admin.port.UsersControl.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What people do with their own access: second factor, sessions.
///
/// Guaranteed: setting up or taking away a second factor and ending a session need a fresh proof:
/// the password; of who logged in at an issuer, that this was at most five minutes ago. Guesses are
/// counted together with those at the log-in.
final class OwnAccess {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final String CHANGED = "The account was changed at the same moment; try again.";

  private final UserStore store;
  private final SessionStore sessions;
  private final Passwords passwords;
  private final SecondFactor second;
  private final Brake brake;
  private final AdminOptions options;

  OwnAccess(
      UserStore store,
      SessionStore sessions,
      Passwords passwords,
      SecondFactor second,
      Brake brake,
      AdminOptions options) {
    this.store = store;
    this.sessions = sessions;
    this.passwords = passwords;
    this.second = second;
    this.brake = brake;
    this.options = options;
  }

  /// What an app needs. **Holds the secret**, which is shown once.
  record Enrolment(String secret, String address) {
    @Override
    public String toString() {
      return "Enrolment[hidden]";
    }
  }

  /// Codes for the day that the app is lost, shown once.
  record Codes(List<String> codes) {
    Codes {
      codes = List.copyOf(codes);
    }

    @Override
    public String toString() {
      return "Codes[hidden]";
    }
  }

  /// A session of one's own.
  ///
  /// @param id the hash of its id
  /// @param current whether it is the one that asks
  record Own(String id, Instant begun, Instant used, String address, boolean current) {}

  /// A new secret, which counts once a code of it was given.
  Enrolment begin(Call call, String password) {
    Account seen = proven(call, password);
    if (seen.factor().filter(Factor::confirmed).isPresent()) {
      throw Rejected.conflict("You have a second factor; take it away first.");
    }
    SecondFactor.Begun begun = second.begin(seen.name());
    replace(seen, seen.withFactor(Optional.of(begun.factor())));
    return new Enrolment(begun.secret(), begun.address());
  }

  /// Lets the new secret count; all other sessions end.
  Codes confirm(Call call, String code) {
    Account seen = local(call);
    braked(seen.name(), call.address());
    Factor factor =
        seen.factor()
            .filter(f -> !f.confirmed())
            .orElseThrow(() -> Rejected.conflict("No second factor is being set up; begin anew."));
    SecondFactor.Confirmed confirmed = second.confirmed(fitting(seen, factor, code));
    replace(seen, seen.withFactor(Optional.of(confirmed.factor())));
    brake.release(seen.name(), call.address());
    endOthers(call);
    return new Codes(confirmed.codes());
  }

  /// Takes the second factor away; all other sessions end.
  void remove(Call call, String password, String code) {
    if (options.rules().secondFactor()) {
      throw Rejected.conflict("A second factor is required here; it cannot be taken away.");
    }
    Account seen = proven(call, password);
    Factor factor =
        seen.factor()
            .filter(Factor::confirmed)
            .orElseThrow(() -> Rejected.conflict("You have no second factor."));
    fitting(seen, factor, code);
    replace(seen, seen.withFactor(Optional.empty()));
    endOthers(call);
  }

  private Factor fitting(Account seen, Factor factor, String code) {
    SecondFactor.Tried tried = second.tried(seen.name(), factor, code);
    if (!tried.fits()) {
      replace(seen, seen.withFactor(Optional.of(tried.factor())));
      throw Rejected.forbidden(
          "The code is wrong or was used; wait for the next one, and look at your device's clock.");
    }
    return tried.factor();
  }

  /// One's own sessions, the latest first.
  List<Own> sessions(Call call) {
    String current = call.session().hash();
    return sessions.of(call.operator().name()).entrySet().stream()
        .map(e ->
            new Own(
                e.getKey(),
                e.getValue().begun(),
                e.getValue().used(),
                e.getValue().address(),
                e.getKey().equals(current)))
        .sorted(Comparator.comparing(Own::used).reversed())
        .toList();
  }

  /// Ends one of one's own sessions, or all others.
  ///
  /// @param id empty for all others
  /// @param password empty for who logged in at an issuer
  void end(Call call, String id, String password) {
    if (call.operator().name().startsWith("oidc:")) {
      if (options.clock().instant().isAfter(call.session().begun().plus(FRESH))) {
        throw Rejected.forbidden("Log in again first: this session is older than five minutes.");
      }
    } else if (password.isEmpty()) {
      throw Rejected.invalid("The field \"password\" is missing.");
    } else {
      proven(call, password);
    }
    if (id.isEmpty()) {
      endOthers(call);
    } else if (sessions.of(call.operator().name()).containsKey(id)) {
      sessions.remove(id);
    } else {
      throw Rejected.notFound("You have no such session.");
    }
  }

  private void endOthers(Call call) {
    String current = call.session().hash();
    sessions.of(call.operator().name()).keySet().stream()
        .filter(hash -> !hash.equals(current))
        .forEach(sessions::remove);
  }

  private Account proven(Call call, String password) {
    Account seen = local(call);
    braked(seen.name(), call.address());
    if (seen.password().filter(h -> passwords.matches(password, h)).isEmpty()) {
      throw Rejected.forbidden("The password is wrong.");
    }
    brake.release(seen.name(), call.address());
    return seen;
  }

  private Account local(Call call) {
    return store
        .find(call.operator().name())
        .filter(a -> a.source() == Source.LOCAL)
        .orElseThrow(() ->
            Rejected.conflict("You log in at the issuer; a second factor is asked for there."));
  }

  private void braked(String name, String address) {
    if (!brake.admit(name, address)) {
      throw new Rejected(
          Rejected.Kind.TOO_MANY, "Too many tries; wait five minutes and try again.");
    }
  }

  private void replace(Account seen, Account now) {
    if (!store.replace(seen, now)) {
      throw Rejected.conflict(CHANGED);
    }
  }
}
