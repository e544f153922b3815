package dev.gambeson.core;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/// What one check says about one aspect of the subject.
///
/// @param check id of the check
/// @param aspect what it was asked about (a protected attribute, an attack); empty for the whole
/// @param outcome the conclusion; empty when the check did not apply and `notExaminedBecause` says
///   why
/// @param summary one sentence with the leading figure
/// @param estimates the figures behind it, the deciding one first
/// @param findings what is wrong; not empty when the outcome is [Outcome.Fail]
/// @param exhibits charts and tables for the report
/// @param notExaminedBecause why the question was not asked; empty when it was
public record CheckResult(
    String check,
    String aspect,
    Optional<Outcome> outcome,
    String summary,
    List<Estimate> estimates,
    List<Finding> findings,
    List<Exhibit> exhibits,
    String notExaminedBecause) {
  public CheckResult {
    requireNonNull(check, "check");
    requireNonNull(aspect, "aspect");
    requireNonNull(summary, "summary");
    estimates = List.copyOf(estimates);
    findings = List.copyOf(findings);
    exhibits = List.copyOf(exhibits);
    if (outcome.isPresent() && outcome.get() instanceof Outcome.Fail && findings.isEmpty()) {
      throw new IllegalArgumentException(check + " fails without a finding");
    }
  }

  /// A result with its outcome.
  public static CheckResult of(
      String check,
      String aspect,
      Outcome outcome,
      String summary,
      List<Estimate> estimates,
      List<Finding> findings,
      List<Exhibit> exhibits) {
    return new CheckResult(
        check, aspect, Optional.of(outcome), summary, estimates, findings, exhibits, "");
  }

  /// The check could not be asked of this subject: it is listed as not examined, which is no pass.
  public static CheckResult notExamined(String check, String aspect, String reason) {
    return new CheckResult(
        check, aspect, Optional.empty(), reason, List.of(), List.of(), List.of(), reason);
  }

  /// The check ran into something that kept it from a conclusion.
  public static CheckResult inconclusive(String check, String aspect, String reason) {
    return of(
        check, aspect, new Outcome.Inconclusive(reason), reason, List.of(), List.of(), List.of());
  }
}
