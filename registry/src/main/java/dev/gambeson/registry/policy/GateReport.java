package dev.gambeson.registry.policy;

import dev.gambeson.registry.catalog.Stage;
import java.util.List;

/// Whether a version may reach a stage today.
///
/// @param stage where it would go
/// @param requirements everything that is asked for
public record GateReport(Stage stage, List<Requirement> requirements) {
  public GateReport {
    requirements = List.copyOf(requirements);
  }

  /// One thing that is asked for.
  ///
  /// @param what for example `scan evidence`
  /// @param met whether it is there
  /// @param detail who gave it and when, or what is lacking and how to get it
  public record Requirement(String what, boolean met, String detail) {}

  /// Whether everything is there. Nothing asked for is not everything: see [Gate].
  public boolean open() {
    return !requirements.isEmpty() && requirements.stream().allMatch(Requirement::met);
  }

  /// What is lacking, one sentence each.
  public List<String> lacking() {
    return requirements.stream()
        .filter(r -> !r.met())
        .map(r -> r.what() + ": " + r.detail())
        .toList();
  }
}
