package dev.gambeson.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.model.tree.TreeEnsemble;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Against values of shap 0.46's own C++ (double, tolerance 1e-7) and of XGBoost (float32, 1e-5).
class TreeShapReferenceTest {
  private static float[] german(int from, int to) throws IOException {
    return References.matrix(References.FOLDER + "german8.csv", 1, 8, from, to);
  }

  private static void close(double[] values, double[] expected, double tolerance) {
    assertThat(values).hasSize(expected.length).containsExactly(expected, within(tolerance));
  }

  @Test
  void pathDependentValuesOfTheGermanCreditModelMatchShap() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("xgb20").get("path_dependent");
    TreeEnsemble ensemble = References.xgboost("german8_xgb20.json");
    Attribution got = TreeShap.pathDependent(ensemble, 0).explain(german(0, 20), References.ONE);
    close(got.values(), References.flat(reference.get("values")), 1e-7);
    assertThat(got.expected()).isCloseTo(reference.get("expected_value").asDouble(), within(1e-6));
  }

  @Test
  void interventionalValuesOfTheGermanCreditModelMatchShap() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("xgb20").get("interventional");
    TreeEnsemble ensemble = References.xgboost("german8_xgb20.json");
    Attribution got =
        TreeShap.interventional(ensemble, 0, german(0, 100)).explain(german(0, 20), References.ONE);
    close(got.values(), References.flat(reference.get("values")), 1e-7);
    assertThat(got.expected()).isCloseTo(reference.get("expected_value").asDouble(), within(1e-7));
  }

  @Test
  void probabilityValuesOfTheGermanCreditModelMatchShap() throws IOException {
    JsonNode reference =
        References.json("explain.ref.json").get("xgb20").get("interventional_probability");
    TreeEnsemble ensemble = References.xgboost("german8_xgb20.json");
    Attribution got =
        TreeShap.interventional(ensemble, 0, german(0, 100))
            .explainProbability(german(0, 20), References.ONE);
    close(got.values(), References.flat(reference.get("values")), 1e-7);
    assertThat(got.expected()).isCloseTo(reference.get("expected_value").asDouble(), within(1e-7));
  }

  @Test
  void pathDependentValuesOfTheForestMatchShap() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("bc_rf10").get("path_dependent");
    Attribution got =
        TreeShap.pathDependent(References.forest(), 0).explain(breast(0, 10), References.ONE);
    close(got.values(), References.flat(reference.get("values")), 1e-7);
    assertThat(got.expected()).isCloseTo(reference.get("expected_value").asDouble(), within(1e-7));
  }

  @Test
  void interventionalValuesOfTheForestMatchShap() throws IOException {
    JsonNode reference = References.json("explain.ref.json").get("bc_rf10").get("interventional");
    Attribution got =
        TreeShap.interventional(References.forest(), 0, breast(0, 100))
            .explain(breast(0, 10), References.ONE);
    close(got.values(), References.flat(reference.get("values")), 1e-7);
    assertThat(got.expected()).isCloseTo(reference.get("expected_value").asDouble(), within(1e-7));
  }

  @Test
  void pathDependentValuesOfFiveHundredTreesMatchXgboost() throws IOException {
    TreeEnsemble ensemble = References.xgboost("adult_xgb500x6.json");
    double[] contributions =
        References.cells(References.FOLDER + "adult_xgb500x6_contribs_first20.csv", 0, 15, 0, 20);
    Attribution got =
        TreeShap.pathDependent(ensemble, 0).explain(References.adult(0, 20), References.ONE);
    for (int row = 0; row < 20; row++) {
      for (int f = 0; f < 14; f++) {
        assertThat(got.at(row, f)).isCloseTo(contributions[row * 15 + f], within(1e-5));
      }
      assertThat(got.expected()).isCloseTo(contributions[row * 15 + 14], within(1e-5));
    }
  }

  @Test
  void interventionalValuesOfFiveHundredTreesMatchShap() throws IOException {
    TreeEnsemble ensemble = References.xgboost("adult_xgb500x6.json");
    double[] expected =
        References.cells(
            References.FOLDER + "adult_xgb500x6_interventional_bg1000_1099_first20.csv",
            0,
            14,
            0,
            20);
    Attribution got =
        TreeShap.interventional(ensemble, 0, References.adult(1000, 1100))
            .explain(References.adult(0, 20), References.ONE);
    close(got.values(), expected, 1e-6);
  }

  private static float[] breast(int from, int to) throws IOException {
    return References.matrix("data/breast_cancer/breast_cancer.csv", 1, 30, from, to);
  }
}
