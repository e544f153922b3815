package dev.gambeson.registry;

import java.util.List;

/// What proving found.
///
/// @param deeds history lines compared with the ledger
/// @param versions versions whose manifest was computed anew
/// @param objects contents that were read to the end
/// @param problems one sentence each; empty when everything is as it was recorded
public record Verification(int deeds, int versions, int objects, List<String> problems) {
  public Verification {
    problems = List.copyOf(problems);
  }

  /// Whether everything is as it was recorded.
  public boolean sound() {
    return problems.isEmpty();
  }
}
