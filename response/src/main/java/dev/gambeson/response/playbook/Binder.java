package dev.gambeson.response.playbook;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.playbook.Step.Task;
import java.time.Instant;
import java.util.Optional;

/// What a step means for a subject.
final class Binder {
  private Binder() {}

  /// The action of a step, for those that have one.
  ///
  /// @throws IllegalArgumentException when the subject does not name what it needs
  static Optional<Action> action(Run run, int index) {
    Alert.Subject about = run.subject();
    Optional<Instant> until = run.steps().get(index).until();
    return switch (run.playbook().steps().get(index).task()) {
      case Task.BlockClient _ -> Optional.of(new Action.BlockClient(clientKey(about), until));
      case Task.Tighten t -> Optional.of(tighten(t, about, until));
      case Task.RollBack _ -> Optional.of(new Action.RollBack(about.model(), about.version()));
      case Task.Quarantine _ -> Optional.of(new Action.Quarantine(about.model(), about.version()));
      case Task.FreezeKey _ -> Optional.of(new Action.FreezeKey(clientKey(about), until));
      case Task.RotateKey _ -> Optional.of(new Action.RotateKey(clientKey(about)));
      case Task.OpenCase t ->
          Optional.of(new Action.OpenCase(run.incident(), run.title(), t.assignee()));
      case Task.Notify _, Task.Wait _ -> Optional.empty();
    };
  }

  private static Action tighten(Task.Tighten task, Alert.Subject about, Optional<Instant> until) {
    return switch (task.scope()) {
      case CLIENT -> new Action.Tighten(task.overlay(), clientKey(about), about.model(), until);
      case MODEL -> new Action.Tighten(task.overlay(), "", required(about.model()), until);
      case ALL -> new Action.Tighten(task.overlay(), "", "", until);
    };
  }

  private static String required(String model) {
    if (model.isEmpty()) {
      throw new IllegalArgumentException("The action names no model");
    }
    return model;
  }

  private static String clientKey(Alert.Subject about) {
    return about.client().isEmpty() ? "" : about.tenant() + "/" + about.client();
  }

  /// Whether a step may be tried again when nobody knows whether it happened.
  static boolean repeatable(Run run, int index) {
    return action(run, index).map(Action::repeatable).orElse(true);
  }

  /// One clause on what the step does, for the timeline.
  static String describe(Run run, int index) {
    return switch (run.playbook().steps().get(index).task()) {
      case Task.Notify n -> "notify " + String.join(", ", n.routes());
      case Task.Wait w -> "wait " + w.time();
      default -> action(run, index).map(Action::describe).orElse("nothing");
    };
  }
}
