package dev.gambeson.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabularEncoderTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("age", true, 0, 100, 1, false),
              new Feature.Categorical("job", List.of("a", "b", "c"), false)));

  @Test
  void numbersAreStandardisedAndCategoriesBecomeOneHot() {
    Rows rows = Rows.of(new double[] {1, 0}, new double[] {3, 2});

    assertThat(TabularEncoder.fit(SPACE, rows).encode(rows))
        .containsExactly(-1, 1, 0, 0, 1, 0, 0, 1);
  }

  @Test
  void anUnknownLevelIsAllZeroAndAMissingNumberTheMean() {
    Rows rows = Rows.of(new double[] {1, 0}, new double[] {3, 2});
    TabularEncoder encoder = TabularEncoder.fit(SPACE, rows);

    assertThat(encoder.encode(Rows.of(new double[] {Double.NaN, -1}))).containsExactly(0, 0, 0, 0);
  }

  @Test
  void gapsInTheFittedRowsGetAColumnOfTheirOwn() {
    Rows rows = Rows.of(new double[] {1, 0}, new double[] {Double.NaN, 0}, new double[] {3, 0});
    TabularEncoder encoder = TabularEncoder.fit(SPACE, rows);

    assertThat(encoder.width()).isEqualTo(5);
    assertThat(encoder.encode(rows)).containsExactly(-1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
  }

  @Test
  void aConstantColumnDoesNotDivideByZero() {
    Rows rows = Rows.of(new double[] {5, 1}, new double[] {5, 1});

    assertThat(TabularEncoder.fit(SPACE, rows).encode(Rows.of(new double[] {6, 1})))
        .containsExactly(1, 0, 1, 0);
  }

  @Test
  void aNetworkClassifierAnswersAboutRawRows() {
    Rows rows =
        Rows.of(
            new double[] {10, 0}, new double[] {20, 1}, new double[] {70, 0}, new double[] {80, 1});
    NetworkClassifier model =
        NetworkClassifier.train(
            SPACE,
            rows,
            new int[] {0, 0, 1, 1},
            List.of("young", "old"),
            TrainingOptions.of().epochs(300).learningRate(0.05),
            new Seed(3));

    assertThat(model.labels(rows)).containsExactly(0, 0, 1, 1);
    assertThat(model.features()).isEqualTo(SPACE);
  }
}
