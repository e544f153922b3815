package dev.gambeson.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.Formats;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gambeson.yaml`: what it may say, and how it complains.
class ConfigReaderTest {
  @TempDir private Path folder;

  private Configuration read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("gambeson.yaml"), yaml);
    return new ConfigReader(Catalogue.infos(), Formats.names()).read(file);
  }

  private void refused(String yaml, String... words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOfSatisfying(
            GambesonException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("gambeson.yaml")
        .message()
        .contains(words);
  }

  @Test
  void anEmptyFileSaysNothing() throws IOException {
    assertThat(read("")).isEqualTo(Configuration.empty());
    assertThat(read("# only a comment\n")).isEqualTo(Configuration.empty());
  }

  @Test
  void pathsAreSeenFromTheFolderOfTheFile() throws IOException {
    Configuration c = read("model: a/m.onnx\ndata: {test: t.csv, label: y, favourable: 1}\n");
    assertThat(c.model()).contains(folder.resolve("a/m.onnx"));
    assertThat(c.data().test()).contains(folder.resolve("t.csv"));
    assertThat(c.data().favourable()).contains("1");
  }

  @Test
  void thePolicyIsRead() throws IOException {
    Configuration c =
        read(
            """
            policy:
              fail-on: medium
              inconclusive: report
              checks:
                GB-EVA-004: {rows: 60, severity: low}
                GB-EXT-001: {enabled: false}
            """);
    assertThat(c.policy().failOn()).isEqualTo(Severity.MEDIUM);
    assertThat(c.policy().allowInconclusive()).isTrue();
    assertThat(c.policy().checks().get("GB-EVA-004").parameters()).containsEntry("rows", 60.0);
    assertThat(c.policy().checks().get("GB-EVA-004").severity()).contains(Severity.LOW);
    assertThat(c.policy().checks().get("GB-EXT-001").enabled()).isFalse();
  }

  @Test
  void anUnknownKeyGetsASuggestion() {
    refused("modle: m.onnx\n", "unknown key 'modle'", "Did you mean 'model'?");
    refused("data: {lable: y}\n", "/data", "'lable'", "Did you mean 'label'?");
    refused(
        "policy: {checks: {GB-EVA-004: {row: 60}}}\n",
        "/policy/checks/GB-EVA-004",
        "Did you mean 'rows'?");
  }

  @Test
  void aValueOfTheWrongKindNamesItsPlace() {
    refused("seed: soon\n", "/seed", "integer");
    refused("data: {protected: sex}\n", "/data/protected", "array");
    refused("policy: {fail-on: terrible}\n", "/policy/fail-on");
    refused("[1, 2]\n", "object");
    refused("just text\n", "object");
  }

  @Test
  void aPassMarkBeyondItsRangeIsRefused() {
    refused("policy: {checks: {GB-PERF-001: {min-auc: 1.5}}}\n", "min-auc");
    refused("policy: {checks: {GB-PERF-001: {min-auc: .nan}}}\n", ".nan");
    refused("policy: {checks: {GB-PERF-001: {min-auc: 1e999}}}\n", "min-auc");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    refused("seed: 1\nseed: 2\n", "seed");
  }

  @Test
  void aSecondDocumentIsRefused() {
    refused("seed: 1\n---\nseed: 2\n", "line");
  }

  @Test
  void aSuppressionNeedsOwnerReasonAndADayThatExists() {
    refused("suppressions: [{check: GB-EXT-001, owner: a, expires: 2027-01-01}]\n", "reason");
    refused(
        "suppressions: [{check: GB-EXT-001, owner: a, reason: b, expires: 2027-02-30}]\n",
        "2027-02-30");
    refused(
        "suppressions: [{check: GB-EXT-01, owner: a, reason: b, expires: 2027-01-01}]\n",
        "/suppressions/0/check");
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i))
          .append("*a%d, ".formatted(i - 1).repeat(9))
          .append("*a%d]\n".formatted(i - 1));
    }
    refused(bomb.toString(), "unknown key 'a0'"); // an alias is never followed
  }

  @Test
  void deepNestingIsRefused() {
    refused("data: " + "[".repeat(100_000), "YAML");
    refused("data: " + "{a: ".repeat(50_000), "YAML");
  }

  @Test
  void aSeedBeyondALongIsRefused() {
    refused("seed: 99999999999999999999\n", "/seed");
  }

  @Test
  void aPathThatCannotBeOneIsRefused() {
    refused("model: \"a\\0b\"\n", "cannot be a path");
  }

  @Test
  void aFileOfTwoMebibytesIsRefused() {
    refused("# " + "x".repeat(2 << 20) + "\n", "larger than 1 MiB");
  }

  @Test
  void anAbsentFileAndAFolderAreRefused() {
    ConfigReader reader = new ConfigReader(Catalogue.infos(), Formats.names());
    assertThatThrownBy(() -> reader.read(folder.resolve("no.yaml")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContainingAll("no.yaml", "does not exist", "gambeson init");
    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("is no regular file");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path file = Files.write(folder.resolve("gambeson.yaml"), new byte[] {'a', (byte) 0xC3, '('});
    assertThatThrownBy(() -> new ConfigReader(Catalogue.infos(), Formats.names()).read(file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("gambeson.yaml");
  }
}
