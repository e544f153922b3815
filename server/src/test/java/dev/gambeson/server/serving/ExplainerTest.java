package dev.gambeson.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.explain.Attribution;
import dev.gambeson.testing.SharedData;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {
  @TempDir Path folder;

  @Test
  void valuesOfTreesAddUpToTheMarginAndTurnRoundForTheOtherClass() throws Exception {
    Path file = SharedData.require("models/cardfraud/boosted.json");
    Path steps = SharedData.require("models/cardfraud/preprocessing.json");
    LocalSettings settings =
        new LocalSettings(
            file,
            Sha256.of(file),
            Optional.of(steps),
            Optional.of(Sha256.of(steps)),
            Optional.empty(),
            false,
            Optional.empty());
    try (InferencePool pool = new InferencePool(1, 4);
        LocalModel model =
            LocalModel.open("1", settings, Optional.empty(), pool, folder, Instant.EPOCH)) {
      int width = model.features().width();
      double[] zeros = new double[width];
      double[] ones = new double[width];
      java.util.Arrays.fill(ones, 1);
      Explainer explainer = new Explainer(model, Rows.of(zeros), pool, 2);
      Attribution up = explainer.explain(Rows.of(ones), 1).await();
      double sum = up.expected();
      for (int f = 0; f < width; f++) {
        sum += up.at(0, f);
      }
      float score = model.infer(Rows.of(ones)).await().scores()[1];
      assertThat(1 / (1 + Math.exp(-sum))).isCloseTo(score, Offset.offset(1e-5));
      Attribution down = explainer.explain(Rows.of(ones), 0).await();
      assertThat(down.at(0, 0)).isEqualTo(-up.at(0, 0));
    }
  }

  @Test
  void anyModelIsExplainedWithinItsBounds() {
    try (InferencePool pool = new InferencePool(1, 4);
        LocalModel model =
            LocalModel.of(
                "1",
                "d",
                new FunctionClassifier(
                    FakeVersion.FEATURES,
                    FakeVersion.CLASSES,
                    rows -> {
                      float[] scores = new float[2 * rows.count()];
                      for (int i = 0; i < rows.count(); i++) {
                        scores[2 * i + 1] = Math.round(rows.at(i, 0)) / 8f;
                        scores[2 * i] = 1 - scores[2 * i + 1];
                      }
                      return scores;
                    }),
                pool)) {
      Explainer explainer = new Explainer(model, Rows.of(new double[] {2, 5}), pool, 1);
      Attribution found = explainer.explain(Rows.of(new double[] {6, 9}), 1).await();
      assertThat(found.at(0, 0)).isCloseTo(0.5, Offset.offset(1e-6));
      assertThat(found.at(0, 1)).isZero();
      assertThatThrownBy(
              explainer.explain(Rows.of(new double[] {1, 1}, new double[] {1, 1}), 1)::await)
          .hasMessageContaining("1 to 1 rows");
      assertThatThrownBy(explainer.explain(Rows.of(new double[] {1, 1}), 2)::await)
          .hasMessageContaining("no such class");
    }
  }
}
