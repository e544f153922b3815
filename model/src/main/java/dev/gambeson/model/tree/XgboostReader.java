package dev.gambeson.model.tree;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;

/// Reads an XGBoost model document (JSON or UBJSON; XGBoost 1.0 to 3.x, boosters `gbtree` and
/// `dart`). Semantics followed: `x < t` in float32 goes left, leaf values are added in float32 in
/// tree order to the base margin, `base_score` is a probability for logistic objectives and a
/// margin otherwise, and may be written as a number or a list (`[5E-1]`, since 3.1).
final class XgboostReader {
  private static final int MAX_TREES = 1_000_000;

  private final DocumentCursor in;
  private final String source;
  private final List<XgboostTree> trees = new ArrayList<>();
  private int[] treeInfo = {};
  private float[] treeWeights = {};
  private String booster = "gbtree";
  private String objective = "";
  private String baseScore = "5E-1";
  private int features;
  private int classes;
  private boolean vectorLeaves;

  private XgboostReader(DocumentCursor in, String source) {
    this.in = in;
    this.source = source;
  }

  static TreeEnsemble read(DocumentCursor in, String source) {
    XgboostReader reader = new XgboostReader(in, source);
    in.object(field -> {
      if (field.equals("learner")) {
        in.object(reader::learner);
      } else {
        in.skip();
      }
    });
    return reader.build();
  }

  private void learner(String field) {
    switch (field) {
      case "gradient_booster" -> in.object(this::boosterField);
      case "learner_model_param" -> in.object(this::parameter);
      case "objective" ->
          in.object(name -> {
            if (name.equals("name")) {
              objective = in.text();
            } else {
              in.skip();
            }
          });
      default -> in.skip();
    }
  }

  private void boosterField(String field) {
    switch (field) {
      case "name" -> booster = in.text();
      case "gbtree" ->
          in.object(name -> {
            if (name.equals("model")) {
              in.object(this::model);
            } else {
              in.skip();
            }
          });
      case "model" -> in.object(this::model);
      case "weight_drop" -> treeWeights = in.floats();
      default -> in.skip();
    }
  }

  private void model(String field) {
    switch (field) {
      case "trees" ->
          in.array(() -> {
            if (trees.size() == MAX_TREES) {
              throw bad("it has more than " + MAX_TREES + " trees");
            }
            trees.add(XgboostTree.read(in));
          });
      case "tree_info" -> treeInfo = in.ints();
      case "gbtree_model_param" ->
          in.object(name -> {
            String value = in.text();
            vectorLeaves |= name.equals("size_leaf_vector") && whole(name, value) > 1;
          });
      default -> in.skip();
    }
  }

  private void parameter(String name) {
    switch (name) {
      case "base_score" -> baseScore = in.text();
      case "num_class" -> classes = whole(name, in.text());
      case "num_feature" -> features = whole(name, in.text());
      default -> in.skip();
    }
  }

  private TreeEnsemble build() {
    requireSupported();
    int outputs = Math.max(1, classes);
    boolean logistic = !objective.startsWith("multi:");
    var builder =
        new TreeEnsembleBuilder(
            source, features, outputs, false, logistic ? Link.LOGISTIC : Link.SOFTMAX);
    float[] base = baseScores(outputs);
    for (int c = 0; c < outputs; c++) {
      builder.base(c, logistic ? logit(base[c]) : base[c]);
    }
    if (treeInfo.length != trees.size()) {
      throw bad("tree_info has %d entries for %d trees".formatted(treeInfo.length, trees.size()));
    }
    boolean dart = booster.equals("dart");
    if (dart && treeWeights.length != trees.size()) {
      throw bad("it has %d weights for %d trees".formatted(treeWeights.length, trees.size()));
    }
    for (int t = 0; t < trees.size(); t++) {
      builder.add(trees.get(t).draft(source, dart ? treeWeights[t] : 1), treeInfo[t]);
    }
    return builder.build();
  }

  private void requireSupported() {
    if (!booster.equals("gbtree") && !booster.equals("dart")) {
      throw bad("its booster is '" + booster + "'; gbtree and dart are supported");
    }
    switch (objective) {
      case "binary:logistic", "binary:logitraw", "reg:logistic" -> {
        if (classes > 1) {
          throw bad("'" + objective + "' with " + classes + " classes is not supported");
        }
      }
      case "multi:softprob", "multi:softmax" -> {
        if (classes < 2) {
          throw bad("'" + objective + "' with " + classes + " classes makes no sense");
        }
      }
      default ->
          throw bad(
              "its objective is '%s', but Gambeson examines classifiers (binary:logistic, binary:logitraw, reg:logistic, multi:softprob, multi:softmax)"
                  .formatted(objective));
    }
    if (vectorLeaves) {
      throw bad("its trees have several values per leaf (multi_strategy=multi_output_tree)");
    }
  }

  private float[] baseScores(int outputs) {
    String text = baseScore.strip();
    boolean list = text.startsWith("[") && text.endsWith("]");
    String[] parts =
        list ? text.substring(1, text.length() - 1).split(",", -1) : new String[] {text};
    if (parts.length != 1 && parts.length != outputs) {
      throw bad("base_score has %d values for %d outputs".formatted(parts.length, outputs));
    }
    float[] scores = new float[outputs];
    try {
      for (int c = 0; c < outputs; c++) {
        scores[c] = Float.parseFloat(parts[parts.length == 1 ? 0 : c].strip());
      }
    } catch (NumberFormatException e) {
      throw TreeEnsembleBuilder.unreadable(source, "base_score is '" + baseScore + "'", e);
    }
    return scores;
  }

  private float logit(float p) {
    if (!(p > 0 && p < 1)) {
      throw bad("base_score is " + p + ", but must lie between 0 and 1 for " + objective);
    }
    return (float) -Math.log(1 / p - 1);
  }

  private int whole(String name, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw TreeEnsembleBuilder.unreadable(source, name + " is '" + text + "'", e);
    }
  }

  private GambesonException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
