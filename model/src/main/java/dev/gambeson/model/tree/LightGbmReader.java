package dev.gambeson.model.tree;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a LightGBM text model (`tree`, versions v2 to v4): key=value lines, a header and one block
/// per tree. Semantics followed: `x <= t` with a double threshold goes left, categories in the bit
/// set go left, missing values by the node's `decision_type`, leaf values are added in double, tree
/// `i` adds to class `i mod num_tree_per_iteration`; random forests (`average_output`) average.
///
/// LightGBM compares doubles. The matrix is float32 here, so an input between a threshold and its
/// own float32 rounding may take the other branch.
final class LightGbmReader {
  private final String source;
  private final List<Map<String, String>> blocks = new ArrayList<>();
  private boolean average;

  private LightGbmReader(String source) {
    this.source = source;
  }

  static TreeEnsemble read(byte[] bytes, String source) {
    LightGbmReader reader = new LightGbmReader(source);
    reader.split(new String(bytes, StandardCharsets.UTF_8));
    return reader.build();
  }

  private void split(String text) {
    Map<String, String> block = new HashMap<>();
    blocks.add(block);
    boolean complete = false;
    for (String line : text.lines().toList()) {
      if (line.strip().equals("end of trees")) {
        complete = true;
        break;
      }
      if (line.startsWith("Tree=")) {
        block = new HashMap<>();
        blocks.add(block);
      }
      average |= blocks.size() == 1 && line.strip().equals("average_output");
      int at = line.indexOf('=');
      if (at > 0) {
        block.put(line.substring(0, at), line.substring(at + 1).strip());
      }
    }
    if (!text.startsWith("tree")) {
      throw bad("it does not begin with 'tree'");
    }
    if (!complete) {
      throw bad("it ends too early, before 'end of trees'");
    }
  }

  private TreeEnsemble build() {
    Map<String, String> header = blocks.getFirst();
    int perIteration = whole(header.getOrDefault("num_tree_per_iteration", "1"));
    int width = whole(require(header, "max_feature_idx")) + 1;
    String objective = header.getOrDefault("objective", "none");
    Link link = link(objective, perIteration);
    double sigmoid = sigmoid(objective);
    var builder = new TreeEnsembleBuilder(source, width, perIteration, false, link).doubleSums();
    if (average) {
      // LightGBM averages over iterations: each output has one tree in every one of them.
      sigmoid = sigmoid * perIteration;
      builder.average();
    }
    for (int t = 1; t < blocks.size(); t++) {
      TreeDraft draft = new LightGbmTree(source, blocks.get(t)).draft(sigmoid);
      builder.add(draft, (t - 1) % perIteration);
    }
    return builder.build();
  }

  private Link link(String objective, int outputs) {
    String name = objective.split(" ", -1)[0];
    return switch (name) {
      case "binary", "cross_entropy", "xentropy" -> {
        if (outputs != 1) {
          throw bad("objective '" + name + "' with " + outputs + " trees per iteration");
        }
        yield Link.LOGISTIC;
      }
      case "multiclass", "softmax" -> Link.SOFTMAX;
      case "multiclassova", "multiclass_ova", "ova", "ovr" -> Link.LOGISTIC;
      default ->
          throw bad(
              "its objective is '%s', but Gambeson examines classifiers (binary, multiclass, multiclassova, cross_entropy)"
                  .formatted(objective));
    };
  }

  /// The factor that LightGBM's sigmoid applies to the raw score; 1 unless the objective says so.
  private double sigmoid(String objective) {
    for (String part : objective.split(" ", -1)) {
      if (part.startsWith("sigmoid:")) {
        double factor = LightGbmTree.number(source, part.substring("sigmoid:".length()));
        if (!(factor > 0)) {
          throw bad("its sigmoid parameter is " + factor);
        }
        return factor;
      }
    }
    return 1;
  }

  private String require(Map<String, String> block, String key) {
    String value = block.get(key);
    if (value == null) {
      throw bad("its header has no '" + key + "'");
    }
    return value;
  }

  private int whole(String text) {
    return LightGbmTree.whole(source, text);
  }

  private GambesonException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
