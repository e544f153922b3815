package dev.gambeson.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.budget.BudgetPolicy;
import dev.gambeson.guard.input.InputPolicy;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.output.OutputPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The policies bind as the configuration binds them: dashed names, absent parts left out.
final class PolicyBindingTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  @Test
  void anOutputPolicyBinds() {
    OutputPolicy policy =
        MAPPER.readValue(
            """
            {"reveal": "top", "top": 3, "digits": 2, "abstain-below": 0.05,
             "explanation": {"features": 3, "digits": 1}}""",
            OutputPolicy.class);
    assertThat(policy)
        .isEqualTo(
            OutputPolicy.top(3, 2)
                .abstaining(0.05)
                .with(new OutputPolicy.ExplanationLimit(3, 1)));
    assertThat(MAPPER.readValue("{\"reveal\": \"label\"}", OutputPolicy.class))
        .isEqualTo(OutputPolicy.label());
  }

  @Test
  void noiseAndWatermarkBind() {
    OutputPolicy policy =
        MAPPER.readValue(
            """
            {"reveal": "label", "noise": {"mechanism": "exponential", "epsilon": 2}}""",
            OutputPolicy.class);
    assertThat(policy.noise().orElseThrow().most()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                MAPPER.readValue(
                    "{\"reveal\": \"label\", \"watermark\": {\"rate\": 0.1, \"margin\": 0.1}}",
                    OutputPolicy.class))
        .hasMessageContaining("watermark.rate is 0.1");
  }

  @Test
  void ratesBindWithOnlyTheScopesThatAreWritten() {
    LimitPolicy policy =
        MAPPER.readValue(
            """
            {"client": [{"permits": 100, "per": "PT1S", "burst": 20}, {"permits": 5000, "per": "P1D"}],
             "in-flight": 8}""",
            LimitPolicy.class);
    assertThat(policy.client())
        .containsExactly(
            RateLimit.of(100, Duration.ofSeconds(1), 20), RateLimit.of(5000, Duration.ofDays(1)));
    assertThat(policy.tenant()).isEmpty();
    assertThat(policy.inFlight()).contains(8);
  }

  @Test
  void theOthersBind() {
    assertThat(MAPPER.readValue("{\"bits\": 500, \"period\": \"month\"}", BudgetPolicy.class))
        .isEqualTo(BudgetPolicy.monthly(500));
    assertThat(MAPPER.readValue("{}", InputPolicy.class)).isEqualTo(InputPolicy.defaults());
    assertThat(
            MAPPER.readValue(
                """
                {"strikes": 50, "window": "PT1M", "ladder": ["PT1M", "PT10M", "PT1H", "P1D"],
                 "forgive": "P7D"}""",
                BanPolicy.class))
        .isEqualTo(BanPolicy.defaults());
  }
}
