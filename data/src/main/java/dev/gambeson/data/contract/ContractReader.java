package dev.gambeson.data.contract;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.data.contract.Contract.Comparison;
import dev.gambeson.data.contract.Contract.Dependency;
import dev.gambeson.data.contract.Contract.Monotone;
import dev.gambeson.data.contract.Contract.Operator;
import dev.gambeson.data.contract.Contract.Reference;
import dev.gambeson.data.contract.Contract.Sum;
import dev.gambeson.data.contract.ContractKeys.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a contract file and refuses whatever it does not understand: a mistyped key must not be a
/// rule that was never applied.
final class ContractReader {
  /// Between the operator of a comparison and the columns it compares.
  private static final Pattern WORDS =
      Pattern.compile(
          "\\s+(?=(?:<=|>=|!=|<|>|=)\\s)|(?<=\\s(?:<=|>=|!=|<|>|=))\\s+");

  private static final int MAX_BYTES = 8 << 20; // 10,000 columns with their rules
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path folder;
  private final String what;

  ContractReader(Path folder, String what) {
    this.folder = folder;
    this.what = what;
  }

  static Contract read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw GambesonException.usage(
            "%s is larger than %,d bytes: that is no contract.".formatted(file, MAX_BYTES));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Path folder = file.toAbsolutePath().getParent();
      return new ContractReader(folder == null ? Path.of("") : folder, file.toString()).parse(text);
    } catch (CharacterCodingException e) {
      throw GambesonException.usage(file + " is not UTF-8 text.");
    } catch (IOException e) {
      throw GambesonException.usage(
          "The contract %s cannot be read: %s."
              .formatted(file, Files.exists(file) ? e.getMessage() : "there is no such file"));
    }
  }

  Contract parse(String text) {
    JsonNode root = tree(text);
    keys(root, "top level", ContractKeys.TOP);
    if (!root.path("schema").asString("").equals(Contract.SCHEMA)) {
      throw bad("top level", "needs 'schema: %s'", Contract.SCHEMA);
    }
    List<ColumnRule> columns = new ArrayList<>();
    JsonNode map = root.path("columns");
    if (map.size() > Contract.MAX_COLUMNS) {
      throw bad("columns", "%,d of them; the limit is %,d", map.size(), Contract.MAX_COLUMNS);
    }
    map.properties().forEach(e -> columns.add(column(e.getKey(), e.getValue())));
    try {
      return new Contract(
          root.path("name").asString("table"),
          whole(root.path("rows"), "min"),
          whole(root.path("rows"), "max"),
          root.path("extra-columns").asBoolean(false),
          root.path("ordered").asBoolean(false),
          columns,
          list(root, "keys", this::key),
          list(root, "dependencies", this::dependency),
          list(root, "monotone", this::monotone),
          list(root, "references", this::reference),
          strings(root.path("comparisons")).stream().map(this::comparison).toList(),
          list(root, "sums", this::sum));
    } catch (GambesonException e) {
      String message = Objects.toString(e.getMessage(), "");
      throw message.startsWith(what) ? e : GambesonException.usage(what + ": " + message);
    }
  }

  private JsonNode tree(String text) {
    try {
      refuseAliases(text);
      return YAML.readTree(text);
    } catch (JacksonException e) {
      String place =
          Optional.ofNullable(e.getLocation()) // absent when a limit is passed
              .map(l -> " (line %d, column %d)".formatted(l.getLineNr(), l.getColumnNr()))
              .orElse("");
      String reason = e.getOriginalMessage();
      throw GambesonException.usage(
          "%s is no sound YAML: %s%s."
              .formatted(what, reason.substring(0, Math.min(200, reason.length())), place));
    }
  }

  /// The tree would hold the name of an alias as if it were a value.
  private void refuseAliases(String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
          throw bad(
              "line " + parser.currentTokenLocation().getLineNr(),
              "an alias (*name): write the value out");
        }
      }
    }
  }

  private ColumnRule column(String name, JsonNode node) {
    String place = "columns." + name;
    keys(node, place, ContractKeys.COLUMN);
    String id = node.path("type").asString("");
    ColumnType type =
        ColumnType.of(id)
            .orElseThrow(() ->
                bad(
                    place + ".type",
                    "'%s' is none of %s.%s",
                    id,
                    String.join(", ", ColumnType.ids()),
                    meant(id, ColumnType.ids())));
    return new ColumnRule(
        name,
        type,
        node.path("required").asBoolean(true),
        node.path("nulls").asDouble(0),
        scalar(node.path("min")),
        scalar(node.path("max")),
        size(node.path("length"), "min", place),
        size(node.path("length"), "max", place),
        scalar(node.path("regex")),
        scalar(node.path("format")),
        node.has("allowed")
            ? Optional.of(allowed(node.path("allowed"), type, place))
            : Optional.empty(),
        node.path("coverage").asDouble(1),
        node.path("unique").asBoolean(false));
  }

  private List<String> allowed(JsonNode node, ColumnType type, String place) {
    for (JsonNode value : node) {
      if (type == ColumnType.TEXT && !value.isString()) {
        throw bad(
            place + ".allowed",
            "%s is a %s in YAML; write the text in quotes, as it stands in the table",
            value,
            value.isBoolean() ? "flag" : "number");
      }
    }
    return strings(node);
  }

  private Optional<Integer> size(JsonNode node, String key, String place) {
    OptionalLong size = whole(node, key);
    if (size.isEmpty()) {
      return Optional.empty();
    }
    if (size.getAsLong() > Integer.MAX_VALUE) {
      throw bad(place + ".length." + key, "too large");
    }
    return Optional.of((int) size.getAsLong());
  }

  private List<String> key(String place, JsonNode node) {
    form(node, place, Form.TEXTS);
    return strings(node);
  }

  private Dependency dependency(String place, JsonNode node) {
    keys(node, place, ContractKeys.DEPENDENCY);
    return new Dependency(strings(node.path("columns")), node.path("decides").asString());
  }

  private Monotone monotone(String place, JsonNode node) {
    keys(node, place, ContractKeys.MONOTONE);
    return new Monotone(
        node.path("column").asString(),
        strings(node.path("per")),
        node.path("strictly").asBoolean(false));
  }

  private Reference reference(String place, JsonNode node) {
    keys(node, place, ContractKeys.REFERENCE);
    String file = node.path("file").asString();
    try {
      return new Reference(
          strings(node.path("columns")), folder.resolve(file), strings(node.path("match")));
    } catch (InvalidPathException e) {
      throw bad(place + ".file", "'%s' is no file name", file);
    }
  }

  private Comparison comparison(String text) {
    String[] words = WORDS.split(text.strip(), -1);
    Optional<Operator> operator =
        words.length == 3
            ? Arrays.stream(Operator.values()).filter(o -> o.sign().equals(words[1])).findFirst()
            : Optional.empty();
    return operator
        .map(o -> new Comparison(words[0], o, words[2]))
        .orElseThrow(() ->
            bad(
                "comparisons",
                "'%s' is not of the form 'start <= end' (<, <=, =, !=, >=, > with spaces around)",
                text));
  }

  private Sum sum(String place, JsonNode node) {
    keys(node, place, ContractKeys.SUM);
    return new Sum(
        strings(node.path("columns")),
        node.path("equals").asString(),
        node.path("tolerance").asDouble(0));
  }

  private <T> List<T> list(JsonNode root, String key, BiFunction<String, JsonNode, T> read) {
    List<T> all = new ArrayList<>();
    JsonNode list = root.path(key);
    if (list.size() > Contract.MAX_RULES) {
      throw bad(key, "%,d of them; the limit is %,d", list.size(), Contract.MAX_RULES);
    }
    for (JsonNode node : list) {
      all.add(read.apply("%s, entry %d".formatted(key, all.size() + 1), node));
    }
    return all;
  }

  private void keys(JsonNode node, String place, Map<String, ContractKeys.Key> known) {
    if (!node.isObject()) {
      throw bad(place, "must be a mapping of %s", String.join(", ", known.keySet()));
    }
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      ContractKeys.Key key = known.get(e.getKey());
      if (key == null) {
        throw bad(place, "the unknown key '%s'.%s", e.getKey(), meant(e.getKey(), known.keySet()));
      }
      form(e.getValue(), place + "." + e.getKey(), key.form());
    }
    for (String needed : ContractKeys.NEEDED.getOrDefault(known, List.of())) {
      if (!node.has(needed)) {
        throw bad(place, "'%s' is missing", needed);
      }
    }
  }

  private void form(JsonNode node, String place, Form form) {
    switch (form) {
      case TEXT -> require(node.isString(), place, "must be a text (in quotes)");
      case SCALAR -> require(isScalar(node), place, "must be a single value");
      case NUMBER -> require(node.isNumber(), place, "must be a number");
      case WHOLE ->
          require(
              node.isIntegralNumber() && node.canConvertToLong(), place, "must be a whole number");
      case FLAG -> require(node.isBoolean(), place, "must be true or false");
      case TEXTS -> {
        require(node.isArray(), place, "must be a list of texts");
        node.forEach(n -> require(n.isString(), place, "must hold texts (in quotes) only"));
      }
      case SCALARS -> {
        require(node.isArray(), place, "must be a list of values");
        node.forEach(n -> require(isScalar(n), place, "must hold single values only"));
      }
      case RANGE -> keys(node, place, ContractKeys.LIMITS);
      case LIST -> require(node.isArray(), place, "must be a list");
      case MAP -> require(node.isObject(), place, "must be a mapping");
    }
  }

  private static boolean isScalar(JsonNode node) {
    return node.isString() || node.isNumber() || node.isBoolean();
  }

  private void require(boolean holds, String place, String message) {
    if (!holds) {
      throw bad(place, message);
    }
  }

  private static Optional<String> scalar(JsonNode node) {
    return node.isMissingNode() ? Optional.empty() : Optional.of(node.asString());
  }

  private static OptionalLong whole(JsonNode node, String key) {
    return node.has(key) ? OptionalLong.of(node.path(key).asLong()) : OptionalLong.empty();
  }

  private static List<String> strings(JsonNode node) {
    List<String> all = new ArrayList<>();
    node.forEach(n -> all.add(n.asString()));
    return all;
  }

  private static String meant(String typed, Collection<String> known) {
    return Text.didYouMean(typed, known).map(k -> " Did you mean '" + k + "'?").orElse("");
  }

  @SuppressWarnings("AnnotateFormatMethod") // formats are constants of this class
  private GambesonException bad(String place, String message, Object... arguments) {
    String text = arguments.length == 0 ? message : message.formatted(arguments);
    return GambesonException.usage(
        "%s, %s: %s%s".formatted(what, place, text.strip(), text.endsWith("?") ? "" : "."));
  }
}
