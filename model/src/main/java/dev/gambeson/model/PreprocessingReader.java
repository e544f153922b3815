package dev.gambeson.model;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.model.Preprocessing.MinMax;
import dev.gambeson.model.Preprocessing.Numeric;
import dev.gambeson.model.Preprocessing.OneHot;
import dev.gambeson.model.Preprocessing.Ordinal;
import dev.gambeson.model.Preprocessing.Standard;
import dev.gambeson.model.Preprocessing.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads [Preprocessing], with messages that name the step and the key.
final class PreprocessingReader {
  private static final long MAX_BYTES = 64L << 20;
  private static final int MAX_WIDTH = 1_000_000;
  private static final List<String> KINDS =
      List.of("standard", "minmax", "numeric", "passthrough", "onehot", "ordinal");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;

  PreprocessingReader(String name) {
    this.name = name;
  }

  static Preprocessing read(Path file) {
    byte[] bytes = BoundedFile.read(file, MAX_BYTES);
    try {
      return new PreprocessingReader(file.toString())
          .read(JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          file + " is not JSON: " + e.getOriginalMessage() + at(e) + ".", e);
    }
  }

  private static String at(JacksonException e) {
    var location = e.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  Preprocessing read(JsonNode json) {
    JsonNode list = json.isArray() ? json : json.path("steps");
    if (!list.isArray() || list.isEmpty()) {
      throw bad("needs a list 'steps' with one entry per column of the model's input");
    }
    List<Step> steps = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (JsonNode entry : list) {
      Step step = step(entry, steps.size() + 1);
      if (!columns.add(step.column())) {
        throw bad("names column '" + step.column() + "' in two steps");
      }
      steps.add(step);
    }
    Optional<String> label = text(json, "label");
    if (label.isPresent() && columns.contains(label.get())) {
      throw bad("feeds the label column '" + label.get() + "' to the model");
    }
    List<String> guarded = new ArrayList<>();
    json.path("protected").forEach(n -> guarded.add(n.asString()));
    Preprocessing result = new Preprocessing(steps, label, text(json, "favourable"), guarded);
    if (result.width() > MAX_WIDTH) {
      throw bad("gives " + result.width() + " matrix columns; the limit is " + MAX_WIDTH);
    }
    return result;
  }

  private Step step(JsonNode json, int number) {
    String column =
        text(json, "column").orElseThrow(() -> bad("has no 'column' in step " + number));
    String where = "step " + number + " (column '" + column + "')";
    String kind = text(json, "kind").orElseThrow(() -> bad("has no 'kind' in " + where));
    return switch (kind) {
      case "standard" -> standard(json, column, where);
      case "minmax" -> minMax(json, column, where);
      case "numeric", "passthrough" -> new Numeric(column, missing(json, where));
      case "onehot" -> new OneHot(column, categories(json, where));
      case "ordinal" -> ordinal(json, column, where);
      default -> {
        String hint =
            Text.didYouMean(kind, KINDS).map(k -> " Did you mean '" + k + "'?").orElse("");
        throw GambesonException.badInput(
            "%s has an unknown kind '%s' in %s.%s Known kinds: %s."
                .formatted(name, kind, where, hint, String.join(", ", KINDS)));
      }
    };
  }

  private Step standard(JsonNode json, String column, String where) {
    double std = number(json, "std", where);
    if (!(std > 0)) {
      throw bad("has std " + std + " in " + where + "; it must be above 0");
    }
    return new Standard(column, number(json, "mean", where), std, missing(json, where));
  }

  private Step minMax(JsonNode json, String column, String where) {
    double min = number(json, "min", where);
    double max = number(json, "max", where);
    if (!(max > min)) {
      throw bad("has min " + min + " and max " + max + " in " + where + "; max must be larger");
    }
    return new MinMax(column, min, max, missing(json, where));
  }

  private Step ordinal(JsonNode json, String column, String where) {
    List<String> categories = categories(json, where);
    if (categories.contains(RowEncoder.MISSING_CATEGORY)) {
      throw bad("has the category 'nan' in " + where + "; use 'missing' for empty cells");
    }
    return new Ordinal(column, categories, missing(json, where));
  }

  private List<String> categories(JsonNode json, String where) {
    JsonNode list = json.path("categories");
    if (!list.isArray() || list.isEmpty()) {
      throw bad("has no list 'categories' in " + where);
    }
    List<String> categories = new ArrayList<>();
    for (JsonNode entry : list) {
      if (!entry.isValueNode() || entry.isNull()) {
        throw bad("has a category that is no text in " + where);
      }
      categories.add(entry.asString());
    }
    if (new HashSet<>(categories).size() < categories.size()) {
      throw bad("has a category twice in " + where);
    }
    return categories;
  }

  private double number(JsonNode json, String key, String where) {
    JsonNode value = json.path(key);
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw bad("has no number '" + key + "' in " + where);
    }
    return value.asDouble();
  }

  private OptionalDouble missing(JsonNode json, String where) {
    return json.has("missing")
        ? OptionalDouble.of(number(json, "missing", where))
        : OptionalDouble.empty();
  }

  private static Optional<String> text(JsonNode json, String key) {
    JsonNode value = json.path(key);
    return value.isValueNode() && !value.isNull() && !value.asString().isEmpty()
        ? Optional.of(value.asString())
        : Optional.empty();
  }

  private GambesonException bad(String what) {
    return GambesonException.badInput(name + " " + what + ". See docs/preprocessing.md.");
  }
}
