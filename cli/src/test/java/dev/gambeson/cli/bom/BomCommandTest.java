package dev.gambeson.cli.bom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BomCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(folder.resolve("p"));
    Files.createDirectories(folder.resolve("osv"));
    Files.writeString(
        folder.resolve("p/requirements.txt"),
        "bad-lib==1.0 --hash=sha256:" + "ab".repeat(32) + "\n");
    Files.writeString(
        folder.resolve("osv/GHSA-1.json"),
        """
        {"id":"GHSA-1","modified":"%s","summary":"Bad",
         "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
         "affected":[{"package":{"ecosystem":"PyPI","name":"bad-lib"},
          "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.1"}]}]}]}
        """
            .formatted(java.time.Instant.now()));
  }

  private TinyCase.Ran bom(String... args) {
    List<String> all = new ArrayList<>(List.of("bom", folder.resolve("p").toString()));
    all.addAll(List.of(args));
    return TinyCase.run(all.toArray(String[]::new));
  }

  private String[] audited(String... more) {
    List<String> all = new ArrayList<>(List.of("--advisories", folder.resolve("osv").toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Test
  void withoutAFormatTheBillGoesToStandardOutput() {
    TinyCase.Ran ran = bom();
    assertThat(ran.code()).isZero();
    JsonNode bill = json(ran.out());
    assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
    assertThat(bill.path("specVersion").asString()).isEqualTo("1.6");
    assertThat(bill.path("components").path(0).path("purl").asString())
        .isEqualTo("pkg:pypi/bad-lib@1.0");
  }

  @Test
  void aVulnerabilityFailsTheRunAndStandsInTheBill() {
    TinyCase.Ran ran = bom(audited());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(json(ran.out()).path("vulnerabilities").path(0).path("id").asString())
        .isEqualTo("GHSA-1");
  }

  @Test
  void everyReportNamesTheFinding() {
    for (String format : new String[] {"json", "text", "sarif", "html", "md", "junit"}) {
      TinyCase.Ran ran = bom(audited("--format", format));
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out()).contains("GB-DEP-001");
    }
  }

  @Test
  void theEndingOfAFileTellsTheForm() throws IOException {
    Path json = folder.resolve("bom.json");
    Path xml = folder.resolve("bom.xml");
    TinyCase.Ran ran = bom("--output", json.toString(), "--output", xml.toString());
    assertThat(ran.code()).isZero();
    assertThat(Files.readString(json)).startsWith("{").contains("CycloneDX");
    assertThat(Files.readString(xml)).contains("http://cyclonedx.org/schema/bom/1.6");
    assertThat(ran.out()).contains("GB-DEP-003");
  }

  @Test
  void anAcceptedVulnerabilityNoLongerFailsAndTheBillSaysWhoAcceptedIt() throws IOException {
    Path config = folder.resolve("gambeson.yaml");
    Files.writeString(
        config,
        """
        suppressions:
          - {check: GB-DEP-001, aspect: GHSA-1, owner: Ann, reason: not reached, expires: 2099-01-01}
        """);
    TinyCase.Ran ran = bom(audited("--config", config.toString()));
    assertThat(ran.err()).doesNotContain("gambeson:");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Accepted by Ann until 2099-01-01");
  }

  @Test
  void theTimeStampIsPassedInOrAbsent() {
    assertThat(bom("--timestamp", "2026-11-22T00:00:00Z").out()).contains("2026-11-22T00:00:00Z");
    assertThat(bom("--timestamp", "yesterday").code()).isEqualTo(4);
  }

  @Test
  void anEmptyFolderIsNothingExamined() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(TinyCase.run("bom", empty.toString()).code()).isEqualTo(3);
  }

  @Test
  void aBrokenManifestIsInconclusive() throws IOException {
    Files.writeString(folder.resolve("p/package-lock.json"), "{");
    TinyCase.Ran ran = bom();
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("incomplete");
  }

  @Test
  void wrongUsageIsSaidInOneLine() {
    assertThat(TinyCase.run("bom", folder.resolve("no").toString()).code()).isEqualTo(4);
    assertThat(bom("--advisories", folder.resolve("no").toString()).code()).isEqualTo(4);
    assertThat(bom("--format", "cyclondx").err()).contains("Did you mean 'cyclonedx'");
  }
}
