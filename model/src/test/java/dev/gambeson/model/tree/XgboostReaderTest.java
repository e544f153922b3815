package dev.gambeson.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostReaderTest {
  /// Two features, one split `x0 < 0.5` with missing to the left; leaves -1 and 2.
  private static final String TREE =
      """
      {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
       "split_conditions":[0.5,-1.0,2.0],"default_left":[1,0,0],"split_type":[0,0,0],
       "sum_hessian":[10,4,6],"tree_param":{"num_nodes":"3"}}\
      """;

  private static String model(
      String objective, String base, int classes, String info, String trees) {
    return """
    {"version":[1,7,4],"learner":{
     "learner_model_param":{"base_score":"%s","num_class":"%d","num_feature":"2"},
     "objective":{"name":"%s"},
     "gradient_booster":{"name":"gbtree","model":{"tree_info":[%s],"trees":[%s]}}}}\
    """
        .formatted(base, classes, objective, info, trees);
  }

  private static String binary(String base, String tree) {
    return model("binary:logistic", base, 0, "0", tree);
  }

  private static TreeEnsemble read(String json) {
    return TreeModels.xgboostJson(json.getBytes(StandardCharsets.UTF_8), "m.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void everyTestRowScoresAsXgboostScoredIt(String name) throws IOException {
    byte[] json = SharedModels.bytes("models/" + name + "/boosted.json");
    TreeEnsemble ensemble = TreeModels.xgboostJson(json, "boosted.json");
    // 6.1e-8 measured on all five sets: the last bit of a float32 near one.
    assertThat(SharedModels.worst(ensemble, name, "boosted")).isLessThan(1e-7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void bothEncodingsOfAModelGiveTheSameMargins(String name) throws IOException {
    TreeEnsemble json =
        TreeModels.xgboostJson(SharedModels.bytes("models/" + name + "/boosted.json"), "a.json");
    TreeEnsemble ubjson =
        TreeModels.xgboostUbjson(SharedModels.bytes("models/" + name + "/boosted.ubj"), "a.ubj");
    float[] matrix = SharedModels.matrix(name);
    assertThat(ubjson.margins(matrix)).isEqualTo(json.margins(matrix));
  }

  @Test
  void aValueEqualToTheThresholdGoesRight() {
    float[] margins = read(binary("5E-1", TREE)).margins(new float[] {0.5f, 0, 0.49999997f, 0});
    assertThat(margins).containsExactly(2f, -1f);
  }

  @Test
  void aMissingValueFollowsTheDefaultDirection() {
    assertThat(read(binary("5E-1", TREE)).margins(new float[] {Float.NaN, 0})).containsExactly(-1f);
  }

  @Test
  void coverIsTheSumOfHessians() {
    TreeEnsemble ensemble = read(binary("5E-1", TREE));
    assertThat(ensemble.hasCover()).isTrue();
    assertThat(ensemble.cover(ensemble.root(0))).isEqualTo(10);
    assertThat(ensemble.cover(ensemble.right(0))).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2E-1", "[2E-1]", " [ 0.2 ] "})
  void baseScoreMayBeANumberOrAList(String base) {
    assertThat(read(binary(base, TREE)).base(0)).isCloseTo(Math.log(0.25), within(1e-6));
  }

  @Test
  void baseScoreOfASoftmaxIsAMarginPerClass() {
    String json =
        model("multi:softprob", "[1E-1,2E-1,3E-1]", 3, "0,1,2", TREE + "," + TREE + "," + TREE);
    assertThat(read(json).margins(new float[] {1, 0})).containsExactly(2.1f, 2.2f, 2.3f);
  }

  @Test
  void softmaxScoresSumToOne() {
    String json = model("multi:softmax", "5E-1", 3, "0,1,2", TREE + "," + TREE + "," + TREE);
    float[] scores = read(json).scores(new float[] {1, 0});
    assertThat(scores[0] + scores[1] + scores[2]).isCloseTo(1, within(1e-6f));
  }

  @Test
  void aCategoryInTheSetGoesRightAsInXgboost() {
    String tree =
        TREE.replace("\"split_type\":[0,0,0]", "\"split_type\":[1,0,0]")
            .replace(
                "\"tree_param\"",
                "\"categories\":[1,70],\"categories_nodes\":[0],\"categories_segments\":[0],\"categories_sizes\":[2],\"tree_param\"");
    float[] rows = {0, 0, 1, 0, 70, 0, 71, 0, -1, 0, 1e9f, 0, Float.NaN, 0};
    assertThat(read(binary("5E-1", tree)).margins(rows))
        .containsExactly(-1f, 2f, 2f, -1f, -1f, -1f, -1f);
  }

  @Test
  void aRegressionModelIsRefusedByName() {
    refused(model("reg:squarederror", "5E-1", 0, "0", TREE), "reg:squarederror");
  }

  @Test
  void aCycleIsRefused() {
    refused(binary("5E-1", TREE.replace("[1,-1,-1]", "[1,0,-1]")), "reached twice");
  }

  @Test
  void aChildOutsideTheTreeIsRefused() {
    refused(binary("5E-1", TREE.replace("[2,-1,-1]", "[7,-1,-1]")), "points to node 7");
  }

  @Test
  void aFeatureOutsideTheMatrixIsRefused() {
    refused(
        binary("5E-1", TREE.replace("\"split_indices\":[0", "\"split_indices\":[2")), "feature 2");
  }

  @Test
  void anImpossibleBaseScoreIsRefused() {
    refused(binary("1.5", TREE), "base_score");
  }

  @Test
  void arraysOfDifferentLengthAreRefused() {
    refused(
        binary("5E-1", TREE.replace("\"default_left\":[1,0,0]", "\"default_left\":[1]")),
        "default_left");
  }

  @Test
  void aModelWithoutTreesIsRefused() {
    refused(model("binary:logistic", "5E-1", 0, "", ""), "no trees");
  }

  private static void refused(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("m.json")
        .hasMessageContaining(why);
  }
}
