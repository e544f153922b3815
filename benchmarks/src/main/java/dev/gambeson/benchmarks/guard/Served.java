package dev.gambeson.benchmarks.guard;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A trained model of `shared/models` with its table.
///
/// @param model the model
/// @param train rows it was trained on
/// @param trainTruth their classes
/// @param test rows that it was not trained on
/// @param testTruth their classes
@SuppressWarnings("ArrayRecordComponent") // bulk buffers of a benchmark
record Served(ScoredClassifier model, Rows train, int[] trainTruth, Rows test, int[] testTruth) {

  static Served open(Path shared, String data, String name) {
    Path folder = shared.resolve("models").resolve(data);
    Preprocessing steps = Preprocessing.read(folder.resolve("preprocessing.json"));
    String label = steps.label().orElseThrow();
    ReadOptions options =
        ReadOptions.defaults()
            .withTypes(
                steps.textColumns().stream()
                    .collect(Collectors.toMap(c -> c, _ -> ReadOptions.Kind.TEXT)));
    Dataset train = DataFiles.read(folder.resolve("train.csv"), options);
    Dataset test = DataFiles.read(folder.resolve("test.csv"), options);
    FeatureSpace space =
        FeatureSpaces.learn(train, steps.columns(), Set.of(), Map.copyOf(steps.knownLevels()));
    ModelFile file = ModelLoader.open(folder.resolve(name + ".onnx"));
    ScoredClassifier model =
        file.classifier(
            space, file.namedInputs().isEmpty() ? Optional.of(steps) : Optional.empty());
    return new Served(
        model,
        space.encode(train),
        Labels.of(train, label, model.classes()).truth(),
        space.encode(test),
        Labels.of(test, label, model.classes()).truth());
  }
}
