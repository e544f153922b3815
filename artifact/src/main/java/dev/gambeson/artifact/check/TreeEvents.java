package dev.gambeson.artifact.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Gathers [TreeFacts] from the values of an XGBoost document, whichever encoding they come in.
final class TreeEvents {
  private static final Set<String> TOP = Set.of("learner", "version", "Config", "Model");
  private static final Set<String> LEARNER =
      Set.of(
          "attributes",
          "feature_names",
          "feature_types",
          "gradient_booster",
          "learner_model_param",
          "learner_train_param",
          "objective",
          "metrics",
          "generic_param");

  private int trees;
  private long features = -1;
  private long max = -1;
  private long min;
  private String objective = "";
  private final List<String> oddities = new ArrayList<>();

  /// A key of an object.
  ///
  /// @param depth 1 for the document's own keys
  void key(String parent, String key, int depth) {
    boolean known =
        switch (depth) {
          case 1 -> TOP.contains(key);
          case 2 -> !parent.equals("learner") || LEARNER.contains(key);
          default -> true;
        };
    if (!known && oddities.size() < Flaws.MAX) {
      String shown = key.length() > 60 ? key.substring(0, 60) + "…" : key;
      oddities.add("XGBoost writes no key '" + shown + "' there.");
    }
    if (key.equals("split_indices")) {
      trees++;
    }
  }

  /// A number in an array or object under this key.
  void number(String key, double value) {
    if (key.equals("split_indices")) {
      max = Math.max(max, (long) value);
      min = Math.min(min, (long) value);
    } else if (key.equals("num_feature")) {
      features = Math.max(features, (long) value);
    }
  }

  /// A text under this key in this object.
  void text(String parent, String key, String value) {
    if (parent.equals("objective") && key.equals("name")) {
      objective = value;
    } else if (key.equals("num_feature") && value.matches("\\d{1,9}")) {
      features = Math.max(features, Long.parseLong(value));
    }
  }

  TreeFacts facts() {
    return new TreeFacts(trees, features, max, min, objective, oddities);
  }
}
