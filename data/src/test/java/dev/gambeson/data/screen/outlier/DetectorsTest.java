package dev.gambeson.data.screen.outlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.data.screen.outlier.OutlierDetector.Fitted;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DetectorsTest {
  private static final Workers ONE = new Workers(1);
  private static final Seed SEED = new Seed(5);

  /// Ten rows whose scores PyOD 34f7996 gave.
  private static final Rows TEN =
      Rows.of(
          new double[] {0, 0},
          new double[] {0.5, 0.1},
          new double[] {0.4, -0.3},
          new double[] {-0.2, 0.3},
          new double[] {-0.6, -0.1},
          new double[] {0.1, 0.7},
          new double[] {3, -2},
          new double[] {0.5, 0.25},
          new double[] {-0.3, -0.4},
          new double[] {1.5, 1.1});

  private static final Rows OTHERS =
      Rows.of(new double[] {0.2, 0.2}, new double[] {5, 5}, new double[] {3.1, 0.2});

  static Stream<OutlierDetector> all() {
    return Stream.of(
        new IsolationForest(),
        new RobustMahalanobis(),
        new Ecod(),
        new Copod(),
        new Knn(),
        new LocalOutlierFactor(),
        new Hbos(),
        new PcaScore(),
        new OutlierEnsemble());
  }

  @AfterAll
  static void close() {
    ONE.close();
  }

  @ParameterizedTest
  @MethodSource("all")
  void rowsFarOutScoreHighest(OutlierDetector detector) {
    Rows rows = cloud(800, 4, 12); // fewer than the neighbours of LOF

    double[] scores = detector.fit(rows, SEED, ONE).own(ONE);

    boolean[] far = new boolean[800];
    Arrays.fill(far, 788, 800, true);
    assertThat(Roc.of(scores, far).auc("AUC").value()).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @MethodSource("all")
  void rowsThatWereNotFittedAreScoredToo(OutlierDetector detector) {
    Fitted fitted = detector.fit(cloud(400, 3, 0), SEED, ONE);

    double[] scores = fitted.score(Rows.of(new double[] {0, 0, 0}, new double[] {9, -9, 9}), ONE);

    assertThat(scores[1]).isGreaterThan(scores[0]);
    assertThat(scores[1]).isGreaterThan(Arrays.stream(fitted.own(ONE)).max().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyNumberOfThreadsGivesTheSameBits(OutlierDetector detector) {
    Rows rows = cloud(1300, 3, 9);
    try (Workers three = new Workers(3)) {
      assertThat(detector.fit(rows, SEED, three).own(three))
          .isEqualTo(detector.fit(rows, SEED, ONE).own(ONE));
      assertThat(detector.fit(rows, SEED, three).score(rows, three))
          .isEqualTo(detector.fit(rows, SEED, ONE).score(rows, ONE));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void constantAndRepeatedColumnsLeaveScoresFinite(OutlierDetector detector) {
    Rows plain = cloud(300, 2, 5);
    double[][] wide = new double[300][];
    for (int i = 0; i < 300; i++) {
      wide[i] = new double[] {plain.at(i, 0), plain.at(i, 1), 7, plain.at(i, 0), i == 3 ? 1 : 0};
    }
    Rows rows = Rows.of(wide);

    Fitted fitted = detector.fit(rows, SEED, ONE);

    assertThat(Arrays.stream(fitted.own(ONE))).allMatch(Double::isFinite);
    assertThat(Arrays.stream(fitted.score(rows, ONE))).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("all")
  void copiesOfOneRowAreAllAlike(OutlierDetector detector) {
    Rows rows = new Rows(30, 2, new double[60]);

    double[] scores = detector.fit(rows, SEED, ONE).own(ONE);

    assertThat(Arrays.stream(scores)).allMatch(Double::isFinite);
    assertThat(Arrays.stream(scores).distinct().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesRowsItCannotJudge(OutlierDetector detector) {
    Rows missing = Rows.of(new double[] {1}, new double[] {Double.NaN});
    assertThatThrownBy(() -> detector.fit(missing, SEED, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> detector.fit(Rows.of(new double[] {1}), SEED, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 rows");
    assertThatThrownBy(() -> detector.fit(TEN, SEED, ONE).score(Rows.of(new double[] {1}), ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 features");
  }

  @Test
  void ecodScoresAsItsAuthorsDo() {
    assertThat(own(new Ecod()))
        .containsExactly(
            new double[] {
              1.609437912,
              1.609437912,
              1.897119985,
              2.407945609,
              3.218875825,
              2.302585093,
              4.605170186,
              1.832581464,
              3.218875825,
              3.912023005
            },
            within(1e-8));
  }

  @Test
  void copodScoresAsItsAuthorsDo() {
    assertThat(own(new Copod()))
        .containsExactly(
            new double[] {
              1.329630018,
              1.518277134,
              1.897119985,
              1.427116356,
              2.067583278,
              1.459385616,
              4.605170186,
              1.552773570,
              2.466837126,
              2.760730459
            },
            within(1e-8));
  }

  @Test
  void nearestNeighboursScoreAsElsewhere() {
    assertThat(own(new Knn(3)))
        .containsExactly(
            new double[] {
              0.5,
              0.509901951,
              0.559016994,
              0.565685425,
              0.608276253,
              0.707106781,
              3.363406012,
              0.559016994,
              0.707106781,
              1.456021978
            },
            within(1e-8));
    assertThat(others(new Knn(3)))
        .containsExactly(new double[] {0.316227766, 6.543126164, 2.600480725}, within(1e-8));
  }

  @Test
  void localOutlierFactorsAreThoseOfScikitLearn() {
    assertThat(own(new LocalOutlierFactor(3)))
        .containsExactly(
            new double[] {
              1.061886013,
              0.975440074,
              0.927993568,
              0.974794676,
              1.033085468,
              1.069321400,
              6.054832355,
              0.975440074,
              1.037735091,
              2.456512579
            },
            within(1e-8));
    assertThat(others(new LocalOutlierFactor(3)))
        .containsExactly(new double[] {0.927993568, 8.460210447, 2.485694783}, within(1e-8));
  }

  @Test
  void histogramScoresOfOrdinaryFarAndSlightlyOutsideRowsAreThoseOfPyod() {
    assertThat(others(new Hbos()))
        .containsExactly(new double[] {1.828765619, 6.643856190, 1.828765619}, within(1e-8));
  }

  @Test
  void averageDepthIsThatOfThePaper() {
    assertThat(IsolationTree.averageDepth(1)).isZero();
    assertThat(IsolationTree.averageDepth(2)).isEqualTo(1);
    assertThat(IsolationTree.averageDepth(256)).isCloseTo(10.24, within(0.01));
  }

  @Test
  void anotherSeedGrowsAnotherForest() {
    Rows rows = cloud(300, 3, 3);

    assertThat(new IsolationForest().fit(rows, new Seed(1), ONE).own(ONE))
        .isNotEqualTo(new IsolationForest().fit(rows, new Seed(2), ONE).own(ONE));
  }

  @Test
  void fortyPercentOfOutliersDoNotBendTheRobustEstimate() {
    Rows rows = cloud(700, 3, 280);
    boolean[] far = new boolean[700];
    Arrays.fill(far, 420, 700, true);

    double[] robust = new RobustMahalanobis().fit(rows, SEED, ONE).own(ONE);
    double[] plain = new PcaScore().fit(rows, SEED, ONE).own(ONE);

    assertThat(Roc.of(robust, far).auc("AUC").value()).isGreaterThan(0.999);
    assertThat(Roc.of(plain, far).auc("AUC").value()).isLessThan(0.9);
  }

  @Test
  void robustDistancesOfGaussianRowsAreChiSquared() {
    double[] scores = new RobustMahalanobis().fit(cloud(4000, 5, 0), SEED, ONE).own(ONE);

    long within = Arrays.stream(scores).filter(s -> s <= 9.2364).count(); // 0.9 quantile, 5 degrees
    assertThat(within / 4000.0).isCloseTo(0.9, within(0.03));
  }

  @Test
  void ecodNamesTheFeatureThatMakesARowOdd() {
    Ecod.Model model = new Ecod().fit(cloud(500, 3, 0), SEED, ONE);

    double[] surprises = model.surprises(Rows.of(new double[] {0, 12, 0.1}), 0);

    assertThat(surprises[1]).isGreaterThan(6);
    assertThat(surprises[0]).isLessThan(1);
    assertThat(surprises[2]).isLessThan(1);
  }

  @Test
  void ensembleNeedsMembers() {
    assertThatThrownBy(() -> new OutlierEnsemble(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] own(OutlierDetector detector) {
    return detector.fit(TEN, SEED, ONE).own(ONE);
  }

  private static double[] others(OutlierDetector detector) {
    return detector.fit(TEN, SEED, ONE).score(OTHERS, ONE);
  }

  /// Gaussian rows, the last `far` of them around (6, 6, ...).
  private static Rows cloud(int count, int width, int far) {
    RandomGenerator random = new Seed(count + width).random();
    double[] values = new double[count * width];
    for (int i = 0; i < values.length; i++) {
      boolean out = i / width >= count - far;
      values[i] = random.nextGaussian() * (out ? 2 : 1) + (out ? 6 : 0);
    }
    return new Rows(count, width, values);
  }
}
