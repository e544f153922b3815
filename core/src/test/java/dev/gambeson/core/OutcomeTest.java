package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static Estimate ratio(double low, double value, double high) {
    return new Estimate("disparate impact", value, low, high, 1000, "Katz log 95 %");
  }

  @Test
  void germanCreditPassesTheFourFifthsRuleByItsPointButNotByItsInterval() {
    // fairness anchor, section 3.2: DI 0.853 with interval [0.760, 0.958].
    assertThat(Outcome.atLeast(ratio(0.760, 0.853, 0.958), 0.8))
        .isInstanceOf(Outcome.Inconclusive.class);
  }

  @Test
  void theWholeIntervalDecides() {
    assertThat(Outcome.atLeast(ratio(0.81, 0.85, 0.9), 0.8)).isInstanceOf(Outcome.Pass.class);
    assertThat(Outcome.atLeast(ratio(0.5, 0.6, 0.7), 0.8)).isInstanceOf(Outcome.Fail.class);
    assertThat(Outcome.atMost(ratio(0.5, 0.6, 0.7), 0.8)).isInstanceOf(Outcome.Pass.class);
    assertThat(Outcome.atMost(ratio(0.85, 0.9, 0.95), 0.8)).isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void anUndefinedEstimateIsInconclusiveAndSaysWhy() {
    Outcome outcome = Outcome.atMost(Estimate.undefined("gap", 0, "a group has no rows"), 0.1);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Inconclusive.class,
            i -> assertThat(i.reason()).contains("a group has no rows"));
  }
}
