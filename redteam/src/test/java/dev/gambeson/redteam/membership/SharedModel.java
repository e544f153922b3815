package dev.gambeson.redteam.membership;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One of the trained models of `shared/models` with its data.
///
/// @param model the model; close it
/// @param subject the model with its true members as training rows
public record SharedModel(LoadedClassifier model, AuditSubject subject) implements AutoCloseable {

  /// @param data folder, for example `adult`
  /// @param name model, for example `overfit_mlp`
  public static SharedModel open(String data, String name) {
    Path folder = SharedData.require("models/" + data);
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
    LoadedClassifier model =
        file.classifier(
            space, file.namedInputs().isEmpty() ? Optional.of(steps) : Optional.empty());
    LabelledRows all = labelled(train, space, label, model.classes());
    int members = name.equals("overfit_mlp") ? Math.min(1500, all.size()) : all.size();
    AuditSubject subject =
        new AuditSubject(
            file.path(),
            model,
            labelled(test, space, label, model.classes()),
            Optional.of(all.select(IntStream.range(0, members).toArray())),
            label,
            1,
            List.of());
    return new SharedModel(model, subject);
  }

  private static LabelledRows labelled(
      Dataset data, FeatureSpace space, String label, List<String> classes) {
    return new LabelledRows(data, space.encode(data), Labels.of(data, label, classes).truth());
  }

  @Override
  public void close() {
    model.close();
  }
}
