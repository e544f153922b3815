package dev.gambeson.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The fixture is written by hand after LightGBM's documented text format (no LightGBM was at
/// hand); every expectation is worked out by hand from it.
class LightGbmReaderTest {
  /// Tree 0: node 0 asks x0 <= 1.5 (missing type NaN, default left); left leaf 0, right node 1,
  /// which asks whether x1 is category 1, 3 or 33: left leaf 1, right leaf 2. Tree 1: x2 <= -0.5,
  /// missing type zero, default left. Tree 2: x2 <= 0.5, no missing type.
  static final String MODEL =
      """
      tree
      version=v4
      num_class=1
      num_tree_per_iteration=1
      label_index=0
      max_feature_idx=2
      objective=binary sigmoid:2
      feature_names=a b c
      feature_infos=[0:9] 0:1:3:33 [-1:1]
      tree_sizes=300 200 200

      Tree=0
      num_leaves=3
      num_cat=1
      split_feature=0 1
      split_gain=1 1
      threshold=1.5 0
      decision_type=10 1
      left_child=-1 -2
      right_child=1 -3
      leaf_value=0.25 -0.5 1
      leaf_weight=1 1 1
      leaf_count=5 3 2
      internal_value=0 0
      internal_weight=0 0
      internal_count=10 5
      cat_boundaries=0 2
      cat_threshold=10 2
      is_linear=0
      shrinkage=0.1


      Tree=1
      num_leaves=2
      num_cat=0
      split_feature=2
      split_gain=1
      threshold=-0.5
      decision_type=6
      left_child=-1
      right_child=-2
      leaf_value=8 16
      leaf_count=4 6
      internal_count=10
      is_linear=0
      shrinkage=0.1


      Tree=2
      num_leaves=2
      num_cat=0
      split_feature=2
      split_gain=1
      threshold=0.5
      decision_type=0
      left_child=-1
      right_child=-2
      leaf_value=32 64
      leaf_count=7 3
      internal_count=10
      is_linear=0
      shrinkage=0.1


      end of trees

      feature_importances:
      a=1
      """;

  private static TreeEnsemble read(String text) {
    return TreeModels.lightGbm(text.getBytes(StandardCharsets.UTF_8), "m.txt");
  }

  /// The raw LightGBM score: our margin holds the sigmoid's factor 2.
  private static double raw(float a, float b, float c) {
    return read(MODEL).margin(new float[] {a, b, c}, 0, 0) / 2;
  }

  @Test
  void aValueEqualToTheThresholdGoesLeft() {
    assertThat(raw(1.5f, 0, -1)).isEqualTo(0.25 + 8 + 32);
    assertThat(raw(Math.nextUp(1.5f), 0, -1)).isEqualTo(1 + 8 + 32);
  }

  @Test
  void aMissingValueOfTypeNanFollowsTheDefault() {
    assertThat(raw(Float.NaN, 0, -1)).isEqualTo(0.25 + 8 + 32);
  }

  @Test
  void zeroAndNanFollowTheDefaultWhereZeroIsMissing() {
    assertThat(raw(0, 0, 0)).isEqualTo(0.25 + 8 + 32);
    assertThat(raw(0, 0, Float.NaN)).isEqualTo(0.25 + 8 + 32);
    assertThat(raw(0, 0, 0.1f)).isEqualTo(0.25 + 16 + 32);
  }

  @Test
  void nanIsReadAsZeroWithoutAMissingType() {
    assertThat(raw(0, 0, Float.NaN)).isEqualTo(raw(0, 0, 0));
  }

  @Test
  void categoriesOfTheBitSetGoLeft() {
    for (float category : new float[] {1, 3, 33}) {
      assertThat(raw(2, category, -1)).isEqualTo(-0.5 + 8 + 32);
    }
    for (float category : new float[] {0, 2, 32, 64, 1e9f, -1, Float.NaN}) {
      assertThat(raw(2, category, -1)).isEqualTo(1 + 8 + 32);
    }
  }

  @Test
  void theSigmoidParameterScalesTheScore() {
    String small =
        MODEL
            .replace("leaf_value=8 16", "leaf_value=0 0")
            .replace("leaf_value=32 64", "leaf_value=0 0");
    float[] scores = read(small).scores(new float[] {0, 0, 0});
    assertThat(scores[1]).isCloseTo((float) (1 / (1 + Math.exp(-0.5))), within(1e-7f));
  }

  @Test
  void coverIsTheNumberOfRows() {
    TreeEnsemble ensemble = read(MODEL);
    assertThat(ensemble.cover(0)).isEqualTo(10);
    assertThat(ensemble.cover(ensemble.left(0))).isEqualTo(5);
  }

  @Test
  void treesTakeTurnsOverClasses() {
    String text =
        MODEL
            .replace("num_tree_per_iteration=1", "num_tree_per_iteration=3")
            .replace("binary sigmoid:2", "multiclass num_class:3");
    assertThat(read(text).margins(new float[] {0, 0, 1})).containsExactly(0.25f, 16f, 64f);
  }

  @Test
  void aThresholdBetweenTwoFloatsIsRoundedDown() {
    // 0.1 is below the float32 nearest to it, so that float must go right.
    String text = MODEL.replace("threshold=1.5 0", "threshold=0.1 0");
    assertThat(read(text).margin(new float[] {0.1f, 1, -1}, 0, 0) / 2).isEqualTo(-0.5 + 8 + 32);
    assertThat(read(text).margin(new float[] {Math.nextDown(0.1f), 1, -1}, 0, 0) / 2)
        .isEqualTo(0.25 + 8 + 32);
  }

  @Test
  void aRegressionModelIsRefusedByName() {
    assertThatThrownBy(() -> read(MODEL.replace("binary sigmoid:2", "regression")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("'regression'");
  }

  @Test
  void aFileCutOffIsRefused() {
    assertThatThrownBy(() -> read(MODEL.substring(0, MODEL.indexOf("Tree=2"))))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("ends too early");
  }
}
