package dev.gambeson.benchmarks.labels;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// Real sets, and seeded label noise on them.
final class NoisySets {
  static final List<String> NAMES = List.of("digits", "mnist", "breast_cancer", "adult", "bank");
  private static final int ROWS = 2000;
  private static final String DIGITS =
      "/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz";

  private NoisySets() {}

  /// A set, encoded as a screen sees it; at most 2,000 rows, drawn by a fixed seed.
  static ScreenSubject load(Path shared, String name) {
    Dataset data =
        switch (name) {
          case "digits" -> pixels(Path.of(DIGITS), 64);
          case "mnist" -> mnist(shared.resolve("data/mnist"));
          default -> DataFiles.read(shared.resolve("models/" + name + "/train.csv"));
        };
    int[] rows = IntStream.range(0, data.size()).toArray();
    int[] picked = Shuffles.sample(rows, Math.min(ROWS, rows.length), new Seed(0).random());
    Arrays.sort(picked);
    return ScreenSubjects.of(data.select(picked), Roles.NONE.withLabel(label(name)));
  }

  private static String label(String name) {
    return switch (name) {
      case "adult" -> "income";
      case "bank" -> "y";
      case "breast_cancer" -> "benign";
      default -> "label";
    };
  }

  private static Dataset pixels(Path csv, int width) {
    List<double[]> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(csv)), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        rows.add(Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table(rows, width);
  }

  private static Dataset mnist(Path folder) {
    try (var images =
            new GZIPInputStream(
                Files.newInputStream(folder.resolve("train-images-idx3-ubyte.gz")));
        var labels =
            new GZIPInputStream(
                Files.newInputStream(folder.resolve("train-labels-idx1-ubyte.gz")))) {
      images.skipNBytes(16);
      labels.skipNBytes(8);
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        byte[] image = images.readNBytes(784);
        double[] row = new double[785];
        for (int j = 0; j < 784; j++) {
          row[j] = image[j] & 0xff;
        }
        row[784] = labels.read();
        rows.add(row);
      }
      return table(rows, 784);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset table(List<double[]> rows, int width) {
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j <= width; j++) {
      int column = j;
      double[] values = rows.stream().mapToDouble(r -> r[column]).toArray();
      columns.add(new NumericColumn(j == width ? "label" : "p" + j, values));
    }
    return new Dataset("pixels", columns);
  }

  /// Labels with noise. Symmetric: `rate` of the rows get another class, each as likely.
  /// Asymmetric: `rate` of the rows get the next class; with two classes, `rate` of the rows of the
  /// larger class get the other.
  static int[] noisy(int[] labels, int classes, double rate, boolean symmetric, Seed seed) {
    RandomGenerator random = seed.random();
    int[] among =
        classes > 2 || symmetric ? IntStream.range(0, labels.length).toArray() : larger(labels);
    int[] out = labels.clone();
    for (int i : Shuffles.sample(among, (int) (rate * among.length), random)) {
      int step = symmetric ? 1 + random.nextInt(classes - 1) : 1;
      out[i] = (labels[i] + step) % classes;
    }
    return out;
  }

  private static int[] larger(int[] labels) {
    long ones = Arrays.stream(labels).filter(l -> l == 1).count();
    int larger = 2 * ones > labels.length ? 1 : 0;
    return IntStream.range(0, labels.length).filter(i -> labels[i] == larger).toArray();
  }
}
