package dev.gambeson.verification;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A small audit case of our own making, for machines without the shared data: loans granted by
/// age, income and trade, a little unfair to one sex.
final class SmallCase {
  private SmallCase() {}

  /// Writes tables, model and preprocessing to a folder; the flags of its audit.
  static List<String> in(Path folder) throws IOException {
    RandomGenerator random = new Seed(11).random();
    Path train = Files.writeString(folder.resolve("train.csv"), csv(random, 500));
    Path test = Files.writeString(folder.resolve("test.csv"), csv(random, 400));
    Dataset data = DataFiles.read(train);
    FeatureSpace space =
        FeatureSpaces.learn(data, List.of("age", "income", "trade"), Set.of(), Map.of());
    NetworkClassifier model =
        NetworkClassifier.train(
            space,
            space.encode(data),
            Labels.of(data, "granted", List.of("0", "1")).truth(),
            List.of("0", "1"),
            TrainingOptions.of(8).epochs(10),
            new Seed(1));
    Path onnx = Files.write(folder.resolve("model.onnx"), model.network().toOnnx("row"));
    Path steps =
        Files.writeString(folder.resolve("steps.json"), model.encoder().preprocessing().toJson());
    return new ArrayList<>(
        List.of(
            "audit",
            "--quiet",
            "--model",
            onnx.toString(),
            "--preprocessing",
            steps.toString(),
            "--data",
            test.toString(),
            "--train",
            train.toString(),
            "--label",
            "granted",
            "--favourable",
            "1",
            "--protected",
            "sex"));
  }

  private static String csv(RandomGenerator random, int rows) {
    String[] trades = {"cook", "clerk", "driver"};
    StringBuilder text = new StringBuilder("age,income,trade,sex,granted\n");
    for (int i = 0; i < rows; i++) {
      int age = 18 + random.nextInt(60);
      long income = Math.round(1000 * (1 + random.nextGaussian() * 0.3));
      int trade = random.nextInt(3);
      boolean woman = random.nextBoolean();
      double z = (age - 45) / 15.0 + (income - 1000) / 250.0 + (trade == 1 ? 1 : 0);
      int granted = z + random.nextGaussian() - (woman ? 0.3 : 0) > 0 ? 1 : 0;
      text.append(
          "%d,%d,%s,%s,%d\n".formatted(age, income, trades[trade], woman ? "f" : "m", granted));
    }
    return text.toString();
  }
}
