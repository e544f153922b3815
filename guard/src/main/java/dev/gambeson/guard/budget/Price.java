package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.output.Leakage;
import dev.gambeson.guard.output.OutputPolicy;

/// What an answer to one row costs.
///
/// @param bits information that it can carry
/// @param shape names what is shown: the same row under another shape is not a mere repetition
public record Price(double bits, String shape) {
  public Price {
    requireNonNull(shape, "shape");
    if (!(bits >= 0 && bits < 1e6)) {
      throw new IllegalArgumentException("a price of %s bits per row".formatted(bits));
    }
  }

  /// The price under a policy. Compute it once per policy and model.
  ///
  /// @param classes number of classes; 0 for a model that gives a number
  public static Price of(OutputPolicy policy, int classes) {
    return new Price(Leakage.perRow(policy, classes), Integer.toHexString(policy.hashCode()));
  }

  /// The price of an answer with an explanation.
  ///
  /// @param features width of the model's input
  public static Price withExplanation(OutputPolicy policy, int classes, int features) {
    return new Price(
        Leakage.perRow(policy, classes) + Leakage.explanationBits(policy, 1, features),
        Integer.toHexString(policy.hashCode()) + "+");
  }
}
