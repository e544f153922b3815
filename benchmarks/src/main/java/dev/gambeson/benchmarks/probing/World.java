package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import dev.gambeson.testing.Digits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A model with the rows it was trained on, and rows it was not, from which clients and attackers
/// draw.
///
/// @param name of the data set
/// @param model the model
/// @param train training rows, for the baseline
/// @param held other rows
record World(String name, ScoredClassifier model, Rows train, LabelledRows held) {
  static final List<String> NAMES =
      List.of(
          "adult",
          "bank",
          "german",
          "cardfraud",
          "breast_cancer",
          "compas",
          "heart",
          "elec",
          "mnist");

  private static final Set<String> SHARED =
      Set.of("adult", "bank", "german", "cardfraud", "breast_cancer");

  /// @param shared the folder `shared`
  static World open(Path shared, String name) {
    if (SHARED.contains(name)) {
      return ofModel(shared, name);
    }
    return switch (name) {
      case "compas" -> ofTable(name, compas(shared), "two_year_recid");
      case "elec" -> ofTable(name, DataFiles.read(shared.resolve("data/elec/elec.csv")), "target");
      case "heart" -> ofTable(name, heart(shared), "classe");
      case "mnist" -> mnist();
      default -> throw new IllegalArgumentException("no data set " + name);
    };
  }

  /// Trees of `shared/models`.
  private static World ofModel(Path shared, String name) {
    Path folder = shared.resolve("models").resolve(name);
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
    ScoredClassifier model =
        ModelLoader.open(folder.resolve("boosted.json")).classifier(space, Optional.of(steps));
    int[] truth = Labels.of(test, label, model.classes()).truth();
    LabelledRows held = new LabelledRows(test, space.encode(test), truth);
    return new World(name, model, space.encode(train), held);
  }

  /// Two columns of the file are named twice.
  private static Dataset compas(Path shared) {
    Path file = shared.resolve("data/compas/compas-scores-two-years.csv");
    return repaired(
        file,
        line ->
            line.startsWith("id,")
                ? line.replaceFirst("decile_score", "score").replaceFirst("priors_count", "priors")
                : line,
        Set.of());
  }

  private static Dataset heart(Path shared) {
    Path file = shared.resolve("data/heart/processed.cleveland.data");
    return repaired(
        file,
        line -> line.endsWith(",classe") ? line : line.replaceAll(",[1-4]$", ",1"),
        Set.of("?"));
  }

  private static Dataset repaired(Path file, UnaryOperator<String> line, Set<String> missing) {
    try {
      Path copy = Files.createTempFile("probing", ".csv");
      Files.writeString(
          copy,
          Files.readAllLines(file).stream().map(line).collect(Collectors.joining("\n", "", "\n")));
      Dataset read = DataFiles.read(copy, ReadOptions.defaults().withMissing(missing));
      Files.delete(copy);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A network trained on a random half.
  private static World ofTable(String name, Dataset data, String label) {
    List<String> columns =
        name.equals("compas")
            ? List.of(
                "sex",
                "age",
                "race",
                "juv_fel_count",
                "juv_misd_count",
                "juv_other_count",
                "priors",
                "c_charge_degree")
            : data.columns().stream().map(c -> c.name()).filter(c -> !c.equals(label)).toList();
    int[] order = Shuffles.shuffled(data.size(), new Seed(11).random());
    int half = data.size() / 2;
    Dataset train = data.select(Arrays.copyOf(order, half));
    Dataset held = data.select(Arrays.copyOfRange(order, half, order.length));
    FeatureSpace space = FeatureSpaces.learn(train, columns, Set.of(), Map.of());
    List<String> classes = List.of("0", "1");
    int[] truth = Labels.of(train, label, classes).truth();
    ScoredClassifier model =
        NetworkClassifier.train(
            space, space.encode(train), truth, classes, TrainingOptions.of(16, 8), new Seed(12));
    int[] heldTruth = Labels.of(held, label, classes).truth();
    return new World(
        name, model, space.encode(train), new LabelledRows(held, space.encode(held), heldTruth));
  }

  /// 784 pixels; a network trained on 4,000 digits.
  private static World mnist() {
    Digits digits = Digits.train();
    int n = 4_000;
    FeatureSpace space =
        new FeatureSpace(
            IntStream.range(0, Digits.PIXELS)
                .<Feature>mapToObj(p -> new Feature.Numeric("p" + p, true, 0, 255, 80, false))
                .toList());
    Rows rows =
        Rows.of(
            Arrays.stream(digits.pixels())
                .limit(2L * n)
                .map(World::pixels)
                .toArray(double[][]::new));
    List<String> classes = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    Rows train = rows.slice(0, n);
    ScoredClassifier model =
        NetworkClassifier.train(
            space,
            train,
            Arrays.copyOf(digits.labels(), n),
            classes,
            TrainingOptions.of(64).epochs(8),
            new Seed(13));
    Dataset table = digits.first(n).table("mnist");
    LabelledRows held =
        new LabelledRows(
            table, rows.slice(n, 2 * n), Arrays.copyOfRange(digits.labels(), n, 2 * n));
    return new World("mnist", model, train, held);
  }

  private static double[] pixels(byte[] bytes) {
    double[] out = new double[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] & 0xff;
    }
    return out;
  }
}
