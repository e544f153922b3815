package dev.gambeson.data.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each check beside a sound table, and beside the same with the fault it is there for.
class ProfileChecksTest {
  private static final List<String> NAMES =
      List.of("id", "age", "income", "delta", "job", "code", "born", "member");
  private static final int ROWS = 6000;
  private static final Workers WORKERS = new Workers(1);
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(1), WORKERS, Progress.silent());

  @AfterAll
  static void close() {
    WORKERS.close();
  }

  private static TableProfile table(long seed, int rows, UnaryOperator<List<String>> fault) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      List<String> row = new ArrayList<>();
      row.add("" + (i * 7919L + seed * 1_000_003));
      row.add("" + (18 + random.nextInt(60)));
      row.add("%.2f".formatted(Math.exp(10 + 0.5 * random.nextGaussian())));
      row.add("%.3f".formatted(random.nextGaussian() - 1));
      row.add(List.of("nurse", "clerk", "baker", "judge").get(Math.min(3, random.nextInt(6))));
      row.add(
          "%c%c-%03d"
              .formatted('A' + random.nextInt(26), 'A' + random.nextInt(26), random.nextInt(1000)));
      row.add(
          "19%02d-0%d-1%d"
              .formatted(random.nextInt(100), 1 + random.nextInt(9), random.nextInt(10)));
      row.add(random.nextBoolean() ? "yes" : "no");
      all.add(fault.apply(row));
    }
    TableProfile profile = new TableProfile();
    profile.add(Tables.batch(NAMES, all));
    return profile;
  }

  private static TableProfile sound(long seed) {
    return table(seed, ROWS, r -> r);
  }

  /// The table with one column changed.
  private static TableProfile with(String column, UnaryOperator<String> change) {
    return table(2, ROWS, changing(column, change));
  }

  private static UnaryOperator<List<String>> changing(String column, UnaryOperator<String> change) {
    int c = NAMES.indexOf(column);
    return row -> {
      row.set(c, change.apply(row.get(c)));
      return row;
    };
  }

  /// Every `n`-th call changes the value.
  private static UnaryOperator<String> every(int n, UnaryOperator<String> change) {
    int[] calls = new int[1];
    return v -> calls[0]++ % n == 0 ? change.apply(v) : v;
  }

  private static List<CheckResult> judge(TableProfile seen, Optional<TableSummary> reference) {
    return ProfileChecks.all().stream()
        .flatMap(c -> c.judge(seen.summary(), reference, "t.csv", CONTEXT).stream())
        .toList();
  }

  private static List<CheckResult> beside(TableProfile seen) {
    return judge(seen, Optional.of(sound(1).summary()));
  }

  private static List<String> failures(List<CheckResult> results) {
    return results.stream()
        .filter(r -> r.outcome().filter(o -> o instanceof Outcome.Fail).isPresent())
        .map(r -> r.check().substring(8) + " " + r.aspect())
        .toList();
  }

  private static String messages(List<CheckResult> results) {
    return String.join(
        "\n", results.stream().flatMap(r -> r.findings().stream()).map(Finding::message).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10})
  void aSoundTablePassesBesideASoundReferencePublishedOrNot(long least) {
    List<CheckResult> results = judge(sound(2), Optional.of(sound(1).summary(least)));
    assertThat(results)
        .allMatch(r -> r.outcome().filter(o -> o instanceof Outcome.Pass).isPresent(), "passes");
    assertThat(results).hasSize(12);
  }

  /// 60 pairs of sound tables, 12 questions each, at 95 % confidence of all figures of a check: a
  /// false alarm of a check has probability at most 5 %, and less for a limit above 0.
  @Test
  void soundTablesRaiseNoAlarmHoweverFewTheirRowsAre() {
    for (int seed = 100; seed < 160; seed += 2) {
      int rows = 20 + seed * 3;
      List<CheckResult> results =
          judge(table(seed, rows, r -> r), Optional.of(table(seed + 1, rows, r -> r).summary()));
      assertThat(failures(results)).isEmpty();
    }
  }

  @Test
  void fewRowsAreInconclusiveAndNoPass() {
    List<CheckResult> results =
        judge(table(2, 30, r -> r), Optional.of(table(1, 30, r -> r).summary()));
    assertThat(results.stream().filter(r -> r.check().equals("GB-DATA-012")))
        .allMatch(r -> r.outcome().filter(o -> o instanceof Outcome.Inconclusive).isPresent());
  }

  @Test
  void withoutReferenceWhatNeedsOneIsNotExamined() {
    List<CheckResult> results = judge(sound(1), Optional.empty());
    assertThat(results).hasSize(4);
    assertThat(results.get(2).notExaminedBecause()).contains("--reference");
    assertThat(results.get(3).notExaminedBecause()).contains("--reference");
  }

  @Test
  void anEmptyColumnFails() {
    List<CheckResult> results = beside(with("job", _ -> ""));
    assertThat(failures(results)).contains("011 missing cells", "011 missing beyond the reference");
    assertThat(messages(results)).contains("No row holds a value");
  }

  @Test
  void aTenthMissingFailsBesideAReferenceWithoutMissingCells() {
    assertThat(failures(beside(with("age", every(10, _ -> "")))))
        .containsExactly("011 missing beyond the reference");
  }

  @Test
  void aConstantColumnFails() {
    assertThat(failures(judge(with("age", _ -> "40"), Optional.empty())))
        .containsExactly("011 constant columns");
  }

  @Test
  void anEmptyTableIsInconclusive() {
    List<CheckResult> results = judge(new TableProfile(), Optional.empty());
    assertThat(results.getFirst().outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
  }

  @Test
  void shiftedNumbersDrift() {
    List<CheckResult> results =
        beside(with("delta", v -> Double.toString(Double.parseDouble(v) + 0.7)));
    assertThat(failures(results)).contains("012 numbers");
    assertThat(messages(results))
        .contains("The median went from -0.99", "to -0.3", "population stability index");
  }

  @Test
  void aSmallShiftDoesNotDrift() {
    assertThat(failures(beside(with("delta", v -> Double.toString(Double.parseDouble(v) + 0.1)))))
        .isEmpty();
  }

  @Test
  void categoriesThatChangePlacesDrift() {
    List<CheckResult> results =
        beside(with("job", v -> v.equals("judge") ? "baker" : v.equals("baker") ? "judge" : v));
    assertThat(failures(results)).containsExactly("012 categories");
    assertThat(messages(results)).contains("The share of");
  }

  @Test
  void aNewCategoryIsASurprise() {
    List<CheckResult> results = beside(with("job", every(25, _ -> "wizard")));
    assertThat(failures(results)).contains("013 values");
    assertThat(messages(results)).contains("'wizard' (240 rows)");
  }

  @Test
  void rareNewValuesAreNotShown() {
    int[] n = new int[1];
    List<CheckResult> results = beside(with("job", every(25, _ -> "Jane Doe " + n[0]++)));
    assertThat(failures(results)).contains("013 values");
    assertThat(messages(results)).doesNotContain("Jane").contains("fewer than 10 rows");
  }

  @Test
  void aColumnOfFewValuesThatHasThousandsIsASurprise() {
    int[] n = new int[1];
    assertThat(failures(beside(with("job", _ -> "x" + n[0]++)))).contains("013 values");
  }

  @Test
  void aCodeOfAnotherFormIsASurprise() {
    List<CheckResult> results = beside(with("code", every(20, v -> v.replace("-", ""))));
    assertThat(failures(results)).contains("013 shapes");
    assertThat(messages(results)).contains("'AA999' (300 rows)");
  }

  @Test
  void textAmongNumbersIsASurprise() {
    assertThat(failures(beside(with("age", every(20, v -> v + " years"))))).contains("013 types");
    assertThat(failures(beside(with("born", every(20, _ -> "unknown"))))).contains("013 types");
  }

  @Test
  void centsForEurosAreASurpriseThatNamesTheFactor() {
    List<CheckResult> results =
        beside(with("income", v -> Double.toString(Double.parseDouble(v) * 100)));
    assertThat(failures(results)).contains("012 numbers", "013 scale", "013 range");
    assertThat(messages(results)).contains("look like the reference's times 100");
  }

  @Test
  void centsInSomeRowsAreOutsideTheRangeAndTheFactorIsNamed() {
    List<CheckResult> results =
        beside(with("income", every(30, v -> Double.toString(Double.parseDouble(v) * 1000))));
    assertThat(failures(results)).containsExactly("013 range");
    assertThat(messages(results)).contains("when divided by 1000");
  }

  @Test
  void flippedSignsAreASurprise() {
    assertThat(failures(beside(with("delta", v -> v.startsWith("-") ? v.substring(1) : "-" + v))))
        .contains("013 signs");
  }

  @Test
  void keysThatRepeatAreASurprise() {
    assertThat(failures(beside(with("id", every(3, _ -> "7"))))).contains("013 keys");
  }

  @Test
  void aHistogramBlindedOnPurposeIsSaidSo() {
    SplittableRandom random = new SplittableRandom(3);
    TableProfile blinded =
        Tables.numbers(
            "x",
            random
                .doubles(30_000)
                .map(v -> (v - 0.5) * Math.pow(10, random.nextInt(-300, 300)))
                .toArray());
    CheckResult numbers =
        judge(blinded, Optional.of(blinded.summary())).stream()
            .filter(r -> r.aspect().equals("numbers"))
            .findFirst()
            .orElseThrow();
    assertThat(numbers.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
    assertThat(numbers.outcome().orElseThrow().toString()).contains("too coarse");
  }

  @Test
  void theReportShowsEveryColumnAndNoKey() {
    Exhibit.Table table =
        judge(sound(1), Optional.empty()).stream()
            .flatMap(r -> r.exhibits().stream())
            .filter(Exhibit.Table.class::isInstance)
            .map(Exhibit.Table.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(table.rows()).hasSize(NAMES.size());
    assertThat(table.rows().getFirst().subList(4, 7)).containsExactly("", "", "");
    assertThat(table.rows().get(1).subList(4, 7)).containsExactly("18", "48", "77");
    assertThat(table.rows().get(6).get(4)).startsWith("1900-01-1");
  }

  @Test
  void theStreamedFormAsksTheSameQuestions() {
    var check = ProfileChecks.against(Optional.empty());
    TableProfile memory = check.start();
    memory.merge(sound(1));
    assertThat(check.judge(memory, "t.csv", CONTEXT)).isEqualTo(judge(sound(1), Optional.empty()));
    assertThat(check.infos()).hasSize(3);
  }
}
