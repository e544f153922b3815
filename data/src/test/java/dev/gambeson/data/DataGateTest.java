package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gate as a pipeline uses it.
class DataGateTest {
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-999", "t", "q", "w", "h", "l", "f", Severity.HIGH, List.of(), List.of());

  @TempDir private Path folder;

  private static Dataset table(int rows) {
    double[] x = IntStream.range(0, rows).mapToDouble(i -> i * 0.37 % 5).toArray();
    double[] y = IntStream.range(0, rows).mapToDouble(i -> i % 2).toArray();
    return new Dataset("t", List.of(new NumericColumn("x", x), new NumericColumn("y", y)));
  }

  private static DataGate quiet() {
    return DataGate.strict().checks(List.of()).screens(List.of()).threads(1);
  }

  /// The snippet of docs/data.md.
  @Test
  void aPipelineAsksInOneLine() throws IOException {
    Path may = Files.writeString(folder.resolve("may.csv"), "x,y\n1,0\n2,1\n");
    DataVerdict verdict = quiet().label("y").check(may);
    verdict.orThrow();
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.held()).isEmpty();
    assertThat(verdict.table().rows()).isEqualTo(2);
  }

  @Test
  void everyQuestionOfTheGateIsAnsweredAndNoneTwice() {
    DataVerdict verdict = DataGate.strict().label("y").threads(1).check(table(300));
    assertThat(verdict.result().results().stream().map(CheckResult::check).distinct())
        .containsExactlyElementsOf(GateChecks.infos().stream().map(CheckInfo::id).toList());
  }

  @Test
  void theVerdictDoesNotDependOnThreads() {
    DataGate gate = DataGate.strict().label("y").sampleRows(200);
    assertThat(gate.threads(1).check(table(20_000)).result())
        .isEqualTo(gate.threads(3).check(table(20_000)).result());
  }

  @Test
  void aScreenThatBreaksIsInconclusiveAndTheOthersGoOn() {
    DataVerdict verdict =
        quiet()
            .screens(
                List.of(
                    screen(_ -> {
                      throw new IllegalStateException("broken");
                    })))
            .check(table(50));
    CheckResult result = verdict.of("GB-POIS-999").getFirst();
    assertThat(result.outcome()).containsInstanceOf(Outcome.Inconclusive.class);
    assertThat(result.summary()).contains("internal error");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.of("GB-DATA-030")).hasSize(1);
  }

  @Test
  void aCheckOfTheStreamThatBreaksIsInconclusive() {
    DataVerdict verdict = quiet().checks(List.of(new Breaking())).check(table(50));
    assertThat(verdict.of("GB-POIS-999").getFirst().outcome())
        .containsInstanceOf(Outcome.Inconclusive.class);
    assertThat(verdict.result().exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
  }

  @Test
  void screensOfALargeTableSaySoAndNameRowsOfTheSource() {
    DataVerdict verdict =
        quiet()
            .sampleRows(100)
            .screens(
                List.of(
                    screen(s -> {
                      assertThat(s.size()).isEqualTo(100);
                      assertThat(s.totalRows()).isEqualTo(1000);
                      return new Screened(
                          List.of(
                              CheckResult.of(
                                  INFO.id(),
                                  "",
                                  new Outcome.Pass(),
                                  "",
                                  List.of(),
                                  List.of(),
                                  List.of())),
                          new double[100],
                          List.of(new Screened.Held(99, "odd")));
                    })))
            .check(table(1000));
    assertThat(verdict.result().notExamined())
        .contains(
            new Result.NotExamined(
                "900 of 1,000 rows, by screens",
                "screens look at a random sample of 100 rows (--rows)"));
    assertThat(verdict.held()).hasSize(1);
    assertThat(verdict.held().getFirst().row()).isGreaterThan(900);
  }

  @Test
  void aColumnThatDoesNotExistIsNamedWithItsLikeliestMeaning() {
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> quiet().label("yy").check(table(5)))
        .withMessageContaining("Did you mean 'y'?")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void aTableWithoutRowsIsNoPass() {
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> quiet().check(table(0)))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_EXAMINED));
  }

  @Test
  void strictFailsOnWhatIsInconclusiveAndLenientShowsIt() {
    List<Screen> unsure = List.of(screen(_ -> Screened.inconclusive(INFO, "too few rows")));
    assertThat(quiet().screens(unsure).check(table(50)).passed()).isFalse();
    assertThat(
            DataGate.lenient()
                .checks(List.of())
                .screens(unsure)
                .threads(1)
                .check(table(50))
                .passed())
        .isTrue();
  }

  private static Screen screen(java.util.function.Function<ScreenSubject, Screened> work) {
    return new Screen() {
      @Override
      public CheckInfo info() {
        return INFO;
      }

      @Override
      public Screened run(ScreenSubject subject, CheckContext context) {
        return work.apply(subject);
      }
    };
  }

  private static final class Breaking implements StreamCheck<Breaking.Memory> {
    static final class Memory implements Profile<Memory> {
      @Override
      public void add(Batch batch) {
        throw new IllegalStateException("broken");
      }

      @Override
      public void merge(Memory other) {}
    }

    @Override
    public List<CheckInfo> infos() {
      return List.of(INFO);
    }

    @Override
    public Memory start() {
      return new Memory();
    }

    @Override
    public List<CheckResult> judge(Memory seen, String table, CheckContext context) {
      throw new AssertionError("a broken memory is not judged");
    }
  }
}
