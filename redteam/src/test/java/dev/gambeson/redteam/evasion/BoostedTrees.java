package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.MatrixEncoder;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.model.tree.TreeDraft;
import dev.gambeson.model.tree.TreeEnsemble;
import dev.gambeson.model.tree.TreeEnsembleBuilder;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The XGBoost fixtures in `shared/peers/attack/trees`: 20 trees of depth 4 as a text dump, with
/// test rows in libsvm form, features in [0, 1].
record BoostedTrees(TreeClassifier model, Rows rows, int[] truth) {
  static BoostedTrees load(String name, int width) {
    try {
      Path trees = SharedData.require("peers/attack/trees/" + name + "_xgb20x4.json");
      TreeEnsembleBuilder builder = new TreeEnsembleBuilder(name, width, 1, false, Link.LOGISTIC);
      for (JsonNode tree : JsonMapper.shared().readTree(Files.readString(trees))) {
        builder.add(draft(tree), 0);
      }
      List<String> lines =
          Files.readAllLines(SharedData.require("peers/attack/trees/" + name + "_test150.libsvm"));
      double[] values = new double[lines.size() * width];
      int[] truth = new int[lines.size()];
      for (int i = 0; i < truth.length; i++) {
        String[] cells = lines.get(i).trim().split(" +", -1);
        truth[i] = (int) Double.parseDouble(cells[0]);
        for (int c = 1; c < cells.length; c++) {
          String[] pair = cells[c].split(":", -1);
          values[i * width + Integer.parseInt(pair[0])] = Float.parseFloat(pair[1]);
        }
      }
      Rows rows = new Rows(truth.length, width, values);
      return new BoostedTrees(
          new Model(builder.build(), BreastCancer.unitCube(width)), rows, truth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TreeDraft draft(JsonNode tree) {
    Map<Integer, JsonNode> nodes = new TreeMap<>();
    List<JsonNode> open = new ArrayList<>(List.of(tree));
    while (!open.isEmpty()) {
      JsonNode node = open.removeLast();
      nodes.put(node.get("nodeid").asInt(), node);
      if (node.has("children")) {
        node.get("children").forEach(open::add);
      }
    }
    Map<Integer, Integer> number = new TreeMap<>();
    nodes.keySet().forEach(id -> number.put(id, number.size()));
    TreeDraft draft = new TreeDraft(nodes.size(), 1);
    nodes.forEach((id, node) -> {
      int at = number.get(id);
      if (node.has("leaf")) {
        draft.leaf(at, 0, (float) node.get("leaf").asDouble());
      } else {
        draft.less(
            at,
            Integer.parseInt(node.get("split").asString().substring(1)),
            (float) node.get("split_condition").asDouble(),
            number.get(node.get("yes").asInt()),
            number.get(node.get("no").asInt()));
      }
    });
    return draft;
  }

  /// Trees over numbers as they are.
  record Model(TreeEnsemble ensemble, FeatureSpace features) implements TreeClassifier {
    @Override
    public MatrixEncoder encoder() {
      return new AsTheyAre(features.width());
    }

    @Override
    public List<String> classes() {
      return List.of("0", "1");
    }

    @Override
    public float[] scores(Rows rows) {
      return ensemble.scores(encoder().encode(rows));
    }
  }

  private record AsTheyAre(int width) implements MatrixEncoder {
    @Override
    public float[] encode(Rows rows) {
      float[] out = new float[rows.values().length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) rows.values()[i];
      }
      return out;
    }

    @Override
    public ColumnMeaning column(int column) {
      return new ColumnMeaning.Raw(column);
    }
  }
}
