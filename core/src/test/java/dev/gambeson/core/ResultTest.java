package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final Finding UNFAIR =
      new Finding(
          "GB-FAIR-001",
          "sex",
          Severity.HIGH,
          "Unequal selection",
          "0.36 < 0.8",
          Where.file("m.onnx"),
          "reweigh");

  private static Policy policyWith(Policy.Suppression... suppressions) {
    return new Policy(Severity.HIGH, false, Map.of(), List.of(suppressions));
  }

  private static Result result(Policy policy, Set<Result.Known> baseline, CheckResult... results) {
    List<CheckResult> all = List.of(results);
    return new Result(
        "audit",
        "1",
        42,
        List.of(),
        List.of(),
        policy,
        List.of(),
        all,
        Result.judge(all, policy, baseline, TODAY),
        List.of(),
        List.of());
  }

  private static CheckResult failing() {
    return CheckResult.of(
        "GB-FAIR-001", "sex", new Outcome.Fail(), "unfair", List.of(), List.of(UNFAIR), List.of());
  }

  private static CheckResult passing() {
    return CheckResult.of(
        "GB-PERF-001", "", new Outcome.Pass(), "fine", List.of(), List.of(), List.of());
  }

  private static Policy.Suppression until(LocalDate day) {
    return new Policy.Suppression("GB-FAIR-001", Optional.of("sex"), "j.doe", "legal basis", day);
  }

  @Test
  void anOpenFindingAtTheBarFails() {
    assertThat(result(policyWith(), Set.of(), failing()).exitCode()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aFindingBelowTheBarDoesNot() {
    assertThat(result(policyWith().failingOn(Severity.CRITICAL), Set.of(), failing()).exitCode())
        .isEqualTo(ExitCode.CLEAN);
  }

  @Test
  void aSuppressedFindingStaysVisibleAndDoesNotCount() {
    Result result = result(policyWith(until(TODAY)), Set.of(), failing());
    assertThat(result.exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(result.findings()).hasSize(1);
    assertThat(result.openBySeverity().get(Severity.HIGH)).isZero();
  }

  @Test
  void anExpiredSuppressionCountsAgainAndSaysSo() {
    Result result = result(policyWith(until(TODAY.minusDays(1))), Set.of(), failing());
    assertThat(result.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.findings().getFirst().standing())
        .isInstanceOfSatisfying(
            Result.Standing.Open.class,
            o -> assertThat(o.note()).contains("expired on 2026-11-21"));
  }

  @Test
  void aSuppressionOfAnotherAspectDoesNotCover() {
    Policy.Suppression age =
        new Policy.Suppression("GB-FAIR-001", Optional.of("age"), "j.doe", "x", TODAY);
    assertThat(result(policyWith(age), Set.of(), failing()).exitCode())
        .isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aBaselinedFindingCountsAgainWhenItGetsWorse() {
    Set<Result.Known> same = Set.of(new Result.Known(UNFAIR.fingerprint(), Severity.HIGH));
    Set<Result.Known> milder = Set.of(new Result.Known(UNFAIR.fingerprint(), Severity.LOW));
    assertThat(result(policyWith(), same, failing()).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(result(policyWith(), milder, failing()).exitCode()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void inconclusiveIsNeverAPass() {
    CheckResult open = CheckResult.inconclusive("GB-FAIR-001", "sex", "too few rows");
    assertThat(result(policyWith(), Set.of(), passing(), open).exitCode())
        .isEqualTo(ExitCode.COULD_NOT_RUN);
    assertThat(result(policyWith(), Set.of(), passing(), open).verdict())
        .isEqualTo(Result.Verdict.INCONCLUSIVE);
  }

  @Test
  void nothingExaminedHasItsOwnCode() {
    CheckResult none =
        CheckResult.notExamined("GB-FAIR-001", "", "no protected attribute was named");
    assertThat(result(policyWith(), Set.of(), none).exitCode())
        .isEqualTo(ExitCode.NOTHING_EXAMINED);
  }

  @Test
  void theFingerprintOutlivesFiguresAndFolders() {
    Finding later =
        new Finding(
            "GB-FAIR-001",
            "sex",
            Severity.LOW,
            "Unequal selection",
            "0.41 < 0.8",
            Where.file("/tmp/other/m.onnx"),
            "");
    assertThat(later.fingerprint()).isEqualTo(UNFAIR.fingerprint());
  }
}
