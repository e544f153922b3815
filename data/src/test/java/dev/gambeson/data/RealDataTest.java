package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.testing.SharedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The checks on the real sets of `shared/models`: all of them sound, so nothing severe may be
/// found.
class RealDataTest {
  private static final Map<String, String> LABELS =
      Map.of(
          "adult",
          "income",
          "bank",
          "y",
          "breast_cancer",
          "benign",
          "cardfraud",
          "Class",
          "german",
          "good");

  static AuditSubject subject(String set) {
    return Subjects.of(
        DataFiles.read(SharedData.require("models/" + set + "/test.csv")),
        DataFiles.read(SharedData.require("models/" + set + "/train.csv")),
        LABELS.get(set));
  }

  private static List<CheckResult> all(AuditSubject subject, int threads) {
    try (Workers workers = new Workers(threads)) {
      List<CheckResult> results = new ArrayList<>();
      DataChecks.all().forEach(c -> results.addAll(c.run(subject, Subjects.context(workers))));
      return results;
    }
  }

  @ParameterizedTest
  @CsvSource({"adult", "bank", "breast_cancer", "cardfraud", "german"})
  void soundDataRaisesNoSevereFinding(String set) {
    List<CheckResult> results = all(subject(set), 2);
    StringBuilder log = new StringBuilder(set + "\n");
    for (CheckResult r : results) {
      log.append(
          "  %s [%s] %s: %s %s%n"
              .formatted(
                  r.check(),
                  r.aspect(),
                  Subjects.outcome(r),
                  r.summary(),
                  r.outcome()
                      .filter(o -> o instanceof dev.gambeson.core.Outcome.Inconclusive)
                      .map(Object::toString)
                      .orElse("")));
      r.findings()
          .forEach(
              f -> log.append("      %s %s: %s%n".formatted(f.severity(), f.title(), f.message())));
    }
    System.err.println(log);
    assertThat(results)
        .flatExtracting(CheckResult::findings)
        .noneMatch(f -> f.severity().atLeast(Severity.HIGH));
  }
}
