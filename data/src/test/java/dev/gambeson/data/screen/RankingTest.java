package dev.gambeson.data.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.outlier.OutlierScreen;
import dev.gambeson.data.screen.trigger.TableTriggerScreen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final int N = 2000;
  private static final BitSet NONE = new BitSet();
  private static final Workers TWO = new Workers(2);
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(2), TWO, Progress.silent());

  @AfterAll
  static void close() {
    TWO.close();
  }

  @Test
  void rowsThatTwoScreensSuspectComeFirstAndAreHeldBack() {
    Ranked ranked = rank(screen(1, 40, 6, 0.02), screen(2, 40, 6, 0.02), screen(3, 0, 0, 0.01));

    assertThat(ranked.rows().subList(0, 25)).allMatch(r -> r.row() < 40);
    assertThat(outcome(ranked)).isInstanceOf(Outcome.Fail.class);
    assertThat(ranked.held()).hasSizeGreaterThan(10);
    assertThat(ranked.held().getFirst().reason())
        .contains("GB-TST-001 (odd)")
        .contains("GB-TST-002");
    assertThat(ranked.results().getFirst().findings().get(1).where().row().orElseThrow())
        .isBetween(1001L, 1040L);
  }

  @Test
  void chanceAgreementOfCleanScreensIsRarelyAFailure() {
    int failures = 0;
    for (int seed = 0; seed < 30; seed++) {
      Ranked ranked =
          rank(
              screen(10 * seed + 1, 0, 0, 0.01),
              screen(10 * seed + 2, 0, 0, 0.01),
              screen(10 * seed + 3, 0, 0, 0.01),
              screen(10 * seed + 4, 0, 0, 0.01));
      failures += outcome(ranked) instanceof Outcome.Fail ? 1 : 0;
    }
    assertThat(failures).isZero();
  }

  @Test
  void theShareOfCleanRowsIsNotUnderstated() {
    double predicted = 0;
    double realised = 0;
    for (int seed = 0; seed < 10; seed++) {
      Ranked ranked = rank(screen(10 * seed + 1, 200, 4, 0.1), screen(10 * seed + 2, 200, 2, 0.05));
      for (int k : new int[] {50, 100, 150, 200}) {
        predicted += ranked.rows().get(k - 1).falseShare() / 40;
        realised +=
            ranked.rows().subList(0, k).stream().filter(r -> r.row() >= 200).count() / 40.0 / k;
      }
    }
    assertThat(predicted).isBetween(realised, realised + 0.1);
  }

  @Test
  void scoresFallAndTheBoundIsAboveTheEstimate() {
    Ranked ranked = rank(screen(1, 40, 6, 0.02), screen(2, 40, 3, 0.02));

    for (int i = 1; i < ranked.rows().size(); i++) {
      assertThat(ranked.rows().get(i).score())
          .isLessThanOrEqualTo(ranked.rows().get(i - 1).score());
    }
    assertThat(ranked.rows()).hasSize(N).allMatch(r -> r.bound() >= r.falseShare());
  }

  @Test
  void trustedRowsCalibrateAScreenThatScoredThem() {
    double[] suspicion = new double[N];
    suspicion[7] = 5;
    suspicion[8] = 0.5;
    double[] trusted = new double[999];
    trusted[0] = 0.7;
    Screened screened =
        new Screened(
            List.of(CheckResult.inconclusive("GB-TST-001", "", "")),
            suspicion,
            List.of(new Screened.Held(7, "odd")),
            trusted);

    Opinion opinion = Opinion.of(info(1), screened, 0.01);

    assertThat(opinion.p()[7]).isEqualTo(0.001);
    assertThat(opinion.p()[8]).isEqualTo(0.002);
    assertThat(opinion.p()[9]).isEqualTo(1);
  }

  @Test
  void aScreenIsTakenAtItsBudgetWhereNoTrustedRowsWereScored() {
    double[] suspicion = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    suspicion[0] = Double.NaN;
    List<Screened.Held> held = List.of(new Screened.Held(98, "odd"), new Screened.Held(99, "odd"));

    Opinion opinion =
        Opinion.of(
            info(1),
            new Screened(List.of(CheckResult.inconclusive("GB-TST-001", "", "")), suspicion, held),
            0.01);

    assertThat(opinion.p()[99]).isCloseTo(0.005, within(1e-12));
    assertThat(opinion.p()[98]).isCloseTo(0.01, within(1e-12));
    assertThat(opinion.p()[97]).isCloseTo(0.02 / 2 + 0.99 / 97, within(1e-12));
    assertThat(opinion.p()[1]).isEqualTo(1);
    assertThat(opinion.p()[0]).isNaN();
  }

  @Test
  void screensThatDidNotRunAreLeftOut() {
    Ranked ranked = rank(Screened.notExamined(info(1), "no label"));

    assertThat(ranked.rows()).isEmpty();
    assertThat(ranked.results().getFirst().outcome()).isEmpty();
  }

  @Test
  void rowsWithoutAnyOpinionAreNotRanked() {
    double[] suspicion = new double[N];
    Arrays.fill(suspicion, 5, N, Double.NaN);

    Ranked ranked =
        rank(
            new Screened(
                List.of(CheckResult.inconclusive("GB-TST-001", "", "")), suspicion, List.of()));

    assertThat(ranked.rows()).hasSize(5);
    assertThat(outcome(ranked)).isInstanceOf(Outcome.Pass.class);
  }

  @Test
  void theWorstCaseFactorIsThatOfVovkAndWang() {
    assertThat(JointP.factor(1)).isEqualTo(1);
    assertThat(JointP.factor(2)).isEqualTo(2);
    assertThat(JointP.factor(4)).isBetween(JointP.factor(3), Math.E * Math.log(4));
    JointP same = new JointP(List.of(new double[] {0.02}, new double[] {0.02}), NONE);
    assertThat(same.worstCase(0)).isCloseTo(0.04, within(1e-15));
  }

  @Test
  void jointPValuesOfIndependentScreensAreFishers() {
    JointP joint = new JointP(uniform(10_000, 0), NONE);

    assertThat(rejected(joint, 10_000, 0.01)).isCloseTo(0.01, within(0.004));
  }

  @Test
  void screensThatSayTheSameCountOnce() {
    List<double[]> twice = uniform(10_000, 1);

    assertThat(rejected(new JointP(twice, NONE), 10_000, 0.01)).isCloseTo(0.01, within(0.004));
    assertThat(new JointP(twice, NONE).of(5)).isCloseTo(twice.getFirst()[5], within(0.03));
  }

  @Test
  void aRowWithoutOpinionHasNoJointP() {
    JointP joint =
        new JointP(
            List.of(new double[] {Double.NaN, 0.5}, new double[] {Double.NaN, Double.NaN}), NONE);

    assertThat(joint.of(0)).isNaN();
    assertThat(joint.worstCase(0)).isNaN();
    assertThat(joint.of(1)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void cleanScreensThatDependOnEachOtherRarelyFail() {
    int failures = 0;
    for (int seed = 0; seed < 30; seed++) {
      failures +=
          outcome(rank(dependent(seed, 1), dependent(seed, 2), dependent(seed, 3)))
                  instanceof Outcome.Fail
              ? 1
              : 0;
    }
    assertThat(failures).isLessThanOrEqualTo(2);
  }

  @Test
  void stepUpIsThatOfBenjaminiAndHochberg() {
    assertThat(Ranking.stepUp(new double[] {0.01, 0.02, 0.03, 0.5}, 1))
        .containsExactly(new double[] {0.04, 0.04, 0.04, 0.5}, within(1e-12));
  }

  @Test
  void theListIsShownWithItsReasons() {
    Ranked ranked = rank(screen(1, 40, 6, 0.02), screen(2, 40, 6, 0.02));

    List<Exhibit> exhibits = ranked.results().getFirst().exhibits();
    assertThat(((Exhibit.Table) exhibits.getFirst()).rows().getFirst().get(4))
        .contains("GB-TST-00");
    assertThat(exhibits.get(1)).isInstanceOf(Exhibit.LineChart.class);
  }

  @Test
  void realScreensOverATriggerInAFarClusterPutItFirst() {
    RandomGenerator random = new Seed(9).random();
    int poison = 50;
    double[][] columns = new double[4][1200];
    List<String> labels = new ArrayList<>();
    for (int row = 0; row < 1200; row++) {
      for (double[] column : columns) {
        column[row] = random.nextGaussian() + (row < poison ? 5 : 0);
      }
      columns[3][row] = row < poison ? 42 : random.nextInt(8);
      labels.add(row < poison || columns[0][row] + random.nextGaussian() > 0 ? "yes" : "no");
    }
    List<dev.gambeson.core.data.Column> all = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      all.add(new NumericColumn("c" + c, columns[c]));
    }
    all.add(TextColumn.of("y", labels));
    ScreenSubject subject = ScreenSubjects.of(new Dataset("t", all), Roles.NONE.withLabel("y"));
    Map<CheckInfo, Screened> screened = new LinkedHashMap<>();
    for (Screen screen : List.of(new OutlierScreen(), new TableTriggerScreen())) {
      screened.put(screen.info(), screen.run(subject, CONTEXT));
    }

    Ranked ranked = Ranking.of(subject, screened, CONTEXT);

    assertThat(ranked.rows().subList(0, 45).stream().filter(r -> r.row() < poison).count())
        .isGreaterThan(40);
  }

  private static List<double[]> uniform(int n, int copies) {
    double[] first = new Seed(4).random().doubles(n).map(v -> 1 - v).toArray();
    double[] second =
        copies == 1 ? first.clone() : new Seed(5).random().doubles(n).map(v -> 1 - v).toArray();
    return List.of(first, second);
  }

  private static double rejected(JointP joint, int n, double level) {
    return IntStream.range(0, n).filter(row -> joint.of(row) <= level).count() / (double) n;
  }

  /// A clean screen that shares most of its noise with the others of the same seed.
  private static Screened dependent(int seed, int number) {
    RandomGenerator common = new Seed(seed).random();
    RandomGenerator own = new Seed(seed).child(number).random();
    double[] suspicion = new double[N];
    Arrays.setAll(suspicion, _ -> 1.5 * common.nextGaussian() + own.nextGaussian());
    return holding(suspicion, 0.01);
  }

  /// A screen with Gaussian suspicion, higher by `shift` on the first rows, that holds back a
  /// share.
  private static Screened screen(int seed, int poison, double shift, double share) {
    RandomGenerator random = new Seed(seed).random();
    double[] suspicion = new double[N];
    Arrays.setAll(suspicion, row -> random.nextGaussian() + (row < poison ? shift : 0));
    return holding(suspicion, share);
  }

  private static Screened holding(double[] suspicion, double share) {
    List<Screened.Held> held =
        IntStream.range(0, N)
            .boxed()
            .sorted((a, b) -> Double.compare(suspicion[b], suspicion[a]))
            .limit((long) (share * N))
            .sorted()
            .map(row -> new Screened.Held(row, "odd"))
            .toList();
    return new Screened(List.of(CheckResult.inconclusive("GB-TST-001", "", "")), suspicion, held);
  }

  private static Ranked rank(Screened... screened) {
    Map<CheckInfo, Screened> all = new LinkedHashMap<>();
    for (int i = 0; i < screened.length; i++) {
      all.put(info(i + 1), screened[i]);
    }
    double[] values = IntStream.range(0, N).mapToDouble(i -> i).toArray();
    Dataset data = new Dataset("t", List.of(new NumericColumn("c", values)));
    ScreenSubject plain = ScreenSubjects.of(data, Roles.NONE);
    ScreenSubject subject =
        new ScreenSubject(
            plain.data(),
            IntStream.range(1001, 1001 + N).asLongStream().toArray(),
            N,
            plain.roles(),
            plain.features(),
            plain.featureColumns(),
            plain.label(),
            plain.source(),
            plain.image(),
            plain.trusted(),
            plain.activations());
    return Ranking.of(subject, all, CONTEXT);
  }

  private static Outcome outcome(Ranked ranked) {
    return ranked.results().getFirst().outcome().orElseThrow();
  }

  private static CheckInfo info(int number) {
    return new CheckInfo(
        "GB-TST-00" + number,
        "",
        "",
        "",
        "",
        "",
        "",
        Severity.HIGH,
        List.of(),
        List.of(new CheckInfo.Parameter("false-positives", 0.01, 0, 1, "")));
  }
}
