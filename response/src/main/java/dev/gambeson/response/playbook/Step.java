package dev.gambeson.response.playbook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One step of a playbook.
///
/// @param id unique in the playbook
/// @param task what to do
/// @param ttl after which it is undone by itself; empty: until a person undoes it
/// @param approval set when a second person must agree first: how long they have
/// @param onFailure what happens to the steps after it when it fails
/// @param retries how often it is tried again when it failed, or when nobody knows and repeating
///   does no harm
public record Step(
    String id,
    Task task,
    Optional<Duration> ttl,
    Optional<Duration> approval,
    OnFailure onFailure,
    int retries) {
  /// What a failed step means for those after it.
  public enum OnFailure {
    /// They are left out.
    STOP,
    /// They run.
    CONTINUE
  }

  public Step {
    requireNonNull(id, "id");
    requireNonNull(task, "task");
    requireNonNull(ttl, "ttl");
    requireNonNull(approval, "approval");
    requireNonNull(onFailure, "onFailure");
  }

  /// What a step does, before it is known to whom.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Task.BlockClient.class, name = "block-client"),
    @JsonSubTypes.Type(value = Task.Tighten.class, name = "tighten"),
    @JsonSubTypes.Type(value = Task.RollBack.class, name = "roll-back"),
    @JsonSubTypes.Type(value = Task.Quarantine.class, name = "quarantine"),
    @JsonSubTypes.Type(value = Task.FreezeKey.class, name = "freeze-key"),
    @JsonSubTypes.Type(value = Task.RotateKey.class, name = "rotate-key"),
    @JsonSubTypes.Type(value = Task.Notify.class, name = "notify"),
    @JsonSubTypes.Type(value = Task.OpenCase.class, name = "open-case"),
    @JsonSubTypes.Type(value = Task.Wait.class, name = "wait")
  })
  public sealed interface Task {
    /// Blocks the client whom the incident is about.
    record BlockClient() implements Task {}

    /// Lays a named overlay over the policy.
    record Tighten(String overlay, Scope scope) implements Task {}

    /// Goes back to the version before.
    record RollBack() implements Task {}

    /// Takes the version out of service for good.
    record Quarantine() implements Task {}

    /// Freezes the client's keys.
    record FreezeKey() implements Task {}

    /// Gives the client a new key.
    record RotateKey() implements Task {}

    /// Tells people or machines by routes of these names.
    record Notify(List<String> routes) implements Task {
      public Notify {
        routes = List.copyOf(routes);
      }
    }

    /// Opens a case for people to work on.
    record OpenCase(String assignee) implements Task {}

    /// Waits.
    record Wait(Duration time) implements Task {}

    /// The word for it in the file.
    default String id() {
      return switch (this) {
        case BlockClient _ -> "block-client";
        case Tighten _ -> "tighten";
        case RollBack _ -> "roll-back";
        case Quarantine _ -> "quarantine";
        case FreezeKey _ -> "freeze-key";
        case RotateKey _ -> "rotate-key";
        case Notify _ -> "notify";
        case OpenCase _ -> "open-case";
        case Wait _ -> "wait";
      };
    }

    /// Which parts of a subject it cannot do without: `client`, `model`, `version`.
    default List<String> needs() {
      return switch (this) {
        case BlockClient _, FreezeKey _, RotateKey _ -> List.of("client");
        case Tighten t -> t.scope().needs();
        case RollBack _ -> List.of("model");
        case Quarantine _ -> List.of("model", "version");
        case Notify _, OpenCase _, Wait _ -> List.of();
      };
    }
  }

  /// For whom an overlay holds.
  public enum Scope {
    CLIENT,
    MODEL,
    ALL;

    List<String> needs() {
      return switch (this) {
        case CLIENT -> List.of("client");
        case MODEL -> List.of("model");
        case ALL -> List.of();
      };
    }
  }
}
