package dev.gambeson.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.tree.TreeEnsemble;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Model-agnostic Shapley values and permutation importance.
class ModelShapTest {
  private static FeatureSpace space(int width) {
    return new FeatureSpace(
        IntStream.range(0, width)
            .<Feature>mapToObj(f -> new Feature.Numeric("x" + f, false, -1e9, 1e9, 1, false))
            .toList());
  }

  /// Scores of class 1 are the function's values, whatever they are.
  private static ScoredClassifier model(int width, ToDoubleFunction<double[]> score) {
    return new FunctionClassifier(
        space(width),
        List.of("0", "1"),
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            scores[2 * i + 1] = (float) score.applyAsDouble(rows.row(i));
            scores[2 * i] = 1 - scores[2 * i + 1];
          }
          return scores;
        });
  }

  /// The German credit model as raw columns; its score is the margin, or the probability.
  private static ScoredClassifier german(boolean margin) throws IOException {
    TreeEnsemble ensemble = References.xgboost("german8_xgb20.json");
    return model(
        8,
        row -> {
          float[] matrix = new float[8];
          for (int f = 0; f < 8; f++) {
            matrix[f] = (float) row[f];
          }
          return margin ? ensemble.margins(matrix)[0] : ensemble.scores(matrix)[1];
        });
  }

  private static Rows germanRows(int from, int to) throws IOException {
    return new Rows(
        to - from, 8, References.cells(References.FOLDER + "german8.csv", 1, 8, from, to));
  }

  private static Rows random(int count, int width, long seed) {
    RandomGenerator random = new Seed(seed).random();
    return new Rows(count, width, random.doubles((long) count * width).toArray());
  }

  @Test
  void everyCoalitionGivesTheValuesOfInterventionalTreeShap() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("xgb20").get("interventional");
    Attribution got =
        ExactShap.explain(german(true), 1, germanRows(0, 100), germanRows(0, 20), References.ONE);
    // 1e-6: the model answers in float32.
    assertThat(got.values())
        .containsExactly(References.flat(reference.get("values")), within(1e-6));
    assertThat(got.modelCalls()).isEqualTo(20L * 256 * 100);
  }

  @Test
  void permutationValuesAreExactWithoutInteractions() {
    ScoredClassifier additive = model(4, x -> 0.1 * x[0] + 0.2 * x[1] * x[1] + 0.3 * x[2]);
    Rows background = random(10, 4, 1);
    Rows rows = random(5, 4, 2);
    Attribution exact = ExactShap.explain(additive, 1, background, rows, References.ONE);
    Attribution got =
        PermutationShap.explain(additive, 1, background, rows, 1, new Seed(3), References.ONE);
    assertThat(got.values()).containsExactly(exact.values(), within(1e-6));
    assertThat(got.at(0, 3)).isZero();
  }

  @Test
  void permutationValuesComeCloseWithInteractions() throws IOException {
    Rows background = germanRows(0, 30);
    Rows rows = germanRows(0, 10);
    Attribution exact = ExactShap.explain(german(false), 1, background, rows, References.ONE);
    Attribution got =
        PermutationShap.explain(
            german(false), 1, background, rows, 20, new Seed(3), References.ONE);
    assertThat(got.values()).containsExactly(exact.values(), within(0.03));
    assertThat(got.additivityError()).isLessThan(1e-9);
    assertThat(got.modelCalls()).isEqualTo(10L * 2 * 20 * 9 * 30);
  }

  @Test
  void permutationValuesDependOnTheSeedAloneNotOnThreads() {
    ScoredClassifier product = model(3, x -> x[0] * x[1] * x[2]);
    Rows background = random(5, 3, 1);
    Rows rows = random(40, 3, 2);
    try (Workers two = new Workers(2)) {
      assertThat(
              PermutationShap.explain(product, 1, background, rows, 1, new Seed(9), two).values())
          .isEqualTo(
              PermutationShap.explain(product, 1, background, rows, 1, new Seed(9), References.ONE)
                  .values());
    }
  }

  @Test
  void permutationImportanceOfAGivenOrderMatchesTheReference() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("perm_importance_reverse_auc");
    double[] labels = References.cells(References.FOLDER + "german8.csv", 1, 9, 0, 1000);
    int[] truth = IntStream.range(0, 1000).map(i -> (int) labels[i * 9 + 8]).toArray();
    int[] reversed = IntStream.range(0, 1000).map(i -> 999 - i).toArray();
    Rows rows = germanRows(0, 1000);
    assertThat(PermutationImportance.quality(german(false), rows, truth))
        .isCloseTo(reference.get("base_auc").asDouble(), within(1e-9));
    int f = 0;
    for (JsonNode drop : reference.get("drop")) {
      assertThat(PermutationImportance.drop(german(false), rows, truth, f++, reversed))
          .isCloseTo(drop.asDouble(), within(1e-9));
    }
  }

  @Test
  void onlyFeaturesTheModelUsesMatterToIt() {
    ScoredClassifier first = model(2, x -> x[0]);
    Rows rows = random(1000, 2, 4);
    int[] truth = IntStream.range(0, 1000).map(i -> rows.at(i, 0) > 0.5 ? 1 : 0).toArray();
    List<Estimate> drops =
        PermutationImportance.of(
            first,
            new LabelledRows(new Dataset("empty", List.of()), rows, truth),
            10,
            new Seed(1),
            References.ONE);
    assertThat(drops.get(0).value()).isCloseTo(0.5, within(0.05));
    assertThat(drops.get(0).low()).isPositive();
    assertThat(drops.get(1).value()).isZero();
  }

  @Test
  void oneClassLeavesImportanceUndefined() {
    Rows rows = random(100, 2, 4);
    List<Estimate> drops =
        PermutationImportance.of(
            model(2, x -> x[0]),
            new LabelledRows(new Dataset("empty", List.of()), rows, new int[100]),
            10,
            new Seed(1),
            References.ONE);
    assertThat(drops.getFirst().isDefined()).isFalse();
  }

  @Test
  void everyCoalitionOfManyFeaturesIsRefused() {
    assertThatThrownBy(() ->
            ExactShap.explain(
                model(17, x -> x[0]), 1, random(1, 17, 1), random(1, 17, 1), References.ONE))
        .hasMessageContaining("at most 16");
  }

  @Test
  void partialDependenceMatchesTheReference() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("pdp_credit_amount");
    double[] grid = References.doubles(reference.get("grid"));
    PartialDependence got = PartialDependence.of(german(false), 1, germanRows(0, 1000), 3, grid);
    assertThat(got.mean()).containsExactly(References.doubles(reference.get("pdp")), within(1e-6));
    assertThat(Arrays.copyOf(got.perRow(), 5 * grid.length))
        .containsExactly(References.flat(reference.get("ice_first5")), within(1e-6));
  }

  @Test
  void linearValuesMatchTheReference() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("linear");
    double[] mean = References.doubles(reference.get("mean"));
    double[] std = References.doubles(reference.get("std"));
    double[] values = germanRows(0, 5).values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - mean[i % 8]) / std[i % 8];
    }
    JsonNode independent = reference.get("independent");
    Attribution got =
        LinearShap.explain(
            References.doubles(reference.get("coef")),
            reference.get("intercept").asDouble(),
            new double[8],
            new Rows(5, 8, values));
    assertThat(got.values())
        .containsExactly(References.flat(independent.get("values_first5")), within(1e-9));
    assertThat(got.expected())
        .isCloseTo(independent.get("expected_value").asDouble(), within(1e-9));
  }
}
