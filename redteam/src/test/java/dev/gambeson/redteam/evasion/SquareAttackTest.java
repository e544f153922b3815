package dev.gambeson.redteam.evasion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SquareAttackTest {
  private static AttackResult attack(FunctionClassifier model, double epsilon, int budget) {
    BreastCancer data = BreastCancer.load();
    Evasion evasion = new Evasion(model, data.test(), data.testTruth(), data.train());
    ThreatModel threat = ThreatModel.untargeted(Norm.LINF, epsilon, 0, budget, new Seed(1));
    try (Workers workers = new Workers(1)) {
      return evasion.run(SquareAttack.tabular(), threat, workers);
    }
  }

  /// PGD-40 with gradients fools .472 at .05 and .810 at .1 (attack.md section 3).
  @Test
  void scoresAloneFoolNearlyAsManyPatientsAsGradients() {
    assertThat(attack(BreastCancer.network(), 0.1, 1_000).success().value()).isBetween(0.78, 0.83);
    assertThat(attack(BreastCancer.network(), 0.05, 1_000).success().value()).isBetween(0.45, 0.49);
  }

  @Test
  void noFooledRowLeavesTheBudget() {
    assertThat(attack(BreastCancer.network(), 0.1, 300).rows())
        .filteredOn(r -> r.outcome() == RowOutcome.FOOLED)
        .isNotEmpty()
        .allMatch(r -> r.distances().linf() <= 0.1 && r.queries() <= 300);
  }

  /// Scores in float32 of logits twenty times as large are mostly exactly 0 and 1 to ten digits;
  /// log scores still point the way.
  @Test
  void aSaturatedSoftmaxDoesNotStopIt() {
    Function<Rows, float[]> logits = BreastCancer.logits();
    FunctionClassifier saturated =
        new FunctionClassifier(
            BreastCancer.space(),
            List.of("malignant", "benign"),
            rows -> {
              float[] z = logits.apply(rows);
              for (int i = 0; i < z.length; i++) {
                z[i] *= 5;
              }
              return DenseNetwork.softmax(z, 2);
            });

    double plain = attack(BreastCancer.network(), 0.1, 500).success().value();
    assertThat(attack(saturated, 0.1, 500).success().value()).isGreaterThan(plain - 0.05);
  }

  @Test
  void roundedScoresAreReportedAsFlat() {
    Function<Rows, float[]> logits = BreastCancer.logits();
    FunctionClassifier labelsOnly =
        new FunctionClassifier(
            BreastCancer.space(),
            List.of("malignant", "benign"),
            rows -> {
              float[] p = DenseNetwork.softmax(logits.apply(rows), 2);
              for (int i = 0; i < p.length; i++) {
                p[i] = Math.round(p[i]);
              }
              return p;
            });

    AttackResult result = attack(labelsOnly, 0.02, 300);
    assertThat(result.rows())
        .filteredOn(r -> r.outcome() == RowOutcome.HELD)
        .isNotEmpty()
        .allMatch(RowResult::flat);
  }

  @Test
  void anImageMustHaveAsManyPixelsAsTheModelHasInputs() {
    BreastCancer data = BreastCancer.load();
    Evasion evasion =
        new Evasion(BreastCancer.network(), data.test(), data.testTruth(), data.train());
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(() ->
              evasion.run(
                  SquareAttack.image(new ImageShape(1, 28, 28)),
                  ThreatModel.untargeted(Norm.LINF, 0.1, 0, 10, new Seed(1)),
                  workers))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("784 values, but 30");
    }
  }
}
