package dev.gambeson.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.RowEncoder;
import java.util.List;
import java.util.Optional;
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
  void theStepsCanBeWrittenDownAndUsedElsewhere() {
    Rows rows = Rows.of(new double[] {1, 0}, new double[] {Double.NaN, 0}, new double[] {3, 2});
    TabularEncoder encoder = TabularEncoder.fit(SPACE, rows);

    assertThat(RowEncoder.of(SPACE, Optional.of(encoder.preprocessing())).encode(rows))
        .containsExactly(encoder.encode(rows));
  }

  @Test
  void infinityIsCutOff() {
    TabularEncoder encoder = TabularEncoder.fit(SPACE, Rows.of(new double[] {1, 0}));

    assertThat(encoder.encode(Rows.of(new double[] {Double.POSITIVE_INFINITY, 0}))[0])
        .isEqualTo(1e6f);
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
