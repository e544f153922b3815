package dev.gambeson.artifact.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.Bills;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyAuditTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final String RECENT = "2026-11-20T00:00:00Z";
  private static final String CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H";
  @TempDir private Path folder;

  private static String record(String id, String more, String name, String events) {
    return "{\"id\":\"%s\",\"modified\":\"%s\",\"summary\":\"Bad thing\"%s,\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"%s\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[%s]}]}]}"
        .formatted(id, RECENT, more, name, events);
  }

  private static String fixedIn(String version) {
    return "{\"introduced\":\"0\"},{\"fixed\":\"%s\"}".formatted(version);
  }

  private void advisory(String name, String json) {
    Bills.write(folder, "osv/PyPI/" + name + ".json", json);
  }

  private void requirements(String text) {
    Bills.write(folder, "project/requirements.txt", text);
  }

  private DependencyAudit.Audited audit(LocalDate today, String... internal) {
    Bill bill = Bills.read(folder.resolve("project"));
    Path osv = folder.resolve("osv");
    try (Workers workers = new Workers(2)) {
      Map<Ecosystem, Set<String>> names =
          bill.libraries().stream()
              .collect(
                  Collectors.groupingBy(
                      l -> l.ecosystem(), Collectors.mapping(l -> l.name(), Collectors.toSet())));
      Optional<AdvisoryDatabase> database =
          Files.isDirectory(osv)
              ? Optional.of(AdvisoryDatabase.read(osv, names, workers, Progress.silent()))
              : Optional.empty();
      return DependencyAudit.run(bill, database, List.of(internal), today, Policy.defaults());
    }
  }

  private static CheckResult result(DependencyAudit.Audited audited, String id) {
    return audited.results().stream().filter(r -> r.check().equals(id)).findFirst().orElseThrow();
  }

  private static String outcome(DependencyAudit.Audited audited, String id) {
    return result(audited, id).outcome().map(Outcome::id).orElse("not examined");
  }

  @Test
  void aVulnerableVersionIsFoundWithItsScoreAndItsFix() {
    requirements("Bad_Lib==1.4\nother==1\n");
    advisory(
        "a",
        record(
            "GHSA-1",
            ",\"aliases\":[\"CVE-1\"],\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\""
                + CRITICAL
                + "\"}]",
            "bad.lib",
            fixedIn("1.5")));
    advisory("b", record("PYSEC-1", ",\"aliases\":[\"CVE-1\"]", "bad-lib", fixedIn("1.5")));
    DependencyAudit.Audited audited = audit(TODAY);
    assertThat(audited.vulnerabilities()).hasSize(1); // two records of one vulnerability
    KnownVulnerability v = audited.vulnerabilities().getFirst();
    assertThat(v.id()).isEqualTo("GHSA-1");
    assertThat(v.aliases()).containsExactly("CVE-1", "PYSEC-1");
    assertThat(v.severity()).isEqualTo(Severity.CRITICAL);
    CheckResult r = result(audited, "GB-DEP-001");
    assertThat(r.findings()).hasSize(1);
    assertThat(r.findings().getFirst().fix()).isEqualTo("Move bad-lib from 1.4 to 1.5.");
    assertThat(r.findings().getFirst().message()).contains("CVSS 10.0", "requirements.txt:1");
  }

  @Test
  void theFixedVersionPasses() {
    requirements("bad-lib==1.5\n");
    advisory("a", record("GHSA-1", "", "bad-lib", fixedIn("1.5")));
    assertThat(outcome(audit(TODAY), "GB-DEP-001")).isEqualTo("pass");
  }

  @Test
  void aWithdrawnRecordDoesNotCount() {
    requirements("bad-lib==1.4\n");
    advisory(
        "a",
        record("GHSA-1", ",\"withdrawn\":\"2026-01-01T00:00:00Z\"", "bad-lib", fixedIn("1.5")));
    assertThat(audit(TODAY).vulnerabilities()).isEmpty();
  }

  @Test
  void malwareIsCriticalEvenWithoutAVersion() {
    requirements("evil\n");
    advisory("a", record("MAL-1", "", "evil", "{\"introduced\":\"0\"}"));
    CheckResult r = result(audit(TODAY), "GB-DEP-002");
    assertThat(r.findings()).extracting(f -> f.severity()).containsExactly(Severity.CRITICAL);
  }

  @Test
  void anOpenVersionIsInconclusiveNeverAPass() {
    requirements("bad-lib>=1\n");
    advisory("a", record("GHSA-1", "", "bad-lib", fixedIn("1.5")));
    DependencyAudit.Audited audited = audit(TODAY);
    assertThat(outcome(audited, "GB-DEP-001")).isEqualTo("inconclusive");
    assertThat(outcome(audited, "GB-DEP-003")).isEqualTo("fail");
  }

  @Test
  void anOldDatabaseIsInconclusiveWithItsDate() {
    requirements("a==1\n");
    advisory("a", record("GHSA-1", "", "other", fixedIn("1.5")));
    assertThat(outcome(audit(LocalDate.of(2026, 12, 20)), "GB-DEP-009")).isEqualTo("pass");
    DependencyAudit.Audited late = audit(LocalDate.of(2026, 12, 21));
    assertThat(outcome(late, "GB-DEP-009")).isEqualTo("inconclusive");
    assertThat(result(late, "GB-DEP-009").summary()).contains("2026-11-20");
    assertThat(outcome(late, "GB-DEP-001")).isEqualTo("inconclusive");
  }

  @Test
  void anEmptyFolderIsInconclusive() throws IOException {
    requirements("a==1\n");
    Files.createDirectory(folder.resolve("osv"));
    assertThat(outcome(audit(TODAY), "GB-DEP-009")).isEqualTo("inconclusive");
  }

  @Test
  void aRecordThatCannotBeReadIsInconclusive() {
    requirements("a==1\n");
    advisory("a", record("GHSA-1", "", "other", fixedIn("1.5")));
    advisory("b", "{\"id\":");
    assertThat(outcome(audit(TODAY), "GB-DEP-009")).isEqualTo("inconclusive");
  }

  @Test
  void withoutADatabaseNothingIsClaimed() {
    requirements("a==1\n");
    assertThat(outcome(audit(TODAY), "GB-DEP-001")).isEqualTo("not examined");
  }

  @Test
  void theZipOfOsvIsReadInPlace() throws IOException {
    requirements("bad-lib==1.4\n");
    Path zip = Files.createDirectories(folder.resolve("osv/PyPI")).resolve("all.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 2_500; i++) {
        out.putNextEntry(new ZipEntry("GHSA-%d.json".formatted(i)));
        String name = i == 2_499 ? "bad-lib" : "lib" + i;
        out.write(record("GHSA-" + i, "", name, fixedIn("1.5")).getBytes());
      }
    }
    assertThat(audit(TODAY).vulnerabilities())
        .extracting(KnownVulnerability::id)
        .containsExactly("GHSA-2499");
  }

  @Test
  void aZipThatIsNoneIsInconclusive() {
    requirements("a==1\n");
    Bills.write(folder, "osv/all.zip", "no zip");
    assertThat(outcome(audit(TODAY), "GB-DEP-009")).isEqualTo("inconclusive");
  }

  @Test
  void missingHashesAreOneFindingPerFile() {
    requirements("a==1\nb==2\nc==3 --hash=sha256:" + "ab".repeat(32) + "\n");
    CheckResult r = result(audit(TODAY), "GB-DEP-004");
    assertThat(r.findings()).hasSize(1);
    assertThat(r.findings().getFirst().message()).contains("a 1", "b 2").doesNotContain("c 3");
  }

  @Test
  void aWheelThatDiffersFromTheLockedHashIsReported() {
    requirements("my-lib==1.0 --hash=sha256:" + "ab".repeat(32) + "\n");
    Bills.write(folder, "project/wheels/my_lib-1.0-py3-none-any.whl", "swapped");
    Bills.write(folder, "project/wheels/my_lib-1.0.1-py3-none-any.whl", "another version");
    CheckResult r = result(audit(TODAY), "GB-DEP-005");
    assertThat(r.findings()).hasSize(1);
    assertThat(r.findings().getFirst().severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aPrivateNameBesideAnExtraIndexIsConfusion() {
    requirements("--extra-index-url https://pypi.acme.com/simple\nacme-tools==1\nrequests==1\n");
    CheckResult r = result(audit(TODAY, "acme-"), "GB-DEP-007");
    assertThat(r.findings()).extracting(f -> f.aspect()).containsExactly("pkg:pypi/acme-tools@1");
  }

  @Test
  void aPrivateNameWithOnePrivateIndexOrAHashIsFine() {
    requirements("--index-url https://pypi.acme.com/simple\nacme-tools==1\n");
    assertThat(outcome(audit(TODAY, "acme-"), "GB-DEP-007")).isEqualTo("pass");
    requirements("acme-tools==1 --hash=sha256:" + "ab".repeat(32) + "\n");
    assertThat(outcome(audit(TODAY, "acme-"), "GB-DEP-007")).isEqualTo("pass");
  }

  @Test
  void plainHttpIsReportedWithoutItsPassword() {
    requirements("--index-url http://u:hunter2@pypi.acme.com/simple\na==1\n");
    CheckResult r = result(audit(TODAY), "GB-DEP-007");
    assertThat(r.findings()).hasSize(1);
    assertThat(r.findings().getFirst().message()).doesNotContain("hunter2");
  }

  @Test
  void aTypingErrorIsAHint() {
    requirements("reqeusts==2.0\n");
    assertThat(result(audit(TODAY), "GB-DEP-006").findings()).hasSize(1);
  }

  @Test
  void aRuleThatIsSwitchedOffIsNotExamined() {
    requirements("reqeusts==2.0\n");
    Policy policy =
        new Policy(
            Severity.HIGH,
            false,
            Map.of("GB-DEP-006", new Policy.CheckPolicy(false, Optional.empty(), Map.of())),
            List.of());
    Bill bill = Bills.read(folder.resolve("project"));
    assertThat(
            outcome(
                DependencyAudit.run(bill, Optional.empty(), List.of(), TODAY, policy),
                "GB-DEP-006"))
        .isEqualTo("not examined");
  }
}
