package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Baselines and suppressions, end to end: an accepted finding stays visible and does not count.
class AcceptedFindingsTest {
  private static final int CLEAN = 0;
  private static final int FINDINGS = 1;

  /// A pass mark that no model can meet, so that exactly one finding is certain.
  private static final String STRICT =
      "policy: {inconclusive: report, checks: {GB-PERF-001: {min-auc: 1, severity: high}}}\n";

  @TempDir private Path folder;
  private TinyCase tiny;

  @BeforeEach
  void makeCase() throws Exception {
    tiny = TinyCase.in(folder);
  }

  private record Audited(int code, String err, JsonNode result) {
    List<JsonNode> findings() {
      return result.path("findings").valueStream().toList();
    }

    List<String> states() {
      return findings().stream().map(f -> f.path("standing").path("state").asString()).toList();
    }
  }

  private Audited audit(String name, String yaml, String... more) throws IOException {
    Path config = Files.writeString(folder.resolve("gambeson.yaml"), yaml);
    Path json = folder.resolve(name);
    List<String> flags = new ArrayList<>(tiny.flags());
    flags.addAll(List.of("--quiet", "--config", config.toString(), "--checks", "GB-PERF-001"));
    flags.addAll(List.of(more));
    flags.addAll(List.of("--format", "json", "--output", json.toString()));
    TinyCase.Ran ran = TinyCase.run(flags);
    return new Audited(ran.code(), ran.err(), JsonMapper.shared().readTree(json.toFile()));
  }

  private static String suppression(LocalDate expires) {
    return STRICT
        + "suppressions:\n  - {check: GB-PERF-001, owner: j.doe, reason: known weakness, expires: %s}\n"
            .formatted(expires);
  }

  private static LocalDate today() {
    return LocalDate.now(Clock.systemUTC());
  }

  @Test
  void aFindingCountsTheFirstTime() throws Exception {
    Audited first = audit("first.json", STRICT);
    assertThat(first.code()).as(first.err()).isEqualTo(FINDINGS);
    assertThat(first.states()).isNotEmpty().containsOnly("open");
  }

  @Test
  void aBaselinedFindingStaysVisibleAndDoesNotCount() throws Exception {
    Audited first = audit("first.json", STRICT);
    Audited second =
        audit("second.json", STRICT, "--baseline", folder.resolve("first.json").toString());
    assertThat(second.code()).as(second.err()).isEqualTo(CLEAN);
    assertThat(second.states()).hasSameSizeAs(first.states()).containsOnly("baselined");
    assertThat(second.result().path("verdict").asString()).isEqualTo("pass");
  }

  @Test
  void aBaselinedFindingThatGotWorseCountsAgain() throws Exception {
    audit("first.json", STRICT.replace("high", "low"));
    Audited second =
        audit("second.json", STRICT, "--baseline", folder.resolve("first.json").toString());
    assertThat(second.code()).isEqualTo(FINDINGS);
  }

  @Test
  void theConfigurationMayNameTheBaseline() throws Exception {
    audit("first.json", STRICT);
    assertThat(audit("second.json", STRICT + "baseline: first.json\n").states())
        .containsOnly("baselined");
  }

  @Test
  void aSuppressedFindingStaysVisibleWithItsOwnerAndReason() throws Exception {
    Audited audited = audit("r.json", suppression(today().plusDays(2)));
    assertThat(audited.code()).as(audited.err()).isEqualTo(CLEAN);
    assertThat(audited.states()).isNotEmpty().containsOnly("suppressed");
    JsonNode by = audited.findings().getFirst().path("standing").path("by");
    assertThat(by.path("owner").asString()).isEqualTo("j.doe");
    assertThat(by.path("reason").asString()).isEqualTo("known weakness");
  }

  @Test
  void anExpiredSuppressionCountsAgainAndSaysSo() throws Exception {
    Audited audited = audit("r.json", suppression(today().minusDays(1)));
    assertThat(audited.code()).isEqualTo(FINDINGS);
    assertThat(audited.states()).isNotEmpty().containsOnly("open");
    assertThat(audited.findings().getFirst().path("standing").path("note").asString())
        .contains("j.doe", "expired on");
  }

  @Test
  void aSuppressedFindingDoesNotSlipIntoTheBaseline() throws Exception {
    audit("first.json", suppression(today().plusDays(2)));
    Audited second =
        audit("second.json", STRICT, "--baseline", folder.resolve("first.json").toString());
    assertThat(second.code()).isEqualTo(FINDINGS);
  }
}
