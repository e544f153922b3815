package dev.gambeson.explain;

import dev.gambeson.core.Workers;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeDraft;
import dev.gambeson.model.tree.TreeEnsemble;
import dev.gambeson.model.tree.TreeEnsembleBuilder;
import dev.gambeson.model.tree.TreeModels;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Reference values made by shap 0.46 and XGBoost 1.7.4
/// (`shared/reference/fairness-explain-drift`).
final class References {
  static final String FOLDER = "reference/fairness-explain-drift/";
  static final Workers ONE = new Workers(1);

  private References() {}

  static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(SharedData.require(FOLDER + file)));
  }

  static TreeEnsemble xgboost(String file) throws IOException {
    return TreeModels.xgboostJson(Files.readAllBytes(SharedData.require(FOLDER + file)), file);
  }

  /// Rows `from` to `to` of a CSV file of numbers, the first `width` columns.
  static float[] matrix(String file, int headerLines, int width, int from, int to)
      throws IOException {
    double[] cells = cells(file, headerLines, width, from, to);
    float[] matrix = new float[cells.length];
    for (int i = 0; i < cells.length; i++) {
      matrix[i] = (float) cells[i];
    }
    return matrix;
  }

  static double[] cells(String file, int headerLines, int width, int from, int to)
      throws IOException {
    List<String> lines = Files.readAllLines(SharedData.require(file));
    double[] cells = new double[(to - from) * width];
    for (int row = from; row < to; row++) {
      String[] parts = lines.get(headerLines + row).split(",", -1);
      for (int c = 0; c < width; c++) {
        cells[(row - from) * width + c] = Double.parseDouble(parts[c]);
      }
    }
    return cells;
  }

  static double[] doubles(JsonNode array) {
    double[] out = new double[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.get(i).asDouble();
    }
    return out;
  }

  /// A two-dimensional array, row-major.
  static double[] flat(JsonNode rows) {
    double[] out = new double[rows.size() * rows.get(0).size()];
    int at = 0;
    for (JsonNode row : rows) {
      for (JsonNode cell : row) {
        out[at++] = cell.asDouble();
      }
    }
    return out;
  }

  /// The scikit-learn forest dump: mean of `p1`, `x <= threshold` left.
  static TreeEnsemble forest() throws IOException {
    JsonNode dump = json("bc_rf10.json");
    var builder =
        new TreeEnsembleBuilder(
                "bc_rf10.json", dump.get("n_features").asInt(), 1, false, Link.PROBABILITY)
            .doubleSums()
            .average();
    for (JsonNode tree : dump.get("trees")) {
      int nodes = tree.get("left").size();
      TreeDraft draft = new TreeDraft(nodes, 1);
      for (int n = 0; n < nodes; n++) {
        draft.cover(n, tree.get("weight").get(n).asDouble());
        int left = tree.get("left").get(n).asInt();
        if (left < 0) {
          draft.leaf(n, 0, tree.get("p1").get(n).asDouble());
        } else {
          draft.atMost(
              n,
              tree.get("feature").get(n).asInt(),
              tree.get("threshold").get(n).asDouble(),
              left,
              tree.get("right").get(n).asInt());
        }
      }
      builder.add(draft, 0);
    }
    return builder.build();
  }

  /// Rows of Adult's training file, texts replaced by their index among the sorted levels, as the
  /// reference model was trained.
  static float[] adult(int from, int to) throws IOException {
    List<String[]> rows =
        Files.readAllLines(SharedData.require("data/adult/adult-train.csv")).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.split(", *", -1))
            .toList();
    float[] matrix = new float[(to - from) * 14];
    for (int c = 0; c < 14; c++) {
      int column = c;
      boolean text = !rows.getFirst()[c].matches("-?\\d+");
      List<String> levels = rows.stream().map(r -> r[column]).distinct().sorted().toList();
      for (int row = from; row < to; row++) {
        String cell = rows.get(row)[c];
        matrix[(row - from) * 14 + c] = text ? levels.indexOf(cell) : Float.parseFloat(cell);
      }
    }
    return matrix;
  }
}
