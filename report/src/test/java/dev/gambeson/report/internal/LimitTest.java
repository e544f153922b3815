package dev.gambeson.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckInfo.Parameter;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitTest {
  private static Optional<Limit> limit(double value, Outcome outcome, Parameter... parameters) {
    CheckInfo info =
        new CheckInfo(
            "GB-PERF-001",
            "t",
            "q",
            "w",
            "h",
            "l",
            "f",
            Severity.HIGH,
            List.of(),
            List.of(parameters));
    Estimate estimate = new Estimate("e", value, value - 0.01, value + 0.01, 10, "m");
    return Limit.of(
        info,
        CheckResult.of("GB-PERF-001", "", outcome, "s", List.of(estimate), List.of(), List.of()),
        Policy.defaults());
  }

  private static Parameter parameter(String name, double value) {
    return new Parameter(name, value, 0, 1000, "m");
  }

  @Test
  void theOnlyParameterThatExplainsTheOutcomeIsTheLimit() {
    assertThat(limit(0.1, new Outcome.Pass(), parameter("max-gap", 0.2)))
        .hasValue(new Limit("max-gap", 0.2, true));
    assertThat(limit(0.9, new Outcome.Pass(), parameter("min-auc", 0.7)))
        .hasValue(new Limit("min-auc", 0.7, false));
  }

  @Test
  void aParameterThatContradictsTheOutcomeIsNotDrawn() {
    assertThat(limit(0.5, new Outcome.Pass(), parameter("max-gap", 0.2))).isEmpty();
  }

  @Test
  void twoCandidatesAreNone() {
    assertThat(
            limit(0.1, new Outcome.Pass(), parameter("max-gap", 0.2), parameter("max-other", 0.3)))
        .isEmpty();
  }

  @Test
  void countsAreNoLimits() {
    assertThat(
            limit(
                0.1, new Outcome.Pass(), parameter("max-queries", 100), parameter("max-gap", 0.2)))
        .isPresent();
    assertThat(limit(0.1, new Outcome.Pass(), parameter("max-queries", 100))).isEmpty();
  }
}
