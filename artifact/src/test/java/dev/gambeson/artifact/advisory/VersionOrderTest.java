package dev.gambeson.artifact.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.bom.Ecosystem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionOrderTest {
  /// PEP 440, "Summary of permitted suffixes and relative ordering".
  private static final List<String> PEP_440 =
      List.of(
          "1.dev0",
          "1.0.dev456",
          "1.0a1",
          "1.0a2.dev456",
          "1.0a12.dev456",
          "1.0a12",
          "1.0b1.dev456",
          "1.0b2",
          "1.0b2.post345.dev456",
          "1.0b2.post345",
          "1.0rc1.dev456",
          "1.0rc1",
          "1.0",
          "1.0+abc.5",
          "1.0+abc.7",
          "1.0+5",
          "1.0.post456.dev34",
          "1.0.post456",
          "1.0.15",
          "1.1.dev1",
          "1!0.1");

  @Test
  void pythonVersionsSortAsPep440Says() {
    List<Pep440> shuffled =
        new ArrayList<>(PEP_440.stream().map(v -> Pep440.parse(v).orElseThrow()).toList());
    List<Pep440> expected = List.copyOf(shuffled);
    Collections.shuffle(shuffled, new Random(7));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1.0.0, 1.0",
    "v1.0, 1.0",
    "1.0-alpha.1, 1.0a1",
    "1.0.RC1, 1.0c1",
    "1.0-1, 1.0.post1",
    "1.0-r4, 1.0.post4",
    "1.0.dev, 1.0.dev0",
    "1.0+ubuntu-1, 1.0+ubuntu.1",
    "01.01, 1.1",
    "0!1.0, 1.0",
    "1.0preview2, 1.0rc2"
  })
  void spellingsOfOnePythonVersionAreEqual(String a, String b) {
    assertThat(VersionOrder.python(a, b)).isEqualTo(OptionalInt.of(0));
  }

  @ParameterizedTest
  @CsvSource({"not a version", "1.0-", "''", "1..2", "latest"})
  void whatIsNoPythonVersionIsNotOrdered(String text) {
    assertThat(VersionOrder.python(text, "1.0")).isEmpty();
  }

  @Test
  void aVersionOfAMillionDigitsIsRefusedAtOnce() {
    assertThat(VersionOrder.python("9".repeat(1_000_000), "1.0")).isEmpty();
    assertThat(VersionOrder.semver("9".repeat(1_000_000) + ".0.0", "1.0.0")).isEmpty();
    assertThat(VersionOrder.maven("9".repeat(1_000_000), "1.0")).isEmpty();
  }

  /// Maven: POM reference, "Version Order Specification".
  @ParameterizedTest
  @CsvSource({
    "1-alpha-1, 1-beta-1",
    "1.0-rc1, 1.0",
    "1.0-SNAPSHOT, 1.0",
    "1.0, 1.0-sp",
    "1.9, 1.10",
    "2.14.1, 2.15.0",
    "1-beta, 1-milestone",
    "33.0.0-jre, 33.0.1-jre"
  })
  void mavenVersionsSortAsMavenDoes(String lower, String higher) {
    assertThat(VersionOrder.maven(lower, higher).orElseThrow()).isNegative();
  }

  /// Semantic Versioning 2.0.0, section 11.
  @Test
  void npmVersionsSortAsSemverSays() {
    List<String> order =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "2.0.0",
            "2.1.0",
            "2.1.1");
    for (int i = 1; i < order.size(); i++) {
      assertThat(VersionOrder.semver(order.get(i - 1), order.get(i)).orElseThrow())
          .as(order.get(i - 1) + " < " + order.get(i))
          .isNegative();
    }
  }

  @Test
  void buildMetadataDoesNotCountInSemver() {
    assertThat(VersionOrder.semver("1.0.0+a", "1.0.0+b")).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void condaVersionsAreNotOrdered() {
    assertThat(VersionOrder.of(Ecosystem.CONDA).compare("1", "2")).isEmpty();
  }
}
