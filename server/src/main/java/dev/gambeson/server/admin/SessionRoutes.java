package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UserStore.Account;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/// Logging in and out.
final class SessionRoutes {
  private final Accounts accounts;
  private final Optional<Oidc> oidc;

  SessionRoutes(Accounts accounts, Optional<Oidc> oidc) {
    this.accounts = accounts;
    this.oidc = oidc;
  }

  /// Who is logged in, and how one logs in.
  ///
  /// @param name of the user; empty when nobody is logged in
  /// @param role of the user
  /// @param may the permissions of the role
  /// @param local whether the user has a password here
  /// @param untouched whether nobody ever logged in: the set-up token is needed
  /// @param factor whether the user has a second factor
  /// @param mustEnrol whether the user must set one up before anything else
  /// @param oidc what the button of the issuer says
  record State(
      Optional<String> name,
      Optional<Role> role,
      List<String> may,
      boolean local,
      boolean untouched,
      boolean factor,
      boolean mustEnrol,
      Optional<String> oidc) {
    State {
      may = List.copyOf(may);
    }
  }

  void addTo(Routes routes) {
    routes
        .open(
            "session.state",
            HttpMethod.GET,
            "/session",
            "the page must know whether to show the log-in",
            "Who is logged in, and how one logs in",
            Optional.empty(),
            State.class,
            c -> Optional.of(state(c.who())))
        .open(
            "session.log-in",
            HttpMethod.POST,
            "/session/log-in",
            "it makes the session",
            "Logs in with a password",
            Optional.of(Requests.LogIn.class),
            State.class,
            this::logIn)
        .open(
            "session.set-up",
            HttpMethod.POST,
            "/session/set-up",
            "it makes the session",
            "Sets the first password with a set-up token, and logs in",
            Optional.of(Requests.SetUp.class),
            State.class,
            this::setUp)
        .act(
            "session.log-out",
            "/session/log-out",
            Permission.SELF,
            "Logs out",
            Requests.Empty.class,
            _ -> {})
        .post(
            "session.password",
            "/session/password",
            Permission.SELF,
            "Changes one's own password; all other sessions end",
            Requests.NewPassword.class,
            State.class,
            this::password);
    oidc.ifPresent(o -> issuer(routes, o));
  }

  private static void issuer(Routes routes, Oidc oidc) {
    routes
        .open(
            "session.oidc",
            HttpMethod.GET,
            "/session/oidc",
            "it begins a log-in",
            "Sends the browser to the issuer",
            Optional.empty(),
            void.class,
            _ -> Optional.of(oidc.begin()))
        .open(
            "session.oidc-callback",
            HttpMethod.GET,
            "/session/oidc/callback",
            "the issuer sends the browser here to finish a log-in",
            "Finishes a log-in by the issuer",
            Optional.empty(),
            void.class,
            c -> Optional.of(oidc.finish(c)),
            "code",
            "state",
            "iss",
            "session_state",
            "error",
            "error_description",
            "error_uri",
            "scope");
  }

  State state(Optional<Operator> who) {
    Optional<Account> account = who.flatMap(w -> accounts.account(w.name()));
    return new State(
        who.map(Operator::name),
        who.map(Operator::role),
        who.map(w -> may(w.role())).orElse(List.of()),
        who.filter(w -> !w.name().startsWith("oidc:")).isPresent(),
        who.isEmpty() && accounts.untouched(),
        account.flatMap(Account::factor).filter(UserStore.Factor::confirmed).isPresent(),
        account.filter(accounts::mustEnrol).isPresent(),
        oidc.map(Oidc::label));
  }

  private static List<String> may(Role role) {
    return java.util.Arrays.stream(Permission.values())
        .filter(p -> role.covers(p.least()))
        .map(Enum::name)
        .toList();
  }

  private Optional<?> logIn(Call call) {
    Requests.LogIn body = call.body(Requests.LogIn.class);
    return Optional.of(
        new Reply.LogIn(
            accounts.logIn(body.name(), body.password(), body.proof(), call.address())));
  }

  private Optional<?> setUp(Call call) {
    Requests.SetUp body = call.body(Requests.SetUp.class);
    return Optional.of(
        new Reply.LogIn(
            accounts.setUp(body.name(), body.token(), body.password(), call.address())));
  }

  private Reply password(Call call) {
    Requests.NewPassword body = call.body(Requests.NewPassword.class);
    return new Reply.LogIn(
        accounts.changePassword(call.operator(), body.old(), body.password(), call.address()));
  }
}
