package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keys of clients.
public interface KeysControl {
  /// All keys, newest first.
  List<Key> keys();

  /// Makes a key.
  Created create(Wanted wanted, Operator who);

  /// Makes a key that replaces another, which keeps working for a while.
  ///
  /// @param overlap for how long both work
  Created rotate(String id, Duration overlap, Operator who);

  /// Ends a key at once.
  void revoke(String id, String reason, Operator who);

  /// Why the holder of a key may do something or not, step by step, as the data plane decides;
  /// nothing is done and nothing is counted.
  Why why(String id, Question question);

  /// What somebody wants to do.
  ///
  /// @param action what
  /// @param model with which model
  /// @param version of it; empty for the one in service
  /// @param address from where
  record Question(Action action, String model, String version, String address) {}

  /// What one may do with a model.
  enum Action {
    INFER,
    EXPLAIN,
    METADATA,
    LABEL
  }

  /// The answer.
  ///
  /// @param allowed whether it may, as far as can be said before the request: rates, budgets and
  ///   the input come after
  /// @param steps in order, up to the one that decided
  /// @param previews rules in preview that would apply
  record Why(boolean allowed, List<Step> steps, List<String> previews) {
    public Why {
      steps = List.copyOf(steps);
      previews = List.copyOf(previews);
    }
  }

  /// A step.
  ///
  /// @param name for example `address`
  /// @param passed whether it lets the holder go on
  /// @param detail one sentence; no secret
  record Step(String name, boolean passed, String detail) {}

  /// A key as it may be shown.
  ///
  /// @param id public id of the key; not a secret
  /// @param prefix first characters of the key, enough to recognise it
  /// @param tenant whose client
  /// @param client the client's id
  /// @param clientClass its class
  /// @param roles what it may do
  /// @param models which it may ask; empty means all that its roles allow
  /// @param created when
  /// @param by who made it
  /// @param expires when it ends
  /// @param lastUsed latest use
  /// @param state where it stands
  record Key(
      String id,
      String prefix,
      String tenant,
      String client,
      String clientClass,
      Set<String> roles,
      List<String> models,
      Instant created,
      String by,
      Optional<Instant> expires,
      Optional<Instant> lastUsed,
      State state) {
    public Key {
      requireNonNull(id, "id");
      roles = Set.copyOf(roles);
      models = List.copyOf(models);
    }
  }

  /// Where a key stands.
  enum State {
    ACTIVE,
    /// Replaced; works until it expires.
    RETIRING,
    EXPIRED,
    REVOKED
  }

  /// A key to be made.
  ///
  /// @param tenant whose client
  /// @param client the client's id
  /// @param clientClass its class
  /// @param roles what it may do
  /// @param models which it may ask; empty means all that its roles allow
  /// @param lifetime after which it ends
  record Wanted(
      String tenant,
      String client,
      String clientClass,
      Set<String> roles,
      List<String> models,
      Duration lifetime) {
    public Wanted {
      roles = Set.copyOf(roles);
      models = List.copyOf(models);
    }
  }

  /// A new key. **Holds the secret**, which is shown once and kept nowhere.
  record Created(Key key, String secret) {
    @Override
    public String toString() {
      return "Created[" + key.id() + ", hidden]";
    }
  }
}
