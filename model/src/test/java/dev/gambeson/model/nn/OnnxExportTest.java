package dev.gambeson.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.OnnxLimits;
import dev.gambeson.core.Seed;
import dev.gambeson.core.model.ScoredClassifier;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnnxExportTest {
  private static final int ROWS = 500;
  private final float[] x = DenseNetworkTest.gaussians(ROWS * 5, new Seed(11));
  private final DenseNetwork network =
      DenseNetwork.train(
          x,
          5,
          DenseNetworkTest.signs(x, 5),
          3,
          TrainingOptions.of(24, 12).epochs(10),
          new Seed(12));

  @Test
  void onnxRuntimeGivesTheSameScoresAndLabels() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(network.toOnnx("features"));
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {ROWS, 5});
        OrtSession.Result result = session.run(Map.of("features", input))) {
      float[][] rows = (float[][]) result.get("probabilities").orElseThrow().getValue();
      float[] scores = new float[ROWS * 3];
      IntStream.range(0, ROWS).forEach(r -> System.arraycopy(rows[r], 0, scores, r * 3, 3));
      float[] ours = network.scores(x);

      assertThat(scores).containsExactly(ours, within(1e-6f));
      long[] labels = (long[]) result.get("label").orElseThrow().getValue();
      assertThat(labels)
          .containsExactly(IntStream.of(ScoredClassifier.argMax(ours, 3)).asLongStream().toArray());
    }
  }

  @Test
  void theSameNetworkGivesTheSameBytesAndOurOwnReaderTakesThem() {
    byte[] bytes = network.toOnnx("x");

    assertThat(network.toOnnx("x")).isEqualTo(bytes);
    OnnxFile file = OnnxFile.parse("net.onnx", bytes, OnnxLimits.defaults());
    assertThat(file.model().getGraph().getNodeCount()).isEqualTo(3 + 2 + 2);
    assertThat(file.model().getOpsetImport(0).getVersion()).isEqualTo(13);
  }
}
