package dev.gambeson.server.serving;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// Why a model answered so, as far as a client may know: the inputs that moved each answer most.
/// Neither a base value nor a sum is given: with either, contributions would give the score away.
///
/// @param method how it was made
/// @param rows of each row, its largest contributions; empty for a row without a label
public record Explanation(String method, List<List<Part>> rows) {
  public Explanation {
    requireNonNull(method, "method");
    rows = rows.stream().map(List::copyOf).toList();
  }

  /// What one input contributed to the label that was given.
  ///
  /// @param feature name of the input
  /// @param value as rounded by policy; 1 or -1 where the policy gives signs alone
  public record Part(String feature, double value) {
    public Part {
      requireNonNull(feature, "feature");
    }
  }
}
