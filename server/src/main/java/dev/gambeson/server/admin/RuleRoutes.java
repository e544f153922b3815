package dev.gambeson.server.admin;

import static dev.gambeson.server.admin.Routes.listOf;

import dev.gambeson.server.admin.port.AdminPorts;
import dev.gambeson.server.admin.port.KeysControl;
import dev.gambeson.server.admin.port.LedgerView;
import dev.gambeson.server.admin.port.PolicyControl;
import dev.gambeson.server.admin.port.UsersControl;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Routes about who may do what, and about the proof of what was done: ledger, policy, keys, users.
final class RuleRoutes {
  private final AdminPorts ports;
  private final UsersControl users;

  RuleRoutes(AdminPorts ports, UsersControl users) {
    this.ports = ports;
    this.users = users;
  }

  void addTo(Routes routes) {
    ledger(routes);
    policy(routes);
    keys(routes);
    users(routes);
  }

  private void ledger(Routes routes) {
    LedgerView ledger = ports.ledger();
    routes
        .get(
            "ledger.entries",
            "/ledger",
            Permission.LEDGER_READ,
            "Entries below an index, newest first",
            LedgerView.Entries.class,
            c ->
                ledger.entries(
                    c.number("below", -1, -1, Long.MAX_VALUE), c.parameter("text"), c.limit()),
            "below",
            "text",
            "limit")
        .get(
            "ledger.prove",
            "/ledger/proofs/{request}",
            Permission.LEDGER_READ,
            "The proof that the decision about a request is in the log",
            LedgerView.Proof.class,
            c ->
                PortRoutes.there(
                    ledger.prove(c.part("request")), "The log has no entry of this name."))
        .get(
            "ledger.checkpoint",
            "/ledger/checkpoint",
            Permission.LEDGER_READ,
            "The newest signed checkpoint",
            LedgerView.Checkpoint.class,
            _ -> ledger.checkpoint())
        .post(
            "ledger.verify",
            "/ledger/verify",
            Permission.LEDGER_VERIFY,
            "Reads the whole log again and compares it with its checkpoints",
            Requests.Empty.class,
            LedgerView.Verification.class,
            _ -> ledger.verify());
  }

  private void policy(Routes routes) {
    PolicyControl policy = ports.policy();
    routes
        .get(
            "policy.current",
            "/policy",
            Permission.POLICY_READ,
            "The bundle in force",
            PolicyControl.Bundle.class,
            _ -> policy.current())
        .get(
            "policy.history",
            "/policies",
            Permission.POLICY_READ,
            "All bundles that were in force",
            listOf(PolicyControl.Version.class),
            _ -> policy.history())
        .get(
            "policy.read",
            "/policies/{digest}",
            Permission.POLICY_READ,
            "An earlier bundle",
            PolicyControl.Bundle.class,
            c ->
                PortRoutes.there(
                    policy.bundle(c.part("digest")), "There is no bundle of this digest."))
        .post(
            "policy.validate",
            "/policy/validate",
            Permission.POLICY_PREVIEW,
            "What is wrong with a bundle",
            Requests.PolicyText.class,
            listOf(PolicyControl.Problem.class),
            c -> policy.validate(c.body(Requests.PolicyText.class).text()))
        .post(
            "policy.preview",
            "/policy/preview",
            Permission.POLICY_PREVIEW,
            "What a bundle would have done to past traffic; nothing is changed",
            Requests.Preview.class,
            PolicyControl.Preview.class,
            c -> {
              Requests.Preview body = c.body(Requests.Preview.class);
              return policy.preview(body.text(), Duration.ofDays(body.days()));
            })
        .post(
            "policy.activate",
            "/policy/activate",
            Permission.POLICY_ACTIVATE,
            "Puts a bundle in force",
            Requests.Activate.class,
            Activated.class,
            c -> {
              Requests.Activate body = c.body(Requests.Activate.class);
              return new Activated(
                  policy.activate(body.text(), body.replaces(), body.note(), c.operator()));
            })
        .act(
            "policy.roll-back",
            "/policies/{digest}/roll-back",
            Permission.POLICY_ACTIVATE,
            "Puts an earlier bundle in force again",
            Requests.Reason.class,
            c ->
                policy.rollBack(
                    c.part("digest"), c.body(Requests.Reason.class).reason(), c.operator()));
  }

  /// The bundle in force now.
  record Activated(String digest) {}

  private void keys(Routes routes) {
    KeysControl keys = ports.keys();
    routes
        .get(
            "keys.list",
            "/keys",
            Permission.KEYS_READ,
            "Keys of clients, without their secrets",
            listOf(KeysControl.Key.class),
            _ -> keys.keys())
        .post(
            "keys.create",
            "/keys",
            Permission.KEYS_MANAGE,
            "Makes a key; the answer holds its secret, once",
            Requests.NewKey.class,
            KeysControl.Created.class,
            c -> keys.create(wanted(c.body(Requests.NewKey.class)), c.operator()))
        .post(
            "keys.rotate",
            "/keys/{key}/rotate",
            Permission.KEYS_MANAGE,
            "Makes a key that replaces another, which works on for a while",
            Requests.Rotate.class,
            KeysControl.Created.class,
            c ->
                keys.rotate(
                    c.part("key"),
                    Duration.ofHours(c.body(Requests.Rotate.class).hours()),
                    c.operator()))
        .post(
            "keys.why",
            "/keys/{key}/why",
            Permission.KEYS_READ,
            "Why the holder of a key may do something or not, step by step; nothing is done",
            Requests.WhyKey.class,
            KeysControl.Why.class,
            c -> keys.why(c.part("key"), c.body(Requests.WhyKey.class).question(c.address())))
        .act(
            "keys.revoke",
            "/keys/{key}/revoke",
            Permission.KEYS_MANAGE,
            "Ends a key at once",
            Requests.Reason.class,
            c -> keys.revoke(c.part("key"), c.body(Requests.Reason.class).reason(), c.operator()));
  }

  private static KeysControl.Wanted wanted(Requests.NewKey body) {
    String clientClass = body.clientClass();
    return new KeysControl.Wanted(
        body.tenant(),
        body.client(),
        clientClass == null ? "" : clientClass,
        Set.copyOf(list(body.roles())),
        list(body.models()),
        body.lifetime());
  }

  private static List<String> list(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts;
  }

  private void users(Routes routes) {
    routes
        .get(
            "users.list",
            "/users",
            Permission.USERS_READ,
            "People who may use the console",
            listOf(UsersControl.User.class),
            _ -> users.users())
        .post(
            "users.invite",
            "/users",
            Permission.USERS_MANAGE,
            "Makes a user; the answer holds a set-up token, once",
            Requests.NewUser.class,
            UsersControl.Invited.class,
            c -> {
              Requests.NewUser body = c.body(Requests.NewUser.class);
              return users.invite(body.name(), body.role(), c.operator());
            })
        .act(
            "users.role",
            "/users/{user}/role",
            Permission.USERS_MANAGE,
            "Changes what a user may do, and ends their sessions",
            Requests.UserRole.class,
            c -> users.role(c.part("user"), c.body(Requests.UserRole.class).role(), c.operator()))
        .act(
            "users.enabled",
            "/users/{user}/enabled",
            Permission.USERS_MANAGE,
            "Locks a user out, or lets them in again",
            Requests.UserEnabled.class,
            c ->
                users.enabled(
                    c.part("user"), c.body(Requests.UserEnabled.class).enabled(), c.operator()))
        .post(
            "users.reset",
            "/users/{user}/reset",
            Permission.USERS_MANAGE,
            "Forgets a password; the answer holds a set-up token, once",
            Requests.Empty.class,
            UsersControl.Invited.class,
            c -> users.reset(c.part("user"), c.operator()));
  }
}
