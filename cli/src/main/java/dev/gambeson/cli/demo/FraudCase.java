package dev.gambeson.cli.demo;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A fraud model in a folder of its own: trained on one file, exported, ready to be audited.
///
/// @param folder where `model.onnx`, `preprocessing.json` and `gambeson.yaml` stand
/// @param model the model in memory
record FraudCase(Path folder, NetworkClassifier model) {
  static final List<String> CLASSES = List.of("0", "1");
  static final String LABEL = "is_fraud";
  private static final Set<String> NO_FEATURES = Set.of(LABEL, "customer_sex");

  /// Trains on `train` and writes everything an audit needs.
  static FraudCase train(Path folder, Path train, Path test, Seed seed) throws IOException {
    Files.createDirectories(folder);
    Dataset data = DataFiles.read(train);
    FeatureSpace space = FeatureSpaces.learn(data, features(), Set.of(), Map.of());
    NetworkClassifier model =
        NetworkClassifier.train(
            space,
            space.encode(data),
            Labels.of(data, LABEL, CLASSES).truth(),
            CLASSES,
            TrainingOptions.of(32, 16).epochs(12).batch(128),
            seed);
    AtomicFiles.write(folder.resolve("model.onnx"), model.network().toOnnx("payment"));
    write(
        folder.resolve("preprocessing.json"), described(model.encoder().preprocessing()).toJson());
    write(folder.resolve("gambeson.yaml"), yaml(folder.relativize(train), folder.relativize(test)));
    return new FraudCase(folder, model);
  }

  private static Preprocessing described(Preprocessing steps) {
    return new Preprocessing(
        steps.steps(),
        Optional.of(LABEL),
        Optional.of("0"),
        List.of("customer_sex", "customer_age"));
  }

  private static List<String> features() {
    return Transaction.COLUMNS.stream().filter(c -> !NO_FEATURES.contains(c)).toList();
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String yaml(Path train, Path test) {
    return """
    # Written by `gambeson demo`; run it again with: gambeson audit --config <this file>
    model: model.onnx
    preprocessing: preprocessing.json
    data:
      train: %s
      test: %s
      label: is_fraud
      favourable: 0                              # not being taken for a fraud
      protected: [customer_sex, customer_age]
      immutable: [card_age_days, distance_km]    # a thief cannot choose these
    seed: 42
    policy:
      checks:                                    # a demo must be quick: fewer rows than the defaults
        GB-EVA-004: {rows: 300}
    """
        .formatted(slashes(train), slashes(test));
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }

  /// Share of these payments that the model takes for fraud.
  double caught(List<Transaction> payments, Path scratch) throws IOException {
    FraudData.write(payments, scratch);
    Rows rows = model.features().encode(DataFiles.read(scratch));
    Files.delete(scratch);
    int[] labels = model.labels(rows);
    long hits = java.util.Arrays.stream(labels).filter(l -> l == 1).count();
    return (double) hits / labels.length;
  }
}
