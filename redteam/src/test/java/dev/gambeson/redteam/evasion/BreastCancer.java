package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The breast-cancer rows and network on which the peers' figures in `shared/peers/attack` were
/// measured: 30 features scaled to [0, 1] on 398 training rows, 171 test rows, sklearn's split with
/// seed 0; a 30-100-100-2 network.
record BreastCancer(Rows train, int[] trainTruth, Rows test, int[] testTruth) {
  static BreastCancer load() {
    try {
      List<double[]> all =
          Files.readAllLines(SharedData.require("data/breast_cancer/breast_cancer.csv")).stream()
              .skip(1)
              .map(l -> Stream.of(l.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
              .toList();
      String[] split =
          new String(
                  BreastCancer.class.getResourceAsStream("breast_cancer_split.txt").readAllBytes(),
                  StandardCharsets.UTF_8)
              .split("\n", -1);
      int[] train = indices(split[0]);
      int[] test = indices(split[1]);
      return new BreastCancer(
          scaled(all, train, train), truth(all, train), scaled(all, train, test), truth(all, test));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] indices(String line) {
    return Stream.of(line.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static int[] truth(List<double[]> all, int[] rows) {
    return IntStream.of(rows).map(i -> (int) all.get(i)[30]).toArray();
  }

  private static Rows scaled(List<double[]> all, int[] reference, int[] rows) {
    double[] out = new double[rows.length * 30];
    for (int j = 0; j < 30; j++) {
      int f = j;
      double low = IntStream.of(reference).mapToDouble(i -> all.get(i)[f]).min().orElseThrow();
      double high = IntStream.of(reference).mapToDouble(i -> all.get(i)[f]).max().orElseThrow();
      for (int i = 0; i < rows.length; i++) {
        out[i * 30 + j] = (float) Math.clamp((all.get(rows[i])[j] - low) / (high - low), 0.0, 1.0);
      }
    }
    return new Rows(rows.length, 30, out);
  }

  static FeatureSpace space() {
    return unitCube(30);
  }

  static FeatureSpace unitCube(int width) {
    return new FeatureSpace(
        IntStream.range(0, width)
            .<Feature>mapToObj(j -> new Feature.Numeric("f" + j, false, 0, 1, 1, false))
            .toList());
  }

  private static DenseNetwork dense() {
    Map<String, float[]> w = Npz.read(SharedData.require("peers/attack/models/bc_mlp.npz"));
    return new DenseNetwork(
        List.of(w.get("0.weight"), w.get("2.weight"), w.get("4.weight")),
        List.of(w.get("0.bias"), w.get("2.bias"), w.get("4.bias")));
  }

  /// The network's logits.
  static Function<Rows, float[]> logits() {
    return dense()::logits;
  }

  /// The network, giving probabilities.
  static FunctionClassifier network() {
    return new FunctionClassifier(space(), List.of("malignant", "benign"), dense()::probabilities);
  }

  Rows firstTest(int n) {
    return test.slice(0, n);
  }

  int[] firstTruth(int n) {
    return Arrays.copyOf(testTruth, n);
  }
}
