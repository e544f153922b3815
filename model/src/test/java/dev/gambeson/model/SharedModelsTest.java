package dev.gambeson.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.testing.SharedData;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The trained models beside the checkout: what we compute is what the trainer computed.
class SharedModelsTest {
  private static Stream<Arguments> models() {
    return Stream.of("adult", "german", "cardfraud", "breast_cancer", "bank")
        .flatMap(d ->
            Stream.of(
                    "mlp.onnx",
                    "overfit_mlp.onnx",
                    "forest.onnx",
                    "pipeline.onnx",
                    "boosted.json",
                    "boosted.ubj")
                .map(m -> Arguments.of(d, m)));
  }

  @ParameterizedTest(name = "{0}/{1}")
  @MethodSource("models")
  void everyTestRowScoresAsTheTrainerSays(String data, String model, TestReporter reporter)
      throws Exception {
    Path folder = SharedData.require("models/" + data);
    Preprocessing preprocessing = Preprocessing.read(folder.resolve("preprocessing.json"));
    Dataset test =
        TestData.dataset(
            folder.resolve("test.csv"),
            preprocessing.columns(),
            new HashSet<>(preprocessing.textColumns()));
    FeatureSpace space =
        FeatureSpaces.learn(test, preprocessing.columns(), Set.of(), preprocessing.knownLevels());
    Rows rows = space.encode(test);
    double[] expected =
        TestData.numbers(
            TestData.records(folder.resolve("expected_scores.csv")), model.replaceAll("\\..*", ""));
    ModelFile file = ModelLoader.open(folder.resolve(model));
    try (LoadedClassifier classifier =
        file.classifier(
            space, !file.namedInputs().isEmpty() ? Optional.empty() : Optional.of(preprocessing))) {
      assertThat(classifier.classes()).isEqualTo(List.of("0", "1"));
      assertThat(classifier.notices()).isEmpty();
      assertThat(classifier instanceof TreeClassifier)
          .isEqualTo(model.startsWith("forest") || model.startsWith("boosted"));
      float[] scores = classifier.scores(rows);
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        worst = Math.max(worst, Math.abs(scores[2 * i + 1] - expected[i]));
      }
      reporter.publishEntry(data + "/" + model, "rows " + expected.length + ", worst " + worst);
      assertThat(rows.count()).isEqualTo(expected.length);
      assertThat(worst).isLessThan(1e-5);
    }
  }
}
