package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
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
  void soundDataPassesWithNothingWorseThanANote(String set) {
    List<CheckResult> results = all(subject(set), 2);
    assertThat(results).noneMatch(r -> Subjects.outcome(r).equals("fail"));
    assertThat(results).noneMatch(r -> Subjects.outcome(r).equals("inconclusive"));
    assertThat(results)
        .flatExtracting(CheckResult::findings)
        .allMatch(f -> f.severity() == Severity.INFO);
  }

  /// Counted independently with Python's csv module: exact agreement of all input cells as text.
  @ParameterizedTest
  @CsvSource({"adult,26,25", "cardfraud,12,5", "german,0,0"})
  void overlapAndRepeatsAreCountedRight(String set, int overlapping, int repeated) {
    AuditSubject subject = subject(set);
    Estimate overlap = Subjects.run(new OverlapCheck(), subject, "").estimates().getFirst();
    Estimate repeats =
        Subjects.run(new DuplicateCheck(), subject, "training: repeats").estimates().getFirst();
    assertThat(Math.round(overlap.value() * overlap.n())).isEqualTo(overlapping);
    assertThat(Math.round(repeats.value() * repeats.n())).isEqualTo(repeated);
  }

  @ParameterizedTest
  @CsvSource({"german"})
  void resultsDoNotDependOnTheNumberOfThreads(String set) {
    assertThat(all(subject(set), 1)).isEqualTo(all(subject(set), 3));
  }
}
