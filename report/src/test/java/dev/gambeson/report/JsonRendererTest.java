package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonRendererTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static JsonNode json(Result result) {
    byte[] bytes = Renderers.of(Format.JSON).render(result);
    assertThat(Schemas.errorsOfResult(bytes)).isEmpty();
    return MAPPER.readTree(bytes);
  }

  @Test
  void theSampleFollowsTheShippedSchema() {
    JsonNode root = json(SampleResults.adult());
    assertThat(root.path("schema").asString()).isEqualTo("gambeson/result/1");
    assertThat(root.path("verdict").asString()).isEqualTo("fail");
    assertThat(root.path("exitCode").asInt()).isEqualTo(1);
    assertThat(root.path("outcomes").size()).isEqualTo(12);
  }

  @Test
  void theSchemaRefusesAnInconclusiveOutcomeWithoutReason() {
    String broken =
        new String(
                Renderers.of(Format.JSON).render(SampleResults.adult()),
                java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"reason\" :", "\"because\" :");
    assertThat(Schemas.errorsOfResult(broken.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isNotEmpty();
  }

  @Test
  void noticesAreListed() {
    assertThat(json(SampleResults.adult()).path("notices").get(0).asString())
        .isEqualTo(SampleResults.NOTICE);
  }

  @Test
  void anEmptyResultFollowsTheSchema() {
    Result nothing =
        new Result(
            "audit",
            "0.1.0",
            1,
            List.of(),
            List.of(),
            Policy.defaults(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    JsonNode root = json(nothing);
    assertThat(root.path("verdict").asString()).isEqualTo("inconclusive");
    assertThat(root.path("exitCode").asInt()).isEqualTo(3);
  }

  @Test
  void anUndefinedEstimateIsNull() {
    CheckResult result =
        CheckResult.of(
            "GB-PERF-001",
            "",
            new Outcome.Inconclusive("one class only"),
            "AUC is undefined.",
            List.of(Estimate.undefined("AUC", 3, "one class only")),
            List.of(),
            List.of());
    JsonNode estimate =
        json(SampleResults.build(Policy.defaults(), List.of(result), Set.of()))
            .path("outcomes")
            .get(0)
            .path("estimate");
    assertThat(estimate.path("value").isNull()).isTrue();
    assertThat(estimate.path("low").isNull()).isTrue();
    assertThat(estimate.path("n").asInt()).isEqualTo(3);
  }

  @Test
  void suppressedAndBaselinedFindingsStayVisible() {
    List<String> states =
        json(SampleResults.adult())
            .path("findings")
            .valueStream()
            .map(f -> f.path("standing").path("state").asString())
            .distinct()
            .sorted()
            .toList();
    assertThat(states).containsExactly("baselined", "open", "suppressed");
  }

  @Test
  void notExaminedListsChecksThatDidNotApply() {
    assertThat(
            json(SampleResults.adult())
                .path("notExamined")
                .valueStream()
                .map(n -> n.path("name").asString()))
        .containsExactly("GB-EVA-003 Tree attack", "GB-FAIR-002 Equal opportunity (race)");
  }

  @Test
  void bytesDoNotDependOnTheOrderOfThePolicy() {
    Map<String, Policy.CheckPolicy> forwards = new LinkedHashMap<>();
    Map<String, Policy.CheckPolicy> backwards = new LinkedHashMap<>();
    List<String> ids = SampleChecks.ALL.stream().map(c -> c.id()).toList();
    Policy.CheckPolicy low = new Policy.CheckPolicy(true, Optional.of(Severity.LOW), Map.of());
    ids.forEach(id -> forwards.put(id, low));
    ids.reversed().forEach(id -> backwards.put(id, low));
    for (Format format : Format.values()) {
      byte[] one = Renderers.of(format).render(with(forwards));
      byte[] two = Renderers.of(format).render(with(backwards));
      assertThat(one).as(format.id()).isEqualTo(two);
    }
  }

  private static Result with(Map<String, Policy.CheckPolicy> checks) {
    return SampleResults.build(
        new Policy(Severity.HIGH, false, checks, List.of()), SampleResults.results(), Set.of());
  }
}
