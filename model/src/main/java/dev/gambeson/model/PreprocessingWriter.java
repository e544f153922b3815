package dev.gambeson.model;

import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes [Preprocessing] in the form that [PreprocessingReader] reads.
final class PreprocessingWriter {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PreprocessingWriter() {}

  static String json(Preprocessing preprocessing) {
    ObjectNode root = JSON.createObjectNode();
    preprocessing.label().ifPresent(l -> root.put("label", l));
    preprocessing.favourable().ifPresent(f -> root.put("favourable", f));
    if (!preprocessing.protectedColumns().isEmpty()) {
      root.set("protected", texts(preprocessing.protectedColumns()));
    }
    ArrayNode steps = JSON.createArrayNode();
    preprocessing.steps().forEach(s -> steps.add(step(s)));
    root.set("steps", steps);
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode step(Preprocessing.Step step) {
    ObjectNode node = JSON.createObjectNode().put("column", step.column());
    return switch (step) {
      case Preprocessing.Standard s ->
          missing(
              node.put("kind", "standard").put("mean", s.mean()).put("std", s.std()), s.missing());
      case Preprocessing.MinMax s ->
          missing(node.put("kind", "minmax").put("min", s.min()).put("max", s.max()), s.missing());
      case Preprocessing.Numeric s -> missing(node.put("kind", "numeric"), s.missing());
      case Preprocessing.OneHot s -> {
        node.put("kind", "onehot").set("categories", texts(s.categories()));
        yield node;
      }
      case Preprocessing.Ordinal s -> {
        node.put("kind", "ordinal").set("categories", texts(s.categories()));
        yield missing(node, s.missing());
      }
    };
  }

  private static ObjectNode missing(ObjectNode node, OptionalDouble value) {
    value.ifPresent(v -> node.put("missing", v));
    return node;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
