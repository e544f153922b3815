package dev.gambeson.cli.demo;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The demo's clean fraud model with later payments, for who shows something else with it.
///
/// @param folder where model and preprocessing stand
/// @param features the model's inputs
/// @param rows payments that it was not trained on
/// @param labels what the model says of them
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record FraudDemo(Path folder, FeatureSpace features, Rows rows, int[] labels) {
  private static final long SEED = 42;

  /// Simulates and trains, unless an earlier `gambeson demo` left its files here.
  public static FraudDemo prepare(Path folder) throws IOException {
    Path files = folder.resolve("data");
    Path test = files.resolve("test.csv");
    Seed seed = new Seed(SEED);
    if (!Files.exists(test)) {
      FraudSimulator.simulate(FraudOptions.defaults(), seed).write(files);
    }
    FraudCase fraud =
        FraudCase.train(folder.resolve("clean"), files.resolve("train.csv"), test, seed);
    Rows rows = fraud.model().features().encode(DataFiles.read(test));
    return new FraudDemo(
        fraud.folder(), fraud.model().features(), rows, fraud.model().labels(rows));
  }
}
