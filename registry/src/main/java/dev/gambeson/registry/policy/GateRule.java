package dev.gambeson.registry.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a stage asks of a version.
///
/// @param evidence each of them is needed
/// @param approvals number of different people who must have approved, besides whoever asks for the
///   move and whoever added the version
/// @param approvalMaxAge how old an approval may be; empty for any age
public record GateRule(
    List<EvidenceRule> evidence, int approvals, Optional<Duration> approvalMaxAge) {
  public GateRule {
    evidence = List.copyOf(evidence);
  }

  /// Evidence that is needed.
  ///
  /// @param type predicate type of the in-toto statement
  /// @param maxAge how old it may be
  /// @param verdicts the values of the predicate's `verdict` that are good enough
  public record EvidenceRule(String type, Duration maxAge, Set<String> verdicts) {
    public EvidenceRule {
      verdicts = Set.copyOf(verdicts);
    }

    /// The word between the last slashes of the type, without its version: `scan`.
    public String word() {
      return PredicateTypes.word(type);
    }
  }
}
