package dev.gambeson.redteam.evasion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopSkipJumpTest {
  private static AttackResult attackNetwork(Norm norm, int queries, int threads) {
    BreastCancer data = BreastCancer.load();
    Evasion evasion =
        new Evasion(BreastCancer.network(), data.firstTest(40), data.firstTruth(40), data.train());
    ThreatModel threat =
        ThreatModel.untargeted(norm, Double.POSITIVE_INFINITY, 0, queries, new Seed(1));
    try (Workers workers = new Workers(threads)) {
      return evasion.run(HopSkipJump.nearest(), threat, workers);
    }
  }

  /// attack.md section 5: 1.0 success, mean L2 at most .45 at no more than 6.4k queries (ART 1.20.1
  /// with start points from data: .445 at 6,228). Carlini-Wagner, with gradients, gets .333.
  @Test
  void everyRowOfTheBreastCancerNetworkIsFooledNearerThanByArt() {
    AttackResult result = attackNetwork(Norm.L2, 6_400, 1);

    assertThat(result.attacked()).isEqualTo(37);
    assertThat(result.success().value()).isEqualTo(1);
    assertThat(result.meanDistance()).isBetween(0.333, 0.385);
    assertThat(result.meanQueries()).isLessThanOrEqualTo(6_400);
  }

  @Test
  void theLargestChangeIsWhatTheLargestChangeNormMakesSmall() {
    AttackResult box = attackNetwork(Norm.LINF, 2_000, 1);
    AttackResult round = attackNetwork(Norm.L2, 2_000, 1);

    double largestOfRound =
        round.rows().stream().mapToDouble(r -> r.distances().linf()).sum() / round.attacked();
    assertThat(box.meanDistance()).isLessThan(0.75 * largestOfRound);
  }

  @Test
  void theAnswerDoesNotDependOnTheNumberOfThreads() {
    AttackResult one = attackNetwork(Norm.L2, 600, 1);
    AttackResult two = attackNetwork(Norm.L2, 600, 2);

    assertThat(two.rows())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(one.rows());
  }

  @Test
  void noRowIsAskedMoreThanItsBudget() {
    assertThat(attackNetwork(Norm.L2, 300, 1).rows()).allMatch(r -> r.queries() <= 300);
  }

  /// For a half-space the nearest point is known: abs(w.x + b) / norm(w). attack.md section 5
  /// allows 1.15 times that at 6.4k queries; ART needs 1.22.
  @Test
  void aLinearBoundaryIsReachedWithinFifteenPercent() {
    BreastCancer data = BreastCancer.load();
    double[] w = new double[30];
    double norm = 0;
    for (int j = 0; j < 30; j++) {
      w[j] = -1 - (j % 5);
      norm += w[j] * w[j];
    }
    double length = Math.sqrt(norm);
    FunctionClassifier model = linear(w, 20);
    Rows rows = data.firstTest(40);
    int[] truth = model.labels(rows);
    Evasion evasion = new Evasion(model, rows, truth, data.train());
    ThreatModel threat =
        ThreatModel.untargeted(Norm.L2, Double.POSITIVE_INFINITY, 0, 6_400, new Seed(2));
    try (Workers workers = new Workers(1)) {
      AttackResult result = evasion.run(HopSkipJump.nearest(), threat, workers);
      double exact = 0;
      for (int i = 0; i < 40; i++) {
        exact += Math.abs(value(w, 20, rows.row(i))) / length / 40;
      }
      assertThat(result.success().value()).isEqualTo(1);
      assertThat(result.meanDistance()).isBetween(exact, 1.15 * exact);
    }
  }

  private static double value(double[] w, double b, double[] x) {
    double sum = b;
    for (int j = 0; j < w.length; j++) {
      sum += w[j] * x[j];
    }
    return sum;
  }

  private static FunctionClassifier linear(double[] w, double b) {
    return new FunctionClassifier(
        BreastCancer.unitCube(w.length),
        List.of("no", "yes"),
        rows -> {
          float[] s = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            double p = 1 / (1 + Math.exp(-value(w, b, rows.row(i))));
            s[2 * i] = (float) (1 - p);
            s[2 * i + 1] = (float) p;
          }
          return s;
        });
  }

  private static final FeatureSpace MIXED =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("income", false, 0, 100, 10, false),
              new Feature.Numeric("children", true, 0, 9, 1, false),
              new Feature.Numeric("age", true, 18, 99, 10, true),
              new Feature.Categorical("job", List.of("a", "b", "c"), false),
              new Feature.Categorical("sex", List.of("f", "m"), true)));

  /// Yes when income + 10 * children + 30 * (job is c) reaches 60.
  private static FunctionClassifier mixed() {
    return new FunctionClassifier(
        MIXED,
        List.of("no", "yes"),
        rows -> {
          float[] s = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            double z = rows.at(i, 0) + 10 * rows.at(i, 1) + (rows.at(i, 3) == 2 ? 30 : 0) - 60;
            s[2 * i + 1] = (float) (1 / (1 + Math.exp(-z / 10)));
            s[2 * i] = 1 - s[2 * i + 1];
          }
          return s;
        });
  }

  private static AttackResult attackMixed(int categoricalChanges) {
    Rows rows =
        Rows.of(
            new double[] {20.5, 1, 40, 0, 0}, // 29.5 short of yes
            new double[] {Double.NaN, 0, 40, 0, 1}, // income missing: never compares
            new double[] {55, 0, 30, 0, 1}); // 5 short
    Rows pool = Rows.of(new double[] {90, 3, 20, 2, 0}, new double[] {10, 0, 20, 1, 1});
    Evasion evasion = new Evasion(mixed(), rows, new int[] {0, 0, 0}, pool);
    ThreatModel threat =
        ThreatModel.untargeted(
            Norm.LINF, Double.POSITIVE_INFINITY, categoricalChanges, 1_500, new Seed(3));
    try (Workers workers = new Workers(1)) {
      return evasion.run(HopSkipJump.nearest(), threat, workers);
    }
  }

  @Test
  void aCategoryThatMayChangeIsChangedWhenThatIsShorter() {
    RowResult row = attackMixed(1).rows().get(0);

    // job c leaves nothing to do but to gain nothing: 20.5 + 10 + 30 reaches 60.
    assertThat(row.distances()).isEqualTo(new Distances(0, 0, 0, 1));
    assertThat(row.adversarial().orElseThrow()[3]).isEqualTo(2);
  }

  @Test
  void withoutCategoricalChangesWholeNumbersAndImmutablesHold() {
    AttackResult result = attackMixed(0);

    double[] first = result.rows().get(0).adversarial().orElseThrow();
    assertThat(first[1]).isEqualTo(Math.rint(first[1]));
    assertThat(first).contains(40, org.assertj.core.data.Index.atIndex(2));
    assertThat(first[3]).isZero();
    // One or two more children and the rest in income: the largest change is at least 1.5 units.
    assertThat(result.rows().get(0).distances().linf()).isBetween(0.95, 2.0);
    assertThat(result.rows().get(2).distances().linf()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void aRowWithoutAnyStartIsNotCalledRobust() {
    Rows rows = Rows.of(new double[] {0.5, 0.5});
    FunctionClassifier constant =
        new FunctionClassifier(
            BreastCancer.unitCube(2),
            List.of("a", "b"),
            r -> {
              float[] s = new float[2 * r.count()];
              for (int i = 0; i < r.count(); i++) {
                s[2 * i] = 1;
              }
              return s;
            });
    Evasion evasion = new Evasion(constant, rows, new int[] {0}, rows);
    try (Workers workers = new Workers(1)) {
      AttackResult result =
          evasion.run(
              HopSkipJump.nearest(),
              ThreatModel.untargeted(Norm.L2, 1, 0, 500, new Seed(4)),
              workers);
      assertThat(result.rows().get(0).outcome()).isEqualTo(RowOutcome.NO_START);
      assertThat(result.unknownShare()).isEqualTo(1);
    }
  }
}
