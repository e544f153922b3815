package dev.gambeson.cli.config;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.data.admit.AdmissionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads `gambeson.yaml`: bounded, checked against its schema, every complaint with its place.
public final class ConfigReader {
  private static final long MAX_BYTES = 1 << 20;

  private final List<CheckInfo> checks;
  private final List<String> formats;

  /// @param checks the catalogue
  /// @param formats names that an output may have
  public ConfigReader(List<CheckInfo> checks, List<String> formats) {
    this.checks = List.copyOf(checks);
    this.formats = List.copyOf(formats);
  }

  /// Reads a configuration file.
  public Configuration read(Path file) {
    JsonNode tree = tree(file);
    complain(file, tree, ConfigSchema.of(checks, formats));
    return new Bind(file).configuration(tree);
  }

  /// A configuration with the blend of another file: its content is what stands under `blend`.
  public Configuration withBlend(Configuration configuration, Path file) {
    JsonNode section = tree(file);
    complain(file, section, BlendSection.schema());
    TrainingData t = configuration.training();
    return new Configuration(
        configuration.model(),
        configuration.preprocessing(),
        configuration.data(),
        new TrainingData(
            t.source(), t.time(), t.ids(), t.contract(), BlendSection.caps(section), t.mode()),
        configuration.seed(),
        BlendSection.into(configuration.policy(), section),
        configuration.baseline(),
        configuration.outputs());
  }

  /// A YAML file as a tree: bounded, without duplicate keys; an empty file is an empty object.
  ///
  /// @throws GambesonException usage, with the place, when it is absent or no YAML
  public static JsonNode tree(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw GambesonException.usage(
            file
                + (Files.exists(file) ? " is no regular file" : " does not exist")
                + ". `gambeson init` writes a gambeson.yaml to start from.");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.usage(
            file + " is larger than 1 MiB: that is no configuration file.");
      }
      YAMLMapper yaml =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build();
      JsonNode tree = yaml.readTree(Files.readString(file));
      return tree.isMissingNode() || tree.isNull() ? yaml.createObjectNode() : tree;
    } catch (JacksonException e) {
      throw GambesonException.usage(
          "%s is no valid YAML: %s%s.".formatted(file, e.getOriginalMessage(), place(e)));
    } catch (IOException e) {
      throw GambesonException.usage("%s cannot be read: %s.".formatted(file, e.getMessage()));
    }
  }

  private static String place(JacksonException e) {
    return Optional.ofNullable(e.getLocation()) // absent when a limit is passed
        .map(l -> " (line %d, column %d)".formatted(l.getLineNr(), l.getColumnNr()))
        .orElse("");
  }

  private static void complain(Path file, JsonNode tree, ObjectNode schema) {
    List<Error> errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema)
            .validate(tree);
    if (!errors.isEmpty()) {
      throw GambesonException.usage(
          errors.stream()
              .limit(10)
              .map(e -> message(schema, e))
              .collect(Collectors.joining("\n  ", file + " does not fit its schema:\n  ", "")));
    }
  }

  private static String message(ObjectNode schema, Error error) {
    String place = error.getInstanceLocation().toString();
    String where = place.isEmpty() ? "top level" : place;
    if ("additionalProperties".equals(error.getKeyword()) && error.getProperty() != null) {
      JsonNode parent =
          schema.at(
              error
                  .getSchemaLocation()
                  .getFragment()
                  .toString()
                  .replaceFirst("/additionalProperties$", ""));
      List<String> known = List.copyOf(parent.path("properties").propertyNames());
      String hint =
          Text.didYouMean(error.getProperty(), known)
              .map(k -> " Did you mean '" + k + "'?")
              .orElse("");
      return "%s: unknown key '%s'.%s".formatted(where, error.getProperty(), hint);
    }
    return "%s: %s".formatted(where, error.getMessage());
  }

  /// Turns a tree that fits the schema into a [Configuration].
  private record Bind(Path file) {
    Configuration configuration(JsonNode tree) {
      JsonNode data = tree.path("data");
      return new Configuration(
          path(tree.path("model")),
          preprocessing(tree.path("preprocessing")),
          new Configuration.Data(
              path(data.path("test")),
              path(data.path("train")),
              string(data.path("label")),
              string(data.path("favourable")),
              strings(data.path("protected")),
              strings(data.path("immutable")),
              strings(data.path("ignore")),
              strings(data.path("missing"))),
          training(tree),
          tree.has("seed") ? OptionalLong.of(tree.path("seed").asLong()) : OptionalLong.empty(),
          BlendSection.into(policy(tree), tree.path("blend")),
          path(tree.path("baseline")),
          outputs(tree.path("output")));
    }

    private TrainingData training(JsonNode tree) {
      JsonNode data = tree.path("data");
      return new TrainingData(
          string(data.path("source")),
          string(data.path("time")),
          strings(data.path("ids")),
          path(data.path("contract")),
          BlendSection.caps(tree.path("blend")),
          tree.path("admission").path("mode").asString("hold").equals("refuse")
              ? AdmissionOrder.Mode.REFUSE
              : AdmissionOrder.Mode.HOLD);
    }

    private Configuration.Preprocess preprocessing(JsonNode node) {
      if (node.isString()) {
        return new Configuration.Preprocess.InFile(resolve(node.asString()));
      }
      return node.isObject()
          ? new Configuration.Preprocess.Inline(node, file + ", preprocessing")
          : new Configuration.Preprocess.None();
    }

    private Policy policy(JsonNode tree) {
      JsonNode node = tree.path("policy");
      Map<String, Policy.CheckPolicy> checks = new LinkedHashMap<>();
      node.path("checks").properties().forEach(e -> checks.put(e.getKey(), check(e.getValue())));
      List<Policy.Suppression> suppressions = new ArrayList<>();
      tree.path("suppressions").forEach(s -> suppressions.add(suppression(s)));
      return new Policy(
          string(node.path("fail-on")).flatMap(Severity::parse).orElse(Severity.HIGH),
          node.path("inconclusive").asString("fail").equals("report"),
          checks,
          suppressions);
    }

    private static Policy.CheckPolicy check(JsonNode node) {
      Map<String, Double> parameters = new LinkedHashMap<>();
      node.properties().stream()
          .filter(e -> e.getValue().isNumber())
          .forEach(e -> parameters.put(e.getKey(), e.getValue().asDouble()));
      return new Policy.CheckPolicy(
          node.path("enabled").asBoolean(true),
          string(node.path("severity")).flatMap(Severity::parse),
          parameters);
    }

    private Policy.Suppression suppression(JsonNode node) {
      String expires = node.path("expires").asString();
      try {
        return new Policy.Suppression(
            node.path("check").asString(),
            string(node.path("aspect")),
            node.path("owner").asString(),
            node.path("reason").asString(),
            LocalDate.parse(expires));
      } catch (DateTimeException _) {
        throw GambesonException.usage(
            "%s: a suppression expires on '%s', which is no day.".formatted(file, expires));
      }
    }

    private List<OutputSpec> outputs(JsonNode node) {
      List<OutputSpec> outputs = new ArrayList<>();
      node.forEach(
          o -> outputs.add(new OutputSpec(o.path("format").asString(), path(o.path("file")))));
      return outputs;
    }

    private Optional<Path> path(JsonNode node) {
      return string(node).map(this::resolve);
    }

    private Path resolve(String path) {
      Path parent = file.getParent();
      try {
        return parent == null ? Path.of(path) : parent.resolve(path);
      } catch (InvalidPathException e) {
        throw GambesonException.usage(
            "%s: '%s' cannot be a path: %s.".formatted(file, path, e.getReason()));
      }
    }

    private static Optional<String> string(JsonNode node) {
      return node.isMissingNode() || node.isNull()
          ? Optional.empty()
          : Optional.of(node.asString());
    }

    private static List<String> strings(JsonNode node) {
      List<String> texts = new ArrayList<>();
      node.forEach(n -> texts.add(n.asString()));
      return texts;
    }
  }
}
