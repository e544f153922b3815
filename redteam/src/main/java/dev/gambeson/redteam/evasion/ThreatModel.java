package dev.gambeson.redteam.evasion;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Seed;
import java.util.OptionalInt;

/// What an attacker may do. Bounds, whole numbers, levels and immutable features come from the
/// model's `FeatureSpace`; missing numbers stay missing.
///
/// @param target the class the attacker wants; empty when any wrong class will do
/// @param norm how numeric changes are measured
/// @param epsilon largest numeric distance, in units of each feature's scale (raw units where the
///   scale is 1); infinite when only the smallest distance is sought
/// @param maxCategorical largest number of categorical features changed
/// @param queryBudget largest number of rows asked of the model per attacked row
/// @param seed source of all randomness; each row has its own child
public record ThreatModel(
    OptionalInt target, Norm norm, double epsilon, int maxCategorical, int queryBudget, Seed seed) {
  public ThreatModel {
    requireNonNull(target, "target");
    requireNonNull(norm, "norm");
    requireNonNull(seed, "seed");
    if (!(epsilon > 0) || maxCategorical < 0 || queryBudget < 1) {
      throw new IllegalArgumentException(
          "epsilon %s must be above 0, categorical changes %d at least 0, query budget %d at least 1"
              .formatted(epsilon, maxCategorical, queryBudget));
    }
  }

  /// An untargeted attacker.
  public static ThreatModel untargeted(
      Norm norm, double epsilon, int maxCategorical, int queryBudget, Seed seed) {
    return new ThreatModel(OptionalInt.empty(), norm, epsilon, maxCategorical, queryBudget, seed);
  }

  /// The same attacker with another budget of change.
  public ThreatModel within(double newEpsilon) {
    return new ThreatModel(target, norm, newEpsilon, maxCategorical, queryBudget, seed);
  }

  /// The same attacker with another query budget.
  public ThreatModel asking(int newBudget) {
    return new ThreatModel(target, norm, epsilon, maxCategorical, newBudget, seed);
  }

  /// Whether a prediction is what the attacker wants.
  public boolean reached(int predicted, int truth) {
    return target.isPresent() ? predicted == target.getAsInt() : predicted != truth;
  }
}
