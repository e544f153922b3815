package dev.gambeson.cli;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A small, complete audit case in a folder: `train.csv`, `test.csv`, `model.onnx`, `steps.json`.
public final class TinyCase {
  final Path folder;

  /// What a command did.
  public record Ran(int code, String out, String err) {}

  private TinyCase(Path folder) {
    this.folder = folder;
  }

  public static TinyCase in(Path folder) throws Exception {
    RandomGenerator random = new Seed(5).random();
    Files.writeString(folder.resolve("train.csv"), csv(random, 400));
    Files.writeString(folder.resolve("test.csv"), csv(random, 300));
    Dataset train = DataFiles.read(folder.resolve("train.csv"));
    FeatureSpace space =
        FeatureSpaces.learn(train, List.of("age", "income", "job"), Set.of(), Map.of());
    NetworkClassifier model =
        NetworkClassifier.train(
            space,
            space.encode(train),
            Labels.of(train, "y", List.of("0", "1")).truth(),
            List.of("0", "1"),
            TrainingOptions.of(8).epochs(10),
            new Seed(1));
    Files.write(folder.resolve("model.onnx"), model.network().toOnnx("input"));
    Files.writeString(folder.resolve("steps.json"), model.encoder().preprocessing().toJson());
    return new TinyCase(folder);
  }

  private static String csv(RandomGenerator random, int rows) {
    StringBuilder text = new StringBuilder("age,income,job,sex,y\n");
    String[] jobs = {"cook", "clerk", "driver"};
    for (int i = 0; i < rows; i++) {
      int age = 18 + random.nextInt(60);
      double income = Math.round(1000 * (1 + random.nextGaussian() * 0.3));
      int job = random.nextInt(3);
      String sex = random.nextBoolean() ? "f" : "m";
      double z =
          (age - 45) / 10.0 + (income - 1000) / 200 + (job == 1 ? 1 : 0) + random.nextGaussian();
      text.append("%d,%s,%s,%s,%d%n".formatted(age, income, jobs[job], sex, z > 0 ? 1 : 0));
    }
    return text.toString();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /// The flags of a correct audit.
  List<String> flags() {
    return new ArrayList<>(
        List.of(
            "audit",
            "--model",
            path("model.onnx").toString(),
            "--data",
            path("test.csv").toString(),
            "--train",
            path("train.csv").toString(),
            "--label",
            "y",
            "--favourable",
            "1",
            "--preprocessing",
            path("steps.json").toString()));
  }

  /// The same flags with one value replaced or added.
  List<String> with(String flag, String value) {
    List<String> flags = flags();
    int at = flags.indexOf(flag);
    if (at < 0) {
      flags.addAll(List.of(flag, value));
    } else {
      flags.set(at + 1, value);
    }
    return flags;
  }

  public static Ran run(List<String> args) {
    return run(args.toArray(String[]::new));
  }

  public static Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(new PrintWriter(out), new PrintWriter(err), Arrays.copyOf(args, args.length));
    return new Ran(code, out.toString(), err.toString());
  }
}
