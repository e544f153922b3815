package dev.gambeson.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxTreeReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void everyTestRowScoresAsScikitLearnScoredIt(String name) throws IOException {
    ModelProto model = ModelProto.parseFrom(SharedModels.bytes("models/" + name + "/forest.onnx"));
    TreeEnsemble ensemble = TreeModels.onnx(model, "forest.onnx").orElseThrow();
    double worst = SharedModels.worst(ensemble, name, "forest");
    assertThat(worst).isLessThan(1e-6); // 4.2e-7 measured: 50 float32 additions
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp.onnx", "pipeline.onnx"})
  void aModelThatIsNotOneTreeEnsembleStaysWithOnnxRuntime(String file) throws IOException {
    ModelProto model = ModelProto.parseFrom(SharedModels.bytes("models/german/" + file));
    assertThat(TreeModels.onnx(model, file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"})
  void everyModeBranchesAsInOnnxRuntime(String mode) throws OrtException {
    for (int tracksTrue = 0; tracksTrue < 2; tracksTrue++) {
      ModelProto model = OnnxStump.of(mode, tracksTrue, "LOGISTIC", 0, -1.5f, 2);
      float[] rows = {0.4f, 0.5f, Math.nextUp(0.5f), Math.nextDown(0.5f), Float.NaN, -3, 7};
      assertThat(TreeModels.onnx(model, "m").orElseThrow().scores(rows))
          .as("%s, missing tracks true: %d", mode, tracksTrue)
          .containsExactly(runtime(model, rows), within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "LOGISTIC", "SOFTMAX"})
  void positiveWeightsOfOneClassAreReadAsInOnnxRuntimeOrLeftToIt(String transform)
      throws OrtException {
    ModelProto model = OnnxStump.of("BRANCH_LEQ", 0, transform, 0, 0.25f, 0.75f);
    float[] rows = {0, 1};
    var ensemble = TreeModels.onnx(model, "m");
    assertThat(ensemble.isPresent()).isEqualTo(transform.equals("NONE"));
    if (ensemble.isPresent()) {
      assertThat(ensemble.get().scores(rows)).containsExactly(runtime(model, rows), within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOGISTIC", "SOFTMAX"})
  void severalClassesAreTransformedAsInOnnxRuntime(String transform) throws OrtException {
    ModelProto model = OnnxStump.vector(transform, 3);
    float[] rows = {0, 1};
    assertThat(TreeModels.onnx(model, "m").orElseThrow().scores(rows))
        .containsExactly(runtime(model, rows), within(1e-6f));
  }

  @Test
  void sumsThatAreNoProbabilitiesAreLeftToOnnxRuntime() {
    assertThat(TreeModels.onnx(OnnxStump.vector("NONE", 3), "m")).isEmpty();
    assertThat(TreeModels.onnx(OnnxStump.of("BRANCH_LEQ", 0, "NONE", 0, -1, 1), "m")).isEmpty();
  }

  @Test
  void weightsOfTheSecondClassAloneAreLeftToOnnxRuntime() {
    // It scores the first class 0.5 then, whatever the row.
    assertThat(TreeModels.onnx(OnnxStump.of("BRANCH_LEQ", 0, "LOGISTIC", 1, -1, 1), "m")).isEmpty();
  }

  @Test
  void aCycleIsRefused() {
    refused(changed("nodes_falsenodeids", 0, 0), "hang on none");
  }

  @Test
  void aChildThatDoesNotExistIsRefused() {
    refused(changed("nodes_truenodeids", 0, 9), "has no node 9");
  }

  @Test
  void aNegativeFeatureIsRefused() {
    refused(changed("nodes_featureids", 0, -1), "feature -1");
  }

  @Test
  void aWeightOfAnUnknownNodeIsRefused() {
    refused(changed("class_nodeids", 0, 5), "a weight belongs to node 5");
  }

  @Test
  void anUnknownClassIsRefused() {
    refused(changed("class_ids", 0, 2), "class 2 of 2");
  }

  @Test
  void anUnknownModeIsRefused() {
    refused(OnnxStump.of("BRANCH_MAYBE", 0, "LOGISTIC", 0, -1, 1), "BRANCH_MAYBE");
  }

  private static ModelProto changed(String list, int at, long value) {
    ModelProto.Builder model = OnnxStump.of("BRANCH_LEQ", 0, "LOGISTIC", 0, -1, 1).toBuilder();
    NodeProto.Builder node = model.getGraphBuilder().getNodeBuilder(0);
    for (AttributeProto.Builder a : node.getAttributeBuilderList()) {
      if (a.getName().equals(list)) {
        a.setInts(at, value);
      }
    }
    return model.build();
  }

  private static void refused(ModelProto model, String why) {
    assertThatThrownBy(() -> TreeModels.onnx(model, "m.onnx"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("m.onnx")
        .hasMessageMatching("(?s).*(" + why + ").*");
  }

  private static float[] runtime(ModelProto model, float[] rows) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toByteArray());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(rows), new long[] {rows.length, 1});
        OrtSession.Result result = session.run(Map.of("X", input))) {
      float[][] scores = (float[][]) result.get(1).getValue();
      float[] flat = new float[scores.length * scores[0].length];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = scores[i / scores[0].length][i % scores[0].length];
      }
      return flat;
    }
  }
}
