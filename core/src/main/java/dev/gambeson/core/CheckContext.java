package dev.gambeson.core;

/// What a check may use besides its subject. Randomness comes from `seed` only.
///
/// @param policy pass marks and severities
/// @param seed the run's seed; a check derives its own with `seed.child(info().id())`
/// @param workers bounded pool for CPU work
/// @param progress where to report long work
public record CheckContext(Policy policy, Seed seed, Workers workers, Progress progress) {

  /// The policy's value for a parameter of this check.
  public double parameter(CheckInfo info, String name) {
    return policy.value(info, name);
  }

  /// The policy's severity for failures of this check.
  public Severity severity(CheckInfo info) {
    return policy.severity(info);
  }
}
