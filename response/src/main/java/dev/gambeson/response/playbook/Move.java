package dev.gambeson.response.playbook;

import java.util.Optional;

/// A change to a run, and what whoever made it must do now.
///
/// @param run what it becomes
/// @param work what was claimed by it
record Move(Run run, Optional<Work> work) {
  /// A claim on a step.
  ///
  /// @param step its place
  /// @param attempt the claim's number
  /// @param undo whether to take it back
  record Work(int step, int attempt, boolean undo) {}

  static Move of(Run run) {
    return new Move(run, Optional.empty());
  }
}
