package dev.gambeson.data.screen.outlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.testing.SharedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OutlierScreenTest {
  private static final Workers TWO = new Workers(2);
  private static final OutlierScreen SCREEN = new OutlierScreen();

  @AfterAll
  static void close() {
    TWO.close();
  }

  @Test
  void aCleanTableKeepsTheBudgetOnAverage() {
    double share = 0;
    for (int seed = 0; seed < 15; seed++) {
      Screened screened = run(fresh(400, seed), Optional.of(fresh(800, 100 + seed)), budget(0.05));
      share += screened.held().size() / 400.0 / 15;
      assertThat(result(screened).findings()).isEmpty();
    }
    assertThat(share).isCloseTo(0.05, within(0.015)); // 4 standard errors
  }

  @Test
  void aCleanTableAloneKeepsTheBudgetToo() {
    Screened screened = run(fresh(1500, 1), Optional.empty(), Policy.defaults());

    assertThat(screened.held()).hasSize(15);
    assertThat(outcome(screened)).isInstanceOf(Outcome.Pass.class);
    assertThat(result(screened).summary()).contains("no trusted rows");
  }

  @Test
  void aFarClusterIsHeldBackWithItsColumnsAndWithoutItsValues() {
    Dataset poisoned = with(fresh(1500, 2), 60, (column, random) -> 7.123 + column + random * 0.1);

    Screened screened = run(poisoned, Optional.of(fresh(1500, 3)), Policy.defaults());

    assertThat(caught(screened, 60)).isEqualTo(60);
    assertThat(falsely(screened, 60)).isLessThan(35); // 1 % of 1440, and chance
    assertThat(outcome(screened)).isInstanceOf(Outcome.Fail.class);
    List<Finding> findings = result(screened).findings();
    assertThat(findings).hasSize(11);
    assertThat(findings.get(1).where().row().orElseThrow()).isBetween(1L, 60L);
    assertThat(findings.get(1).message())
        .contains("'c")
        .doesNotContain("7.1")
        .doesNotContain("8.1");
    assertThat(screened.held().getFirst().reason()).contains("odd in 'c");
  }

  @Test
  void valuesOutOfRangeAreHeldBackWithoutTrustedRows() {
    Dataset poisoned = with(fresh(1500, 4), 8, (column, _) -> column == 1 ? 40 : Double.NaN);

    Screened screened = run(poisoned, Optional.empty(), Policy.defaults());

    assertThat(caught(screened, 8)).isEqualTo(8);
    assertThat(screened.held()).hasSize(15);
    assertThat(screened.held().getFirst().reason()).contains("'c1'");
  }

  @Test
  void withoutTrustedRowsATableWithManyFarRowsFails() {
    Dataset poisoned =
        with(fresh(1500, 5), 75, (column, random) -> (column % 2 == 0 ? 9 : -9) * (1 + random));

    Screened screened = run(poisoned, Optional.empty(), Policy.defaults());

    assertThat(outcome(screened)).isInstanceOf(Outcome.Fail.class);
    assertThat(caught(screened, 75)).isGreaterThan(60);
  }

  @Test
  void anAttackerAmongOrdinaryRowsIsNotSeenAndTheResultSaysSo() {
    Dataset clean = fresh(1500, 6);
    Dataset poisoned = with(clean, 75, (_, random) -> random * 0.6);

    Screened screened = run(poisoned, Optional.of(fresh(1500, 7)), Policy.defaults());

    assertThat(caught(screened, 75)).isLessThan(4);
    assertThat(outcome(screened)).isNotInstanceOf(Outcome.Fail.class);
    assertThat(result(screened).summary()).contains("looks like ordinary rows is not seen");
    assertThat(SCREEN.info().limits()).contains("clean-label");
  }

  @Test
  void tooFewTrustedRowsAreNotReliedOn() {
    Screened screened = run(fresh(500, 8), Optional.of(fresh(100, 9)), Policy.defaults());

    assertThat(result(screened).summary()).contains("or too few");
  }

  @Test
  void anyNumberOfThreadsGivesTheSameResult() {
    ScreenSubject subject = ScreenSubjects.of(fresh(700, 10), Roles.NONE, fresh(700, 11));
    try (Workers one = new Workers(1)) {
      Screened here = SCREEN.run(subject, context(Policy.defaults(), one));
      Screened there = SCREEN.run(subject, context(Policy.defaults(), TWO));
      assertThat(there.results()).isEqualTo(here.results());
      assertThat(there.held()).isEqualTo(here.held());
      assertThat(there.suspicion()).isEqualTo(here.suspicion());
    }
  }

  @Test
  void rowsAreListedAndTheTailIsDrawn() {
    Screened screened = run(fresh(300, 12), Optional.empty(), Policy.defaults());

    List<Exhibit> exhibits = result(screened).exhibits();
    assertThat(exhibits.getFirst()).isInstanceOf(Exhibit.LineChart.class);
    assertThat(((Exhibit.Table) exhibits.get(1)).rows()).hasSize(3);
  }

  @Test
  void saysWhenThereIsNothingToScreen() {
    assertThat(result(run(fresh(20, 1), Optional.empty(), Policy.defaults())).summary())
        .contains("at least 50");
    Dataset constant = new Dataset("t", List.of(new NumericColumn("c", new double[60])));
    assertThat(result(run(constant, Optional.empty(), Policy.defaults())).outcome()).isEmpty();
  }

  @Test
  void realRowsOutOfRangeAreHeldBackAndRealRowsAreNot() {
    Dataset adult =
        DataFiles.read(SharedData.require("models/adult/train.csv"))
            .select(IntStream.range(0, 4000).toArray());
    Dataset earlier = adult.select(IntStream.range(2000, 4000).toArray());
    Dataset fresh = adult.select(IntStream.range(0, 2000).toArray());
    List<Column> columns = new ArrayList<>(fresh.columns());
    columns.replaceAll(c -> c.name().equals("age") ? aged((NumericColumn) c) : c);

    Screened screened =
        SCREEN.run(
            ScreenSubjects.of(
                new Dataset("adult", columns), Roles.NONE.withLabel("income"), earlier),
            context(Policy.defaults(), TWO));

    assertThat(caught(screened, 60)).isGreaterThan(55);
    assertThat(falsely(screened, 60)).isLessThan(45);
    assertThat(outcome(screened)).isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void theTailOfExponentialScoresIsTheirs() {
    double[] scores = new double[4000];
    RandomGenerator random = new Seed(1).random();
    Arrays.setAll(scores, _ -> random.nextExponential());
    BulkTail clean = new BulkTail(scores);
    assertThat(Math.log(clean.probability(9))).isCloseTo(-9, within(1.0));

    Arrays.fill(scores, 0, 400, 50); // a tenth of outliers
    BulkTail bent = new BulkTail(scores);
    assertThat(bent.probability(50)).isLessThan(1e-10);
    assertThat(bent.probability(0)).isGreaterThan(0.9);
  }

  @Test
  void scoresThatDoNotSpreadAreNotExtrapolated() {
    double[] scores = new double[100];
    scores[99] = 1;

    assertThat(new BulkTail(scores).probability(1)).isCloseTo(2 / 101.0, within(1e-12));
  }

  private static NumericColumn aged(NumericColumn age) {
    double[] values = age.values().clone();
    Arrays.fill(values, 0, 60, 999);
    return new NumericColumn(age.name(), values);
  }

  private interface Value {
    double of(int column, double random);
  }

  /// Four correlated Gaussian columns.
  private static Dataset fresh(int rows, long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[][] columns = new double[4][rows];
    for (int row = 0; row < rows; row++) {
      double common = random.nextGaussian();
      for (double[] column : columns) {
        column[row] = common + random.nextGaussian();
      }
    }
    return new Dataset(
        "t", IntStream.range(0, 4).mapToObj(c -> new NumericColumn("c" + c, columns[c])).toList());
  }

  /// The same with other values in the first rows; NaN leaves a value as it is.
  private static Dataset with(Dataset data, int rows, Value value) {
    RandomGenerator random = new Seed(rows).random();
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < data.columns().size(); c++) {
      NumericColumn column = (NumericColumn) data.columns().get(c);
      double[] values = column.values().clone();
      for (int row = 0; row < rows; row++) {
        double changed = value.of(c, random.nextGaussian());
        values[row] = Double.isNaN(changed) ? values[row] : changed;
      }
      columns.add(new NumericColumn(column.name(), values));
    }
    return new Dataset("t", columns);
  }

  private static Screened run(Dataset data, Optional<Dataset> trusted, Policy policy) {
    ScreenSubject subject =
        trusted
            .map(t -> ScreenSubjects.of(data, Roles.NONE, t))
            .orElseGet(() -> ScreenSubjects.of(data, Roles.NONE));
    return SCREEN.run(subject, context(policy, TWO));
  }

  private static CheckContext context(Policy policy, Workers workers) {
    return new CheckContext(policy, new Seed(11), workers, Progress.silent());
  }

  private static Policy budget(double share) {
    return new Policy(
        Severity.HIGH,
        false,
        Map.of(
            "GB-POIS-001",
            new Policy.CheckPolicy(true, Optional.empty(), Map.of("false-positives", share))),
        List.of());
  }

  private static CheckResult result(Screened screened) {
    return screened.results().getFirst();
  }

  private static Outcome outcome(Screened screened) {
    return result(screened).outcome().orElseThrow();
  }

  private static long caught(Screened screened, int poison) {
    return screened.held().stream().filter(h -> h.row() < poison).count();
  }

  private static long falsely(Screened screened, int poison) {
    return screened.held().stream().filter(h -> h.row() >= poison).count();
  }
}
