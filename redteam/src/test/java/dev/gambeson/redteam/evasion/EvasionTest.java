package dev.gambeson.redteam.evasion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvasionTest {
  private static AttackResult attack(FunctionClassifier model, int[] truth) {
    Rows rows = Rows.of(new double[] {0.5, 0.5});
    Evasion evasion = new Evasion(model, rows, truth, rows);
    try (Workers workers = new Workers(1)) {
      return evasion.run(
          NoiseFloor.standard(),
          ThreatModel.untargeted(Norm.LINF, 0.1, 0, 20, new Seed(1)),
          workers);
    }
  }

  private static FunctionClassifier model(boolean lonelyOnly) {
    return new FunctionClassifier(
        BreastCancer.unitCube(2),
        List.of("a", "b"),
        rows -> {
          float[] s = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            boolean other = lonelyOnly ? rows.count() > 1 : rows.at(i, 0) != 0.5;
            s[2 * i + (other ? 1 : 0)] = 1;
          }
          return s;
        });
  }

  @Test
  void aRowThatDoesNotFoolTheModelWhenAskedAgainIsRefuted() {
    AttackResult result = attack(model(true), new int[] {0});

    assertThat(result.rows().getFirst().outcome()).isEqualTo(RowOutcome.INVALID);
    assertThat(result.success().value()).isZero();
  }

  @Test
  void aRowThatDoesIsCountedWithItsDistance() {
    AttackResult result = attack(model(false), new int[] {0});

    assertThat(result.success().value()).isEqualTo(1);
    assertThat(result.robustAccuracy(0.1).value()).isZero();
    assertThat(result.robustAccuracy(1e-9).value()).isEqualTo(1);
    assertThat(result.medianDistance()).isBetween(1e-9, 0.1);
  }

  @Test
  void aRowThatIsWrongAlreadyIsNotAttackedAndNotRobust() {
    AttackResult result = attack(model(false), new int[] {1});

    assertThat(result.rows().getFirst().outcome()).isEqualTo(RowOutcome.ALREADY_WRONG);
    assertThat(result.success().isDefined()).isFalse();
    assertThat(result.robustAccuracy(0.1).value()).isZero();
  }
}
