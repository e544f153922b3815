package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureSpacesTest {
  private final Dataset data =
      new Dataset(
          "t",
          List.of(
              new NumericColumn("age", new double[] {20, 30, Double.NaN, 40}),
              new NumericColumn("rate", new double[] {0.5, 1, 1, 1}),
              new NumericColumn("same", new double[] {7, 7, 7, 7}),
              new NumericColumn("code", new double[] {1, 2, 1, 3}),
              TextColumn.of("sex", List.of("m", "f", "m", "")),
              TextColumn.of("flag", List.of("true", "false", "true", "true"))));

  private FeatureSpace learn(String column) {
    return FeatureSpaces.learn(data, List.of(column), Set.of(), Map.of());
  }

  @Test
  void aNumberHasItsRangeAndItsStandardDeviationAsScale() {
    Feature.Numeric age = (Feature.Numeric) learn("age").features().getFirst();
    assertThat(age.integer()).isTrue();
    assertThat(age.min()).isEqualTo(20);
    assertThat(age.max()).isEqualTo(40);
    assertThat(age.scale()).isCloseTo(10, within(1e-12));
    assertThat(((Feature.Numeric) learn("rate").features().getFirst()).integer()).isFalse();
  }

  @Test
  void aConstantColumnHasScaleOne() {
    assertThat(((Feature.Numeric) learn("same").features().getFirst()).scale()).isEqualTo(1);
  }

  @Test
  void aHugeConstantHasScaleOneDespiteRounding() {
    Dataset huge =
        new Dataset(
            "t", List.of(new NumericColumn("x", new double[] {1e17 / 3, 1e17 / 3, 1e17 / 3})));
    FeatureSpace space = FeatureSpaces.learn(huge, List.of("x"), Set.of(), Map.of());
    assertThat(((Feature.Numeric) space.features().getFirst()).scale()).isEqualTo(1);
  }

  @Test
  void aColumnWithoutValuesIsStillAFeature() {
    Dataset none =
        new Dataset("t", List.of(new NumericColumn("x", new double[] {Double.NaN, Double.NaN})));
    FeatureSpace space = FeatureSpaces.learn(none, List.of("x"), Set.of(), Map.of());
    assertThat(space.features().getFirst())
        .isEqualTo(new Feature.Numeric("x", false, 0, 0, 1, false));
  }

  @Test
  void textBecomesCategoriesInSortedOrder() {
    assertThat(learn("sex").features().getFirst())
        .isEqualTo(new Feature.Categorical("sex", List.of("f", "m"), false));
    assertThat(learn("flag").features().getFirst())
        .isEqualTo(new Feature.Categorical("flag", List.of("false", "true"), false));
  }

  @Test
  void levelsThatNoRowHoldsAreNotLearned() {
    FeatureSpace space =
        FeatureSpaces.learn(data.select(new int[] {0, 2}), List.of("sex"), Set.of(), Map.of());
    assertThat(((Feature.Categorical) space.features().getFirst()).levels()).containsExactly("m");
  }

  @Test
  void aModelsLevelsWinOverWhatIsObservedEvenForNumbers() {
    FeatureSpace space =
        FeatureSpaces.learn(
            data,
            List.of("code", "sex"),
            Set.of("sex"),
            Map.of("code", List.of("3", "1", "2"), "sex", List.of("m", "f", "x")));
    assertThat(space.features())
        .containsExactly(
            new Feature.Categorical("code", List.of("3", "1", "2"), false),
            new Feature.Categorical("sex", List.of("m", "f", "x"), true));
    assertThat(space.encode(data).values()).containsExactly(1, 0, 2, 1, 1, 0, 0, -1);
  }

  @Test
  void aNameThatIsNoInputIsRefused() {
    assertThatThrownBy(() -> FeatureSpaces.learn(data, List.of("age"), Set.of("sx"), Map.of()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("'sx'");
    assertThatThrownBy(() -> learn("agee"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Did you mean 'age'");
  }
}
