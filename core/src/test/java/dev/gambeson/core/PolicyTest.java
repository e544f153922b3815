package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-001",
          "Disparate impact",
          "?",
          "",
          "",
          "",
          "",
          Severity.HIGH,
          List.of("AML.T0048.002"),
          List.of(
              new CheckInfo.Parameter(
                  "min-ratio", 0.8, 0, 1, "smallest ratio of selection rates")));

  private static Policy with(String id, String parameter, double value) {
    return new Policy(
        Severity.HIGH,
        false,
        Map.of(
            id, new Policy.CheckPolicy(true, Optional.of(Severity.LOW), Map.of(parameter, value))),
        List.of());
  }

  @Test
  void anOverrideReplacesDefaultAndSeverity() {
    Policy policy = with("GB-FAIR-001", "min-ratio", 0.9);
    assertThat(policy.value(INFO, "min-ratio")).isEqualTo(0.9);
    assertThat(policy.severity(INFO)).isEqualTo(Severity.LOW);
    assertThat(Policy.defaults().value(INFO, "min-ratio")).isEqualTo(0.8);
  }

  @Test
  void anUnknownCheckIdIsRefusedWithTheClosestOne() {
    assertThatThrownBy(() -> with("GB-FAIR-01", "min-ratio", 0.9).validate(List.of(INFO)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("'GB-FAIR-01'")
        .hasMessageContaining("Did you mean 'GB-FAIR-001'?");
  }

  @Test
  void anUnknownParameterAndAValueOutOfRangeAreRefused() {
    assertThatThrownBy(() -> with("GB-FAIR-001", "min-ration", 0.9).validate(List.of(INFO)))
        .hasMessageContaining("Did you mean 'min-ratio'?");
    assertThatThrownBy(() -> with("GB-FAIR-001", "min-ratio", 1.5).validate(List.of(INFO)))
        .hasMessageContaining("between 0 and 1");
  }
}
