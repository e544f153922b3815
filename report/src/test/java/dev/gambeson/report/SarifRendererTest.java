package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SarifRendererTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static JsonNode run(Result result) {
    byte[] bytes = Renderers.of(Format.SARIF).render(result);
    assertThat(Schemas.errorsOfSarif(bytes)).isEmpty();
    JsonNode runs = MAPPER.readTree(bytes).path("runs");
    assertThat(runs.size()).isEqualTo(1);
    return runs.get(0);
  }

  private static JsonNode only(Where where) {
    Finding finding =
        SampleResults.finding(SampleChecks.EVASION, "", Severity.HIGH, "Title", "Message", where);
    CheckResult result =
        CheckResult.of(
            "GB-EVA-001", "", new Outcome.Fail(), "s", List.of(), List.of(finding), List.of());
    return run(SampleResults.build(Policy.defaults(), List.of(result), Set.of()))
        .path("results")
        .get(0);
  }

  private static JsonNode place(Where where) {
    return only(where).path("locations").get(0).path("physicalLocation");
  }

  @Test
  void theSampleFollowsTheOfficialSchema() {
    JsonNode run = run(SampleResults.adult());
    assertThat(run.path("results").size()).isEqualTo(11);
    assertThat(run.path("tool").path("driver").path("rules").size()).isEqualTo(11);
    assertThat(run.path("automationDetails").path("id").asString()).isEqualTo("gambeson/audit/");
  }

  @Test
  void theOfficialSchemaIsReallyAsked() {
    String broken =
        new String(
                Renderers.of(Format.SARIF).render(SampleResults.adult()),
                java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"external\"", "\"internal\"");
    assertThat(Schemas.errorsOfSarif(broken.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isNotEmpty();
  }

  @Test
  void everyResultHasAPhysicalLocation() {
    for (JsonNode result : run(SampleResults.adult()).path("results")) {
      assertThat(
              result
                  .path("locations")
                  .get(0)
                  .path("physicalLocation")
                  .path("artifactLocation")
                  .path("uri")
                  .asString())
          .isNotEmpty();
      assertThat(result.path("partialFingerprints").path("gambeson/v1").asString()).hasSize(16);
    }
  }

  @Test
  void aFindingWithoutPathPointsAtTheModel() {
    Where nowhere =
        new Where(Optional.empty(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty());
    assertThat(place(nowhere).path("artifactLocation").path("uri").asString())
        .isEqualTo(SampleResults.MODEL);
  }

  @Test
  void aDataRowIsOneLineFurtherBecauseOfTheHeader() {
    assertThat(place(Where.file("a.csv").atRow(3)).path("region").path("startLine").asInt())
        .isEqualTo(4);
  }

  @Test
  void aByteOffsetStaysOne() {
    assertThat(place(Where.file("m.onnx").atOffset(77)).path("region").path("byteOffset").asInt())
        .isEqualTo(77);
  }

  @Test
  void aPathIsNeverAScheme() {
    assertThat(
            place(Where.file("javascript:alert(1)"))
                .path("artifactLocation")
                .path("uri")
                .asString())
        .isEqualTo("javascript%3Aalert%281%29");
    assertThat(place(Where.file("/tmp/ä b.csv")).path("artifactLocation").path("uri").asString())
        .isEqualTo("file:///tmp/%C3%A4%20b.csv");
    assertThat(
            place(Where.file("//evil.example/x")).path("artifactLocation").path("uri").asString())
        .isEqualTo("file:///evil.example/x");
  }

  @Test
  void acceptedFindingsAreSuppressedAndOpenOnesSayTheyAreNot() {
    Map<String, Integer> bySize = new java.util.TreeMap<>();
    for (JsonNode r : run(SampleResults.adult()).path("results")) {
      String key =
          r.path("ruleId").asString() + "/" + r.path("properties").path("aspect").asString();
      bySize.put(key, r.path("suppressions").size());
    }
    assertThat(bySize)
        .containsEntry("GB-FAIR-001/race", 1)
        .containsEntry("GB-EXT-001/scores returned", 1)
        .containsEntry("GB-FAIR-001/sex", 0);
  }

  @Test
  void anOpenQuestionIsAnUnsuccessfulExecution() {
    JsonNode invocation = run(SampleResults.adult()).path("invocations").get(0);
    assertThat(invocation.path("executionSuccessful").asBoolean()).isFalse();
    assertThat(
            invocation
                .path("toolExecutionNotifications")
                .valueStream()
                .map(n -> n.path("message").path("text").asString()))
        .anyMatch(t -> t.startsWith("Inconclusive: Equal opportunity (sex)"))
        .anyMatch(t -> t.startsWith("Not examined: GB-EVA-003"));
  }

  @Test
  void anOpenQuestionThatThePolicyAllowsIsAWarning() {
    Policy policy = new Policy(Severity.HIGH, true, Map.of(), List.of());
    JsonNode invocation =
        run(SampleResults.build(policy, SampleResults.results(), Set.of()))
            .path("invocations")
            .get(0);
    assertThat(invocation.path("executionSuccessful").asBoolean()).isTrue();
    assertThat(invocation.path("toolExecutionNotifications").get(0).path("level").asString())
        .isEqualTo("warning");
  }

  @Test
  void contentMakesNoLinkInAMessage() {
    Finding finding =
        SampleResults.finding(
            SampleChecks.EVASION, "", Severity.HIGH, "T", "[click](http://evil)", Where.file("a"));
    CheckResult result =
        CheckResult.of(
            "GB-EVA-001", "", new Outcome.Fail(), "s", List.of(), List.of(finding), List.of());
    String text =
        run(SampleResults.build(Policy.defaults(), List.of(result), Set.of()))
            .path("results")
            .get(0)
            .path("message")
            .path("text")
            .asString();
    assertThat(text).contains("[click] (http://evil)");
  }
}
