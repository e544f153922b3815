package dev.gambeson.artifact.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.bom.Ecosystem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {
  private static OsvRecord.Event event(OsvRecord.Kind kind, String version) {
    return new OsvRecord.Event(kind, version);
  }

  private static OsvRecord.Affected maven(List<String> limits, OsvRecord.Event... events) {
    return new OsvRecord.Affected(
        Ecosystem.MAVEN,
        "g:a",
        List.of(new OsvRecord.Range(false, List.of(events), limits)),
        List.of(),
        List.of());
  }

  private static final OsvRecord.Affected LINES =
      maven(
          List.of(),
          event(OsvRecord.Kind.FIXED, "2.12.2"),
          event(OsvRecord.Kind.INTRODUCED, "2.0-beta9"),
          event(OsvRecord.Kind.INTRODUCED, "2.13.0"),
          event(OsvRecord.Kind.FIXED, "2.15.0"));

  @ParameterizedTest
  @CsvSource({
    "2.0-beta8, UNAFFECTED", "2.0-beta9, AFFECTED", "2.12.1, AFFECTED", "2.12.2, UNAFFECTED",
    "2.12.4, UNAFFECTED", "2.13.0, AFFECTED", "2.14.1, AFFECTED", "2.15.0-rc1, AFFECTED",
    "2.15.0, UNAFFECTED", "3.0, UNAFFECTED"
  })
  void severalLinesInOneRangeAreJudgedInOrder(String version, Matching.Answer answer) {
    assertThat(Matching.judge(version, LINES)).isEqualTo(answer);
  }

  @Test
  void theLastAffectedVersionIsAffectedAndTheNextIsNot() {
    OsvRecord.Affected a =
        maven(
            List.of(),
            event(OsvRecord.Kind.INTRODUCED, "0"),
            event(OsvRecord.Kind.LAST_AFFECTED, "1.5"));
    assertThat(Matching.judge("1.5", a)).isEqualTo(Matching.Answer.AFFECTED);
    assertThat(Matching.judge("1.5.1", a)).isEqualTo(Matching.Answer.UNAFFECTED);
  }

  @Test
  void aLimitEndsTheRange() {
    OsvRecord.Affected a = maven(List.of("2.0"), event(OsvRecord.Kind.INTRODUCED, "0"));
    assertThat(Matching.judge("1.9", a)).isEqualTo(Matching.Answer.AFFECTED);
    assertThat(Matching.judge("2.0", a)).isEqualTo(Matching.Answer.UNAFFECTED);
  }

  @Test
  void aListedPythonVersionMatchesInEverySpelling() {
    OsvRecord.Affected a =
        new OsvRecord.Affected(Ecosystem.PYPI, "a", List.of(), List.of("1.0.0"), List.of());
    assertThat(Matching.judge("1.0", a)).isEqualTo(Matching.Answer.AFFECTED);
  }

  @Test
  void aVersionThatCannotBeOrderedIsUnknownNotSafe() {
    OsvRecord.Affected a =
        new OsvRecord.Affected(
            Ecosystem.PYPI,
            "a",
            List.of(
                new OsvRecord.Range(
                    false,
                    List.of(
                        event(OsvRecord.Kind.INTRODUCED, "0"), event(OsvRecord.Kind.FIXED, "2.0")),
                    List.of())),
            List.of(),
            List.of());
    assertThat(Matching.judge("2004-legacy build", a)).isEqualTo(Matching.Answer.UNKNOWN);
  }

  @Test
  void theSmallestFixAfterTheVersionIsProposed() {
    assertThat(Matching.fix("2.13.1", LINES)).isEqualTo(Optional.of("2.15.0"));
    assertThat(Matching.fix("2.1", LINES)).isEqualTo(Optional.of("2.12.2"));
  }

  @Test
  void onlyARangeWithoutAnyEndAffectsWhateverVersion() {
    assertThat(Matching.always(maven(List.of(), event(OsvRecord.Kind.INTRODUCED, "0")))).isTrue();
    assertThat(Matching.always(LINES)).isFalse();
  }

  /// Base scores as the calculators of FIRST give them.
  @ParameterizedTest
  @CsvSource({
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H, 10.0",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
    "CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H, 7.8",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 9.3",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N, 0.0"
  })
  void baseScoresAreThoseOfFirst(String vector, double score) {
    assertThat(Scores.score(vector).orElseThrow().value()).isEqualTo(score);
  }

  @Test
  void aMalformedVectorGivesNoScore() {
    assertThat(Scores.score("CVSS:3.1/AV:X")).isEmpty();
    assertThat(Scores.score("")).isEmpty();
    assertThat(Scores.score("high")).isEmpty();
  }

  @Test
  void theNewestSchemeCounts() {
    assertThat(
            Scores.best(
                    List.of(
                        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
                        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"))
                .orElseThrow()
                .value())
        .isEqualTo(9.3);
  }
}
