package dev.gambeson.redteam.evasion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MoveSpaceTest {
  private static final MoveSpace SPACE =
      new MoveSpace(
          new FeatureSpace(
              List.of(
                  new Feature.Numeric("real", false, -3, 3, 0.7, false),
                  new Feature.Numeric("whole", true, 0, 40, 2.57, false),
                  new Feature.Numeric("tiny", false, 0, 1e-3, 1e-4, false),
                  new Feature.Numeric("large", true, 0, 1_000_000, 105_549.97, false),
                  new Feature.Numeric("fixed", true, 0, 9, 1, true),
                  new Feature.Categorical("level", List.of("a", "b"), false))));

  /// Rows outside the declared range and missing numbers included.
  private static double[] original(RandomGenerator random) {
    double missing = random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian();
    return new double[] {
      missing,
      random.nextInt(60),
      random.nextDouble() * 2e-3,
      random.nextInt(2_000_000),
      random.nextInt(10),
      random.nextInt(3) - 1
    };
  }

  @ParameterizedTest
  @EnumSource
  void aProjectedRowIsValidAndNeverLeavesTheBall(Norm norm) {
    RandomGenerator random = new Seed(11).random();
    for (int i = 0; i < 5_000; i++) {
      double[] x0 = original(random);
      double epsilon = Math.exp(4 * random.nextDouble() - 3);
      double[] u = new double[4];
      for (int j = 0; j < 4; j++) {
        u[j] = random.nextInt(3) == 0 ? epsilon : 3 * epsilon * random.nextGaussian();
      }
      double[] row = new double[6];
      SPACE.project(norm, epsilon, x0, x0, u, row);

      assertThat(SPACE.distances(x0, row).in(norm)).isLessThanOrEqualTo(epsilon);
      assertThat(SPACE.violation(x0, row)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPlacedRowPlacedAgainIsTheSameRow(Norm norm) {
    RandomGenerator random = new Seed(12).random();
    for (int i = 0; i < 5_000; i++) {
      double[] x0 = original(random);
      double[] u = new double[4];
      for (int j = 0; j < 4; j++) {
        u[j] = 2 * random.nextGaussian();
      }
      double[] row = new double[6];
      SPACE.place(x0, x0, u, row);
      double[] again = new double[6];
      SPACE.place(x0, x0, SPACE.change(x0, row), again);

      assertThat(norm.of(SPACE.change(row, again))).isLessThan(1e-9);
      assertThat(again[1]).isEqualTo(row[1]);
      assertThat(again[3]).isEqualTo(row[3]);
    }
  }
}
