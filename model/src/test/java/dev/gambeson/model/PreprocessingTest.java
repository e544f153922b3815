package dev.gambeson.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.model.MatrixEncoder.ColumnMeaning;
import dev.gambeson.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PreprocessingTest {
  private static final String FIVE =
      """
      {"label": "y", "favourable": 1, "protected": ["sex"], "steps": [
        {"column": "age", "kind": "standard", "mean": 40, "std": 10},
        {"column": "sex", "kind": "onehot", "categories": ["f", "m", "nan"]},
        {"column": "hours", "kind": "minmax", "min": 0, "max": 50, "missing": 25},
        {"column": "size", "kind": "ordinal", "categories": ["S", "M"], "missing": -1},
        {"column": "code", "kind": "onehot", "categories": [1, 2]},
        {"column": "gain", "kind": "passthrough"}]}
      """;

  private static Preprocessing parse(String json) {
    return Preprocessing.of("p.json", new JsonMapper().readTree(json));
  }

  private static Dataset data() {
    return new Dataset(
        "d",
        List.of(
            new NumericColumn("age", new double[] {30, Double.NaN, 45}),
            TextColumn.of("sex", List.of("m", "", "f")),
            new NumericColumn("hours", new double[] {10, Double.NaN, 60}),
            TextColumn.of("size", List.of("M", "S", "XL")),
            TextColumn.of("code", List.of("2", "1", "3")),
            new NumericColumn("gain", new double[] {0.1, 2, 3})));
  }

  private static FeatureSpace space(Preprocessing p) {
    return FeatureSpaces.learn(data(), p.columns(), Set.of(), p.knownLevels());
  }

  @Test
  void everyKindGivesTheTrainersNumbers() {
    Preprocessing p = parse(FIVE);
    FeatureSpace space = space(p);
    RowEncoder encoder = RowEncoder.of(space, Optional.of(p));
    Rows rows = space.encode(data());
    float nan = Float.NaN;
    assertThat(encoder.encode(rows))
        .containsExactly(
            -1f, 0, 1, 0, 0.2f, 1, 0, 1, 0.1f, //
            nan, 0, 0, 1, 0.5f, 0, 1, 0, 2, //
            0.5f, 1, 0, 0, 1.2f, -1, 0, 0, 3);
    assertThat(encoder.encode(rows, 1, 2)).hasSize(9).startsWith(nan, 0, 0, 1);
  }

  @Test
  void namesWidthColumnsAndLevelsAreKnown() {
    Preprocessing p = parse(FIVE);
    assertThat(p.width()).isEqualTo(9);
    assertThat(p.columns()).containsExactly("age", "sex", "hours", "size", "code", "gain");
    assertThat(p.names())
        .containsExactly(
            "age", "sex=f", "sex=m", "sex=nan", "hours", "size", "code=1", "code=2", "gain");
    assertThat(p.textColumns()).containsExactly("sex", "size", "code");
    assertThat(p.knownLevels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("sex", List.of("f", "m"), "size", List.of("S", "M"), "code", List.of("1", "2")));
    assertThat(p.label()).contains("y");
    assertThat(p.favourable()).contains("1");
    assertThat(p.protectedColumns()).containsExactly("sex");
  }

  @Test
  void everyMatrixColumnSaysWhatItMeans() {
    Preprocessing p = parse(FIVE);
    RowEncoder encoder = RowEncoder.of(space(p), Optional.of(p));
    assertThat(encoder.column(0)).isEqualTo(new ColumnMeaning.Scaled(0, 40, 10));
    assertThat(encoder.column(2)).isEqualTo(new ColumnMeaning.Indicator(1, 1));
    assertThat(encoder.column(3)).isEqualTo(new ColumnMeaning.Indicator(1, -1));
    assertThat(encoder.column(4)).isEqualTo(new ColumnMeaning.Scaled(2, 0, 50));
    assertThat(encoder.column(5)).isEqualTo(new ColumnMeaning.Raw(3));
    assertThat(encoder.column(8)).isEqualTo(new ColumnMeaning.Raw(5));
    assertThatThrownBy(() -> encoder.column(9)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void scalingIsDoneInDoubleAndRoundedOnce() {
    double mean = 189778.359375;
    double std = 105549.9765625;
    var step = new Preprocessing.Standard("c", mean, std, java.util.OptionalDouble.empty());
    boolean singleWouldDiffer = false;
    for (int value = 0; value < 1_000_000; value += 997) {
      assertThat(step.apply(value)).isEqualTo((float) ((value - mean) / std));
      singleWouldDiffer |= step.apply(value) != (value - (float) mean) / (float) std;
    }
    assertThat(singleWouldDiffer).isTrue();
  }

  @Test
  void withoutStepsNumbersPassAsTheyAreAndTextIsRefused() {
    FeatureSpace numbers =
        new FeatureSpace(List.of(new Feature.Numeric("a", false, 0, 1, 1, false)));
    assertThat(RowEncoder.of(numbers, Optional.empty()).encode(Rows.of(new double[] {0.1})))
        .containsExactly(0.1f);
    FeatureSpace text =
        new FeatureSpace(List.of(new Feature.Categorical("sex", List.of("f", "m"), false)));
    assertThatThrownBy(() -> RowEncoder.of(text, Optional.empty()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("column 'sex' holds text")
        .hasMessageContaining("--preprocessing");
  }

  @Test
  void aColumnThatTheDataLacksIsNamedWithTheClosestOne() {
    Preprocessing p = parse("[{\"column\": \"agee\", \"kind\": \"numeric\"}]");
    FeatureSpace space =
        new FeatureSpace(List.of(new Feature.Numeric("age", false, 0, 1, 1, false)));
    assertThatThrownBy(() -> RowEncoder.of(space, Optional.of(p)))
        .hasMessageContaining("needs column 'agee'")
        .hasMessageContaining("Did you mean 'age'?");
  }

  @Test
  void aColumnOfTheWrongKindIsRefused() {
    Preprocessing numeric = parse("[{\"column\": \"c\", \"kind\": \"numeric\"}]");
    Preprocessing onehot =
        parse("[{\"column\": \"c\", \"kind\": \"onehot\", \"categories\": [\"1\"]}]");
    FeatureSpace text =
        new FeatureSpace(List.of(new Feature.Categorical("c", List.of("1"), false)));
    FeatureSpace number =
        new FeatureSpace(List.of(new Feature.Numeric("c", false, 0, 1, 1, false)));
    assertThatThrownBy(() -> RowEncoder.of(text, Optional.of(numeric)))
        .hasMessageContaining("needs numbers in column 'c'");
    assertThatThrownBy(() -> RowEncoder.of(number, Optional.of(onehot)))
        .hasMessageContaining("needs text in column 'c'");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                       | needs a list 'steps'
          {"steps": []}                                                            | needs a list 'steps'
          [{"kind": "numeric"}]                                                    | no 'column' in step 1
          [{"column": "a"}]                                                        | no 'kind' in step 1 (column 'a')
          [{"column": "a", "kind": "onehots"}]                                     | Did you mean 'onehot'?
          [{"column": "a", "kind": "standard", "mean": 1}]                         | no number 'std' in step 1
          [{"column": "a", "kind": "standard", "mean": "1", "std": 1}]             | no number 'mean'
          [{"column": "a", "kind": "standard", "mean": 1, "std": 0}]               | has std 0.0
          [{"column": "a", "kind": "minmax", "min": 1, "max": 1}]                  | max must be larger
          [{"column": "a", "kind": "onehot"}]                                      | no list 'categories'
          [{"column": "a", "kind": "onehot", "categories": ["x", "x"]}]            | a category twice
          [{"column": "a", "kind": "onehot", "categories": [null]}]                | no text
          [{"column": "a", "kind": "ordinal", "categories": ["nan"]}]              | use 'missing'
          [{"column": "a", "kind": "numeric"}, {"column": "a", "kind": "numeric"}] | column 'a' in two steps
          {"label": "a", "steps": [{"column": "a", "kind": "numeric"}]}            | feeds the label column 'a'
          """)
  void aFaultyFileSaysWhatIsWrongAndWhere(String json, String words) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aFileThatIsNotJsonNamesTheLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("p.json");
    Files.writeString(file, "{\n \"steps\": [oops]}");
    assertThatThrownBy(() -> Preprocessing.read(file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("is not JSON")
        .hasMessageContaining("line 2");
  }

  @Test
  void theSharedFilesAreRead() throws Exception {
    Path adult = SharedData.require("models/adult/preprocessing.json");
    Preprocessing p = Preprocessing.read(adult);
    assertThat(p.steps()).hasSize(14);
    assertThat(p.knownLevels().get("sex")).containsExactly("Female", "Male");
    assertThat(p.label()).contains("income");
  }
}
