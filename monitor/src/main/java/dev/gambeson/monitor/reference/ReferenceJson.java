package dev.gambeson.monitor.reference;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A [Reference] as JSON. What is read is checked against itself: the counts must fit the layout
/// that the features, grids and attributes give.
final class ReferenceJson {
  static final String SCHEMA = "gambeson/monitor-reference/1";
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_FEATURES = 100_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ReferenceJson() {}

  static byte[] write(Reference reference) {
    Layout layout = reference.layout();
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("model", layout.shape().model());
    root.put("version", layout.shape().version());
    ArrayNode features = root.putArray("features");
    for (int f = 0; f < layout.features().size(); f++) {
      writeFeature(
          features.addObject(), layout.space().features().get(f), layout.features().get(f));
    }
    ArrayNode classes = root.putArray("classes");
    layout.shape().classes().forEach(classes::add);
    root.put("favourable", layout.shape().favourable());
    ArrayNode attributes = root.putArray("attributes");
    layout.shape().attributes().forEach(a -> writeAttribute(attributes.addObject(), a));
    ArrayNode scores = root.putArray("scores");
    layout.scores().forEach(g -> put(scores.addArray(), g.edges()));
    layout.confidence().ifPresent(g -> put(root.putArray("confidence"), g.edges()));
    layout
        .calibration()
        .ifPresent(c -> {
          ObjectNode node = root.putObject("calibration");
          put(node.putArray("scores"), c.scores());
          put(node.putArray("probabilities"), c.probabilities());
        });
    ArrayNode counts = root.putArray("counts");
    for (long count : reference.counts()) {
      counts.add(count);
    }
    writeSample(root.putArray("sample"), reference.sample());
    return JSON.writeValueAsBytes(root);
  }

  private static void writeFeature(ObjectNode node, Feature feature, Bins bins) {
    node.put("name", feature.name());
    node.put("immutable", feature.immutable());
    switch (feature) {
      case Feature.Numeric n -> {
        node.put("integer", n.integer()).put("min", n.min()).put("max", n.max());
        node.put("scale", n.scale());
      }
      case Feature.Categorical c -> {
        ArrayNode levels = node.putArray("levels");
        c.levels().forEach(levels::add);
      }
    }
    if (bins instanceof Bins.Numbers numbers) {
      put(node.putArray("edges"), numbers.grid().edges());
    }
  }

  private static void writeAttribute(ObjectNode node, GroupSource source) {
    node.put("name", source.name());
    ArrayNode groups = node.putArray("groups");
    source.groups().forEach(groups::add);
    source.feature().ifPresent(f -> node.put("feature", f));
    ArrayNode cuts = node.putArray("cuts");
    source.cuts().forEach(cuts::add);
  }

  private static void writeSample(ArrayNode node, Rows sample) {
    for (int i = 0; i < sample.count(); i++) {
      ArrayNode row = node.addArray();
      for (int f = 0; f < sample.width(); f++) {
        double v = sample.at(i, f);
        if (Double.isFinite(v)) {
          row.add(v);
        } else {
          row.addNull(); // missing; an infinite value is as useless for a distance
        }
      }
    }
  }

  private static void put(ArrayNode node, double[] values) {
    for (double v : values) {
      node.add(v);
    }
  }

  static Reference read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw bad("has %d bytes; %d are allowed".formatted(json.length, MAX_BYTES));
    }
    try {
      return read(JSON.readTree(json));
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "The monitor reference is not readable JSON: make it again.", e);
    } catch (IllegalArgumentException e) {
      throw GambesonException.badInput(
          "The monitor reference contradicts itself (%s): make it again.".formatted(e.getMessage()),
          e);
    }
  }

  private static Reference read(JsonNode root) {
    if (!SCHEMA.equals(root.path("schema").asString(""))) {
      throw bad(
          "has schema '%s', this version reads '%s'"
              .formatted(root.path("schema").asString(""), SCHEMA));
    }
    List<Feature> features = new ArrayList<>();
    List<Bins> bins = new ArrayList<>();
    for (JsonNode node : list(root, "features", MAX_FEATURES)) {
      Feature feature = feature(node);
      features.add(feature);
      bins.add(
          switch (feature) {
            case Feature.Numeric _ -> new Bins.Numbers(Grid.of(numbers(node, "edges")));
            case Feature.Categorical c -> new Bins.Levels(c);
          });
    }
    List<GroupSource> attributes = new ArrayList<>();
    list(root, "attributes", 100).forEach(a -> attributes.add(attribute(a, features.size())));
    ModelShape shape =
        new ModelShape(
            text(root, "model"),
            text(root, "version"),
            new FeatureSpace(features),
            texts(root, "classes"),
            root.path("favourable").asInt(-1),
            attributes);
    Layout layout =
        new Layout(shape, bins, scores(root, shape), confidence(root), calibration(root));
    long[] counts =
        IntStream.range(0, Math.min(list(root, "counts", 1 << 26).size(), layout.size() + 1))
            .mapToLong(i -> count(root.path("counts").path(i)))
            .toArray();
    return new Reference(layout, counts, sample(root, features.size()));
  }

  private static List<Grid> scores(JsonNode root, ModelShape shape) {
    List<Grid> grids = new ArrayList<>();
    for (JsonNode node : list(root, "scores", Layout.MOST_CLASSES)) {
      grids.add(Grid.of(array(node, Grid.MAX_EDGES, n -> number(n, "scores"))));
    }
    int k = shape.classes().size();
    int most = k <= 2 ? 1 : Math.min(k, Layout.MOST_CLASSES);
    if (!grids.isEmpty() && grids.size() != most) {
      throw bad("has %d score grids for %d classes".formatted(grids.size(), k));
    }
    return grids;
  }

  private static Optional<Grid> confidence(JsonNode root) {
    return root.has("confidence")
        ? Optional.of(Grid.of(numbers(root, "confidence")))
        : Optional.empty();
  }

  private static Optional<Calibration> calibration(JsonNode root) {
    if (!root.has("calibration") || list(root, "scores", Layout.MOST_CLASSES).isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = root.path("calibration");
    return Optional.of(
        Calibration.of(
            array(node.path("scores"), 1 << 20, n -> number(n, "calibration")),
            array(node.path("probabilities"), 1 << 20, n -> number(n, "calibration"))));
  }

  private static Rows sample(JsonNode root, int width) {
    JsonNode list = list(root, "sample", 100_000);
    double[] values = new double[Math.multiplyExact(list.size(), width)];
    int at = 0;
    for (JsonNode row : list) {
      if (row.size() != width) {
        throw bad("has a sample row of %d values for %d features".formatted(row.size(), width));
      }
      for (JsonNode v : row) {
        values[at++] = v.isNull() ? Double.NaN : number(v, "sample");
      }
    }
    return new Rows(list.size(), width, values);
  }

  private static Feature feature(JsonNode node) {
    String name = text(node, "name");
    boolean immutable = node.path("immutable").asBoolean(false);
    return node.has("levels")
        ? new Feature.Categorical(name, texts(node, "levels"), immutable)
        : new Feature.Numeric(
            name,
            node.path("integer").asBoolean(false),
            number(node.path("min"), "min"),
            number(node.path("max"), "max"),
            number(node.path("scale"), "scale"),
            immutable);
  }

  private static GroupSource attribute(JsonNode node, int width) {
    OptionalInt feature =
        node.has("feature") ? OptionalInt.of(node.path("feature").asInt(-1)) : OptionalInt.empty();
    if (feature.isPresent() && (feature.getAsInt() < 0 || feature.getAsInt() >= width)) {
      throw bad("names input %d as a protected attribute".formatted(feature.getAsInt()));
    }
    List<Double> cuts = new ArrayList<>();
    for (double cut : numbers(node, "cuts")) {
      cuts.add(cut);
    }
    List<String> groups = texts(node, "groups");
    if (!cuts.isEmpty() && groups.size() != cuts.size() + 1) {
      throw bad("has %d groups for %d cuts".formatted(groups.size(), cuts.size()));
    }
    return new GroupSource(text(node, "name"), groups, feature, cuts);
  }

  private static JsonNode list(JsonNode node, String key, int most) {
    JsonNode list = node.path(key);
    if (!list.isArray() || list.size() > most) {
      throw bad("needs a list '%s' of at most %d entries".formatted(key, most));
    }
    return list;
  }

  private static double[] numbers(JsonNode node, String key) {
    return array(list(node, key, Grid.MAX_EDGES), Grid.MAX_EDGES, n -> number(n, key));
  }

  private static double[] array(JsonNode list, int most, ToDoubleFunction<JsonNode> each) {
    if (!list.isArray() || list.size() > most) {
      throw bad("has a list of %d numbers; %d are allowed".formatted(list.size(), most));
    }
    double[] values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = each.applyAsDouble(list.path(i));
    }
    return values;
  }

  private static List<String> texts(JsonNode node, String key) {
    List<String> all = new ArrayList<>();
    list(node, key, 1 << 20).forEach(n -> all.add(n.asString("")));
    return all;
  }

  private static String text(JsonNode node, String key) {
    if (!node.path(key).isString()) {
      throw bad("has no text '" + key + "'");
    }
    return node.path(key).asString();
  }

  private static double number(JsonNode node, String key) {
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      throw bad("needs a finite number in '" + key + "'");
    }
    return node.asDouble();
  }

  private static long count(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw bad("holds a count that is no whole number from 0 on");
    }
    return node.asLong();
  }

  private static GambesonException bad(String what) {
    return GambesonException.badInput("The monitor reference " + what + ": make it again.");
  }
}
