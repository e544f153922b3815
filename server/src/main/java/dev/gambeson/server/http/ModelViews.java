package dev.gambeson.server.http;

import dev.gambeson.core.data.Feature;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.oip.PlainRows;
import dev.gambeson.server.oip.RowsMapping;
import dev.gambeson.server.serving.ServedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/// What is worked out once per model: how rows are read, what its metadata say. Thread-safe; holds
/// one entry per name in the model house.
final class ModelViews {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final OipLimits limits;
  private final Map<String, View> views = new ConcurrentHashMap<>();

  ModelViews(OipLimits limits) {
    this.limits = limits;
  }

  /// How rows of a model are read; another model under the same name makes a new view.
  record View(RowsMapping mapping, PlainRows plain) {}

  View of(ServedModel model) {
    View view = views.get(model.name());
    if (view == null || !view.mapping().features().equals(model.features())) {
      RowsMapping mapping = new RowsMapping(model.features(), limits.rows());
      view = new View(mapping, new PlainRows(mapping, limits));
      views.put(model.name(), view);
    }
    return view;
  }

  /// Model metadata of the protocol.
  static byte[] metadata(ServedModel model) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", model.name());
    out.put("versions", model.versions());
    out.put("platform", "gambeson");
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Feature feature : model.features().features()) {
      String type = feature instanceof Feature.Categorical ? "BYTES" : "FP64";
      inputs.add(tensor(feature.name(), type, List.of(-1)));
    }
    out.put("inputs", inputs);
    out.put("outputs", outputs(model));
    return JSON.writeValueAsBytes(out);
  }

  private static List<Map<String, Object>> outputs(ServedModel model) {
    if (model.classes().isEmpty()) {
      return List.of(tensor(RowsMapping.VALUE, "FP32", List.of(-1)));
    }
    return List.of(
        tensor(RowsMapping.LABEL, "BYTES", List.of(-1)),
        tensor(RowsMapping.PROBABILITIES, "FP32", List.of(-1, model.classes().size())));
  }

  private static Map<String, Object> tensor(String name, String type, List<Integer> shape) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", name);
    out.put("datatype", type);
    out.put("shape", shape);
    return out;
  }
}
