package dev.gambeson.model.tree;

import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The trained models beside the checkout: their test rows as the matrix that `preprocessing.json`
/// describes, and the scores their trainer gave. The files hold no quoted cells.
final class SharedModels {
  static final List<String> NAMES =
      List.of("adult", "german", "cardfraud", "breast_cancer", "bank");

  private SharedModels() {}

  static byte[] bytes(String path) throws IOException {
    return Files.readAllBytes(SharedData.require(path));
  }

  static float[] matrix(String name) throws IOException {
    Path folder = SharedData.require("models/" + name);
    JsonNode steps =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("preprocessing.json")))
            .get("steps");
    List<String> lines = Files.readAllLines(folder.resolve("test.csv"));
    List<String> header = List.of(lines.getFirst().split(",", -1));
    List<float[]> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      rows.add(row(steps, header, line.split(",", -1)));
    }
    return flat(rows);
  }

  private static float[] row(JsonNode steps, List<String> header, String[] cells) {
    List<Float> row = new ArrayList<>();
    for (JsonNode step : steps) {
      String cell = cells[header.indexOf(step.get("column").asString())];
      if (step.get("kind").asString().equals("standard")) {
        double mean = step.get("mean").asDouble();
        double std = step.get("std").asDouble();
        row.add((float) ((Double.parseDouble(cell) - mean) / std));
      } else {
        for (JsonNode category : step.get("categories")) {
          row.add(category.asString().equals(cell) ? 1f : 0f);
        }
      }
    }
    float[] out = new float[row.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = row.get(i);
    }
    return out;
  }

  static float[] flat(List<float[]> rows) {
    int width = rows.getFirst().length;
    float[] out = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, out, i * width, width);
    }
    return out;
  }

  static double[] expected(String name, String model) throws IOException {
    List<String> lines =
        Files.readAllLines(SharedData.require("models/" + name + "/expected_scores.csv"));
    int column = Arrays.asList(lines.getFirst().split(",", -1)).indexOf(model);
    return lines.stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
        .toArray();
  }

  /// The largest difference between the scores of the positive class and the trainer's.
  static double worst(TreeEnsemble ensemble, String name, String model) throws IOException {
    float[] scores = ensemble.scores(matrix(name));
    double[] expected = expected(name, model);
    if (scores.length != 2 * expected.length) {
      throw new AssertionError(scores.length + " scores for " + expected.length + " rows");
    }
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(scores[2 * i + 1] - expected[i]));
    }
    return worst;
  }
}
