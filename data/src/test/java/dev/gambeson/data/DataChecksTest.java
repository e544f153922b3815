package dev.gambeson.data;

import static dev.gambeson.data.Subjects.numbers;
import static dev.gambeson.data.Subjects.outcome;
import static dev.gambeson.data.Subjects.run;
import static dev.gambeson.data.Subjects.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.data.internal.rows.RowKeys;
import dev.gambeson.data.internal.rows.SinglePower;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each check on sound made-up data, and on the same data with the fault it is there for.
class DataChecksTest {
  private static final int ROWS = 2000;

  private final Dataset train = sound("train.csv", 1);
  private final Dataset test = sound("test.csv", 2);

  private static Dataset sound(String name, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = random.doubles(ROWS).toArray();
    double[] b = random.doubles(ROWS).map(v -> Math.round(v * 1000)).toArray();
    List<String> job = IntStream.range(0, ROWS).mapToObj(_ -> "j" + random.nextInt(5)).toList();
    double[] y = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      y[i] = a[i] + random.nextDouble() > 1 ? 1 : 0;
    }
    return new Dataset(
        name,
        List.of(
            new NumericColumn("a", a),
            new NumericColumn("b", b),
            TextColumn.of("job", job),
            new NumericColumn("y", y)));
  }

  private static double y(Dataset data, int row) {
    return ((NumericColumn) data.column("y")).values()[row];
  }

  private AuditSubject subject() {
    return Subjects.of(test, train, "y");
  }

  /// `data` with rows `0` to `count - 1` replaced by rows of `source`, labels included.
  private static Dataset copied(Dataset data, Dataset source, int count) {
    Dataset both =
        new Dataset(
            data.name(),
            List.of(
                joined(data, source, "a"),
                joined(data, source, "b"),
                TextColumn.of(
                    "job",
                    IntStream.range(0, 2 * ROWS)
                        .mapToObj(i -> (i < ROWS ? data : source).column("job").text(i % ROWS))
                        .toList()),
                joined(data, source, "y")));
    return both.select(IntStream.range(0, ROWS).map(i -> i < count ? ROWS + i : i).toArray());
  }

  private static NumericColumn joined(Dataset data, Dataset source, String column) {
    return numbers(
        column,
        2 * ROWS,
        i -> ((NumericColumn) (i < ROWS ? data : source).column(column)).values()[i % ROWS]);
  }

  @Test
  void soundDataPassesEveryCheck() {
    for (Check<AuditSubject> check : DataChecks.all()) {
      assertThat(run(check, subject()))
          .as(check.info().id())
          .allSatisfy(r -> {
            assertThat(outcome(r)).isEqualTo("pass");
            assertThat(r.findings()).isEmpty();
          });
    }
  }

  @Test
  void idsAreUniqueAndInOrder() {
    assertThat(DataChecks.all().stream().map(c -> c.info().id()))
        .containsExactly(
            "GB-DATA-001",
            "GB-DATA-002",
            "GB-DATA-003",
            "GB-DATA-004",
            "GB-DATA-005",
            "GB-DATA-006");
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() {
    List<List<CheckResult>> runs = new ArrayList<>();
    for (int threads : new int[] {1, 4}) {
      try (Workers workers = new Workers(threads)) {
        List<CheckResult> results = new ArrayList<>();
        DataChecks.all().forEach(c -> results.addAll(c.run(subject(), Subjects.context(workers))));
        runs.add(results);
      }
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
  }

  @Test
  void withoutTrainingDataComparisonsAreNotExamined() {
    AuditSubject alone = Subjects.withoutTraining(test, "y");
    assertThat(outcome(run(new OverlapCheck(), alone, ""))).isEqualTo("not examined");
    assertThat(outcome(run(new ShiftCheck(), alone, ""))).isEqualTo("not examined");
    assertThat(outcome(run(new LeakageCheck(), alone, "single inputs"))).isEqualTo("pass");
    assertThat(run(new LabelCheck(), alone)).hasSize(1);
  }

  @Test
  void oneClassOnlyFailsAndNamesTheColumn() {
    Dataset constant = with(test, numbers("y", ROWS, _ -> 1));
    CheckResult result = run(new LabelCheck(), Subjects.of(constant, train, "y"), "test");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().column()).contains("y");
    assertThat(result.findings().getFirst().message()).contains("2,000 rows", "same label");
  }

  @Test
  void oneClassOnlyDoesNotCrashTheOtherChecks() {
    Dataset constant = with(test, numbers("y", ROWS, _ -> 1));
    Dataset constantTrain = with(train, numbers("y", ROWS, _ -> 1));
    AuditSubject subject = Subjects.of(constant, constantTrain, "y");
    DataChecks.all().forEach(c -> assertThat(run(c, subject)).isNotEmpty());
    assertThat(outcome(run(new LeakageCheck(), subject, ""))).isEqualTo("inconclusive");
  }

  @Test
  void aClassWithTooFewRowsIsInconclusive() {
    Dataset rare = with(test, numbers("y", ROWS, i -> i < 10 ? 1 : 0));
    CheckResult result = run(new LabelCheck(), Subjects.of(rare, train, "y"), "test");
    assertThat(outcome(result)).isEqualTo("inconclusive");
  }

  @Test
  void testRowsCopiedFromTrainingFailAndAreNamed() {
    AuditSubject leaked = Subjects.of(copied(test, train, 100), train, "y");
    CheckResult result = run(new OverlapCheck(), leaked, "");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.estimates().getFirst().value()).isEqualTo(0.05);
    assertThat(result.findings().getFirst().message())
        .contains("100 of 2,000 test rows", "test row 1 is training row 1");
    assertThat(result.findings().getFirst().where().row()).hasValue(1);
  }

  @Test
  void aFewCopiedTestRowsAreANoteNotAFailure() {
    AuditSubject leaked = Subjects.of(copied(test, train, 20), train, "y");
    CheckResult result = run(new OverlapCheck(), leaked, "");
    assertThat(outcome(result)).isEqualTo("pass");
    assertThat(result.findings().getFirst().severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void twinsAmongFewCombinationsProveNothing() {
    Dataset coarseTrain = train.without("a").without("b");
    Dataset coarseTest = test.without("a").without("b");
    AuditSubject coarse = Subjects.of(coarseTest, coarseTrain, "y");
    assertThat(outcome(run(new OverlapCheck(), coarse, ""))).isEqualTo("inconclusive");
    assertThat(outcome(run(new DuplicateCheck(), coarse, "test: repeats")))
        .isEqualTo("inconclusive");
  }

  @Test
  void oversamplingBeforeTheSplitIsNotTakenForChance() {
    int[] fewRows = IntStream.range(0, ROWS).map(i -> i % 300).toArray();
    Dataset oversampled = train.select(fewRows);
    AuditSubject subject =
        Subjects.of(train.select(IntStream.range(0, 300).toArray()), oversampled, "y");
    assertThat(outcome(run(new OverlapCheck(), subject, ""))).isEqualTo("fail");
    assertThat(outcome(run(new DuplicateCheck(), subject, "training: repeats"))).isEqualTo("fail");
  }

  @Test
  void aNumberAndTheSameTextAreTheSameCell() {
    Dataset text =
        with(
            test.without("b"),
            TextColumn.of(
                "b", IntStream.range(0, ROWS).mapToObj(i -> test.column("b").text(i)).toList()));
    int[] twins = RowKeys.of(test, List.of("a", "b")).twinsIn(RowKeys.of(text, List.of("a", "b")));
    assertThat(twins).containsExactly(IntStream.range(0, ROWS).toArray());
  }

  @Test
  void anInputThatKnowsTheAnswerFailsAndIsNamed() {
    Dataset leaking = with(train, numbers("closed", ROWS, i -> 5 - y(train, i) + 1e-6 * i));
    Dataset leakingTest = with(test, numbers("closed", ROWS, i -> 5 - y(test, i)));
    CheckResult result =
        run(new LeakageCheck(), Subjects.of(leakingTest, leaking, "y"), "single inputs");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().getFirst().where().column()).contains("closed");
  }

  @Test
  void aFallingNumberPredictsAsWellAsARisingOne() {
    Dataset rising = with(train, numbers("up", ROWS, i -> y(train, i) + i * 0.001));
    Dataset both = with(rising, numbers("down", ROWS, i -> -y(train, i) - i * 0.001));
    AuditSubject subject = Subjects.of(test(both), both, "y");
    SinglePower power =
        new SinglePower(
            subject.model().features(),
            subject.model().classes(),
            subject.train().orElseThrow(),
            30,
            new dev.gambeson.core.Seed(1));
    double up = power.of(subject.model().features().names().indexOf("up")).auc().value();
    double down = power.of(subject.model().features().names().indexOf("down")).auc().value();
    assertThat(down).isEqualTo(up, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void aLeakThatIsNotMonotoneIsFound() {
    Dataset leaking =
        with(
            train,
            numbers(
                "x",
                ROWS,
                i -> y(train, i) == 1 ? (i % 2 == 0 ? 0 : 10) + 1e-7 * i : 5 + 1e-7 * i));
    CheckResult result =
        run(new LeakageCheck(), Subjects.of(test(leaking), leaking, "y"), "single inputs");
    assertThat(outcome(result)).isEqualTo("fail");
  }

  @Test
  void aCategoryThatKnowsTheAnswerFails() {
    Dataset leaking =
        with(
            train,
            TextColumn.of(
                "status",
                IntStream.range(0, ROWS)
                    .mapToObj(i -> (y(train, i) == 1 ? "paid" : "open") + i % 3)
                    .toList()));
    CheckResult result =
        run(new LeakageCheck(), Subjects.of(test(leaking), leaking, "y"), "single inputs");
    assertThat(outcome(result)).isEqualTo("fail");
  }

  @Test
  void aMissingCellThatKnowsTheAnswerFails() {
    Dataset leaking =
        with(train, numbers("end", ROWS, i -> y(train, i) == 1 ? i * 0.37 : Double.NaN));
    CheckResult result =
        run(new LeakageCheck(), Subjects.of(test(leaking), leaking, "y"), "single inputs");
    assertThat(outcome(result)).isEqualTo("fail");
  }

  @Test
  void aCategoryWithOneLevelARowLooksLikeAnIdentifierButPredictsNothing() {
    Dataset named =
        with(train, TextColumn.of("id", IntStream.range(0, ROWS).mapToObj(i -> "id" + i).toList()));
    AuditSubject subject = Subjects.of(test(named), named, "y");
    CheckResult result = run(new LeakageCheck(), subject, "identifiers");
    assertThat(outcome(result)).isEqualTo("pass");
    assertThat(result.findings().getFirst().severity()).isEqualTo(Severity.LOW);
    assertThat(outcome(run(new LeakageCheck(), subject, "single inputs"))).isEqualTo("pass");
  }

  @Test
  void aRowNumberInDataSortedByLabelFails() {
    Integer[] order = IntStream.range(0, ROWS).boxed().toArray(Integer[]::new);
    java.util.Arrays.sort(order, java.util.Comparator.comparingDouble(i -> y(train, i)));
    Dataset sorted =
        train.select(java.util.Arrays.stream(order).mapToInt(Integer::intValue).toArray());
    Dataset numbered = with(sorted, numbers("row", ROWS, i -> i));
    CheckResult result =
        run(new LeakageCheck(), Subjects.of(test(numbered), numbered, "y"), "identifiers");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().column()).contains("row");
    assertThat(result.findings().getFirst().severity()).isEqualTo(Severity.HIGH);
  }

  private static Dataset test(Dataset data) {
    return data.select(IntStream.range(0, ROWS / 2).toArray());
  }

  @Test
  void flippedCopiesAreContradictions() {
    Dataset twice =
        train.select(IntStream.range(0, ROWS).map(i -> i < 100 ? i + 100 : i).toArray());
    Dataset flipped = with(twice, numbers("y", ROWS, i -> i < 100 ? 1 - y(twice, i) : y(twice, i)));
    CheckResult result =
        run(new DuplicateCheck(), Subjects.of(test, flipped, "y"), "training: contradictions");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.estimates().getFirst().value()).isEqualTo(0.1);
    assertThat(result.findings().getFirst().message()).contains("row 1 and row 101");
  }

  @Test
  void repeatedRowsFail() {
    Dataset twice =
        train.select(IntStream.range(0, ROWS).map(i -> i < 200 ? i + 200 : i).toArray());
    AuditSubject subject = Subjects.of(test, twice, "y");
    assertThat(outcome(run(new DuplicateCheck(), subject, "training: repeats"))).isEqualTo("fail");
    assertThat(outcome(run(new DuplicateCheck(), subject, "training: contradictions")))
        .isEqualTo("pass");
  }

  @Test
  void aShiftedNumberFailsAndSaysWhereItWent() {
    Dataset shifted =
        with(test, numbers("a", ROWS, i -> ((NumericColumn) test.column("a")).values()[i] + 0.4));
    CheckResult result = run(new ShiftCheck(), Subjects.of(shifted, train, "y"), "");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().getFirst().message()).contains("'a'", "The median went from");
  }

  @Test
  void aShiftedCategoryAndAShiftedLabelFail() {
    Dataset shifted =
        with(
            with(test, numbers("y", ROWS, i -> i % 10 == 0 ? 0 : 1)),
            TextColumn.of("job", IntStream.range(0, ROWS).mapToObj(i -> "j" + i % 2).toList()));
    CheckResult result = run(new ShiftCheck(), Subjects.of(shifted, train, "y"), "");
    assertThat(result.findings().stream().map(f -> f.where().column().orElse("")))
        .containsExactly("job", "y");
  }

  @Test
  void aShiftTooSmallToMatterPassesHoweverManyRows() {
    int many = 60_000;
    double[] here = new SplittableRandom(5).doubles(many).toArray();
    double[] there = new SplittableRandom(6).doubles(many).map(v -> v + 0.05).toArray();
    TwoSamples.Shift shift = TwoSamples.numbers("x", here, there);
    assertThat(shift.p()).isLessThan(1e-6);
    assertThat(shift.effect().value()).isLessThan(0.1);
  }

  @Test
  void tooFewRowsToSeeAShiftAreInconclusive() {
    int[] few = IntStream.range(0, 60).toArray();
    CheckResult result =
        run(new ShiftCheck(), Subjects.of(test.select(few), train.select(few), "y"), "");
    assertThat(outcome(result)).isEqualTo("inconclusive");
  }

  @Test
  void adjustedPValuesAreThoseOfBenjaminiAndHochberg() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.5), "BH") in R
    assertThat(TwoSamples.adjust(new double[] {0.01, 0.04, 0.03, 0.5}))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.04, 0.16 / 3, 0.16 / 3, 0.5);
  }

  @Test
  void missingCellsThatTrainingDidNotHaveFail() {
    Dataset holes =
        with(
            test,
            numbers(
                "a",
                ROWS,
                i -> i % 5 == 3 ? Double.NaN : ((NumericColumn) test.column("a")).values()[i]));
    CheckResult result = run(new MissingCheck(), Subjects.of(holes, train, "y"), "missing values");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().row()).hasValue(4);
  }

  @Test
  void missingCellsThatTrainingHadTooPass() {
    Dataset holes = with(test, numbers("b", ROWS, i -> i % 5 == 3 ? Double.NaN : i));
    Dataset trainHoles = with(train, numbers("b", ROWS, i -> i % 5 == 2 ? Double.NaN : i));
    CheckResult result =
        run(new MissingCheck(), Subjects.of(holes, trainHoles, "y"), "missing values");
    assertThat(outcome(result)).isEqualTo("pass");
  }

  @Test
  void categoriesTheEncoderDoesNotKnowFailAndAreNamed() {
    AuditSubject subject =
        Subjects.withLevels(test, train, "y", Map.of("job", List.of("j0", "j1", "j2", "j3")));
    CheckResult result = run(new MissingCheck(), subject, "unseen categories");
    assertThat(outcome(result)).isEqualTo("fail");
    assertThat(result.findings().getFirst().message()).contains("'job'", "'j4' (row ");
    assertThat(result.estimates().getFirst().value()).isBetween(0.15, 0.25);
  }
}
