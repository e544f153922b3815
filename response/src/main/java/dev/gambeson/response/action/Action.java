package dev.gambeson.response.action;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// One thing to do about an incident, with everything that is needed to do it.
public sealed interface Action {
  /// Refuses every request of a client. Undone: the block that this action placed is lifted; a
  /// block that another action placed stays.
  ///
  /// @param clientKey tenant and id, as `guard.Client.key()` gives it
  /// @param until when it ends; empty: until somebody undoes it
  record BlockClient(String clientKey, Optional<Instant> until) implements Action {
    public BlockClient {
      needed(clientKey, "client");
      requireNonNull(until, "until");
    }
  }

  /// Lays a named overlay over the policy, which must be stricter than what it covers.
  ///
  /// @param overlay its name in the settings
  /// @param clientKey for this client only; empty: for all
  /// @param model for this model only; empty: for all
  record Tighten(String overlay, String clientKey, String model, Optional<Instant> until)
      implements Action {
    public Tighten {
      needed(overlay, "overlay");
      requireNonNull(clientKey, "clientKey");
      requireNonNull(model, "model");
      requireNonNull(until, "until");
    }
  }

  /// Makes the version before the live one live again. Undone: the version that was live is live
  /// again.
  ///
  /// @param from the version to get away from; when another is live already, there is nothing to
  ///   do. Empty: whichever is live
  record RollBack(String model, String from) implements Action {
    public RollBack {
      needed(model, "model");
      requireNonNull(from, "from");
    }
  }

  /// Forbids that a version becomes live, and takes it off if it is.
  record Quarantine(String model, String version) implements Action {
    public Quarantine {
      needed(model, "model");
      needed(version, "version");
    }
  }

  /// Stops a client's keys from being accepted; they stay valid otherwise. Undone: they are
  /// accepted again, unless another action froze them too.
  record FreezeKey(String clientKey, Optional<Instant> until) implements Action {
    public FreezeKey {
      needed(clientKey, "client");
      requireNonNull(until, "until");
    }
  }

  /// Issues a new key to the client's owner and lets the old one expire. Cannot be undone.
  record RotateKey(String clientKey) implements Action {
    public RotateKey {
      needed(clientKey, "client");
    }
  }

  /// Opens a case where people work on it, outside or inside the product. Cannot be undone.
  record OpenCase(String incident, String title, String assignee) implements Action {
    public OpenCase {
      needed(incident, "incident");
      needed(title, "title");
      requireNonNull(assignee, "assignee");
    }
  }

  /// Whether doing it twice under the same key leaves the same as once, whatever happened in
  /// between. What is not repeatable is never retried after a crash: a person decides.
  default boolean repeatable() {
    return switch (this) {
      case BlockClient _, Tighten _, Quarantine _, FreezeKey _ -> true;
      case RollBack r -> !r.from().isEmpty();
      case RotateKey _, OpenCase _ -> false;
    };
  }

  /// Whether [Actions#undo] can take it back.
  default boolean reversible() {
    return switch (this) {
      case BlockClient _, Tighten _, Quarantine _, FreezeKey _, RollBack _ -> true;
      case RotateKey _, OpenCase _ -> false;
    };
  }

  /// One clause for the timeline, for example `block client acme/c1 until 2026-01-01T00:00:00Z`.
  default String describe() {
    return switch (this) {
      case BlockClient a -> "block client " + a.clientKey() + until(a.until());
      case Tighten a ->
          "lay policy overlay '"
              + a.overlay()
              + "'"
              + on(" on client ", a.clientKey())
              + on(" on model ", a.model())
              + until(a.until());
      case RollBack a -> "roll back model " + a.model() + on(" from version ", a.from());
      case Quarantine a -> "quarantine version " + a.version() + " of model " + a.model();
      case FreezeKey a -> "freeze the keys of client " + a.clientKey() + until(a.until());
      case RotateKey a -> "rotate the key of client " + a.clientKey();
      case OpenCase a -> "open a case '" + a.title() + "'" + on(" for ", a.assignee());
    };
  }

  private static String until(Optional<Instant> until) {
    return until.map(t -> " until " + t).orElse("");
  }

  private static String on(String word, String name) {
    return name.isEmpty() ? "" : word + name;
  }

  private static void needed(String value, String what) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("The action names no " + what);
    }
  }
}
