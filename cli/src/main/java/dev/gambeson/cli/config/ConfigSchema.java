package dev.gambeson.cli.config;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema of `gambeson.yaml`, made from the catalogue of checks: editors complete every
/// check id and parameter, and a file that breaks it is refused with the place.
public final class ConfigSchema {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ConfigSchema() {}

  /// The schema (draft 2020-12).
  ///
  /// @param formats names that an output may have
  public static ObjectNode of(List<CheckInfo> checks, List<String> formats) {
    ObjectNode root =
        object("Describes a machine-learning system to Gambeson. Paths are relative to this file.");
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "gambeson.yaml");
    ObjectNode properties = properties(root);
    properties.set("model", text("Model file: ONNX, XGBoost (JSON, UBJSON) or LightGBM text."));
    properties.set("preprocessing", preprocessing());
    properties.set("data", data());
    properties.set("blend", BlendSection.schema());
    properties.set("admission", admission());
    properties.set(
        "seed",
        JSON.createObjectNode()
            .put("type", "integer")
            .put("minimum", Long.MIN_VALUE)
            .put("maximum", Long.MAX_VALUE)
            .put("description", "Seed of every random choice; recorded in results. Default 42."));
    properties.set("policy", policy(checks));
    properties.set("suppressions", suppressions(checks));
    properties.set(
        "baseline",
        text("An earlier JSON result; its findings are shown as known and do not count."));
    properties.set("serve", serve());
    properties.set("output", outputs(formats));
    return root;
  }

  /// Its own reader knows every key and says where one is wrong; here stand the uppermost ones.
  private static ObjectNode serve() {
    ObjectNode node =
        object(
            "The gateway of `gambeson serve`; docs/gateway.md. Without models, the model above is served.");
    ObjectNode p = properties(node);
    p.set("node", text("Name of this node, unique in its cluster."));
    Map.of(
            "data", "Where clients ask: {host, port, tls}. Default 127.0.0.1:8080.",
            "grpc", "Where clients ask by gRPC: {host, port, tls}. Off by default.",
            "admin", "Console and control API: {host, port, tls}. Default 127.0.0.1:8090.",
            "metrics", "Prometheus and health: {host, port}. Off by default.",
            "state", "Where state stands: {folder, database, redis}.",
            "routes", "Whom playbooks can tell, by name.",
            "identity", "How clients show who they are; API keys alone by default.",
            "sign-in", "OpenID Connect for the console.",
            "telemetry", "Traces: {otlp, sample}. Off by default.")
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> p.set(e.getKey(), open(e.getValue())));
    p.set("console-log-in", open("What a log-in at the console takes: {second-factor, sessions}."));
    p.set(
        "transport",
        open(
            "What may be in the clear beyond this machine, nothing by default: {clear: [data, grpc, admin, metrics, database, redis, upstream, syslog, telemetry]}."));
    p.set("ledger-to", text("Route of kind syslog that the ledger is sent to; none by default."));
    p.set("console-origins", texts("Addresses under which browsers reach the console."));
    p.set("trusted-proxies", texts("Addresses whose X-Forwarded-For is believed."));
    p.set("policy", text("The policy bundle, docs/gateway-policy.md; built in by default."));
    p.set("playbooks", text("Folder of playbooks; built in by default."));
    p.set(
        "models",
        JSON.createObjectNode()
            .put("type", "array")
            .put("description", "What is served: {name, reference, label, versions, live}."));
    return node;
  }

  private static ObjectNode preprocessing() {
    ObjectNode node = JSON.createObjectNode();
    node.put(
        "description",
        "The steps between columns and model input: a JSON file, or the same content here.");
    node.set("type", JSON.createArrayNode().add("string").add("object"));
    return node;
  }

  private static ObjectNode data() {
    ObjectNode node = object("Data files and the roles of their columns.");
    ObjectNode p = properties(node);
    p.set("test", text("Rows the model was not trained on: CSV or Parquet."));
    p.set(
        "train",
        text("Rows it was trained on; without them leakage and membership cannot be judged."));
    p.set("label", text("Label column."));
    ObjectNode favourable =
        text("Label value that is good for the person concerned, for example a loan granted.");
    favourable.set("type", JSON.createArrayNode().add("string").add("number").add("boolean"));
    p.set("favourable", favourable);
    p.set("protected", texts("Columns of protected attributes, for example sex and age."));
    p.set(
        "immutable",
        texts(
            "Columns that nobody can change at decision time. Protected columns always count as such."));
    p.set("ignore", texts("Columns that are no features, for example an id."));
    p.set("source", text("Column that says who supplied a row; for check and admit."));
    p.set("time", text("Column that says when a row came about; for check and admit."));
    p.set("ids", texts("Columns that name the row or the person; for check and admit."));
    p.set("contract", text("File with the contract that training data must keep."));
    p.set("missing", texts("Cell texts that mean 'no value', besides the empty cell."));
    return node;
  }

  private static ObjectNode admission() {
    ObjectNode node = object("How `gambeson admit` lets data in.");
    ObjectNode mode =
        text(
            "hold (the default): rows that rules or screens name are held back and the rest is asked again. refuse: the table is admitted whole or not at all.");
    mode.set("enum", JSON.createArrayNode().add("hold").add("refuse"));
    properties(node).set("mode", mode);
    return node;
  }

  private static ObjectNode policy(List<CheckInfo> checks) {
    ObjectNode node = object("Pass marks. Defaults and meaning of each: gambeson explain GB-...");
    ObjectNode p = properties(node);
    p.set(
        "fail-on",
        severities("Findings at or above this severity make the run fail. Default high."));
    ObjectNode inconclusive =
        text("What an inconclusive check does to the exit code: fail (2, the default) or report.");
    inconclusive.set("enum", JSON.createArrayNode().add("fail").add("report"));
    p.set("inconclusive", inconclusive);
    ObjectNode byCheck = object("Overrides per check.");
    ObjectNode ids = properties(byCheck);
    checks.forEach(c -> ids.set(c.id(), check(c)));
    p.set("checks", byCheck);
    return node;
  }

  private static ObjectNode check(CheckInfo info) {
    ObjectNode node = object(info.title() + ". " + info.question());
    ObjectNode p = properties(node);
    p.set(
        "enabled",
        JSON.createObjectNode()
            .put("type", "boolean")
            .put("description", "false leaves the check out. Default true."));
    p.set(
        "severity", severities("Severity of its failures. Default " + info.severity().id() + "."));
    for (CheckInfo.Parameter parameter : info.parameters()) {
      ObjectNode number = JSON.createObjectNode();
      number.put("type", "number");
      number.put("description", parameter.meaning());
      number.put("default", parameter.byDefault());
      number.put("minimum", parameter.min());
      number.put("maximum", parameter.max());
      p.set(parameter.name(), number);
    }
    return node;
  }

  private static ObjectNode suppressions(List<CheckInfo> checks) {
    ObjectNode item = object("A finding that somebody accepts, until a day. It stays visible.");
    ObjectNode p = properties(item);
    ObjectNode id = text("Check id.");
    ArrayNode ids = JSON.createArrayNode();
    checks.forEach(c -> ids.add(c.id()));
    id.set("enum", ids);
    p.set("check", id);
    p.set("aspect", text("Only this aspect, for example a protected attribute. Default: all."));
    p.set("owner", text("Who answers for it.").put("minLength", 1));
    p.set("reason", text("Why it is acceptable.").put("minLength", 1));
    p.set(
        "expires",
        text("Last day on which it holds, as 2027-03-31.")
            .put("pattern", "^\\d{4}-\\d{2}-\\d{2}$"));
    item.set(
        "required", JSON.createArrayNode().add("check").add("owner").add("reason").add("expires"));
    ObjectNode list = JSON.createObjectNode().put("type", "array");
    list.set("items", item);
    return list;
  }

  private static ObjectNode outputs(List<String> formats) {
    ObjectNode item = object("A report to write.");
    ObjectNode p = properties(item);
    ObjectNode format = text("Format.");
    ArrayNode names = JSON.createArrayNode();
    formats.forEach(names::add);
    format.set("enum", names);
    p.set("format", format);
    p.set("file", text("Where to; left out, standard output."));
    item.set("required", JSON.createArrayNode().add("format"));
    ObjectNode list = JSON.createObjectNode().put("type", "array");
    list.set("items", item);
    return list;
  }

  /// An object whose members the gateway's own settings check.
  private static ObjectNode open(String description) {
    return JSON.createObjectNode().put("type", "object").put("description", description);
  }

  private static ObjectNode object(String description) {
    return JSON.createObjectNode()
        .put("type", "object")
        .put("description", description)
        .put("additionalProperties", false);
  }

  private static ObjectNode properties(ObjectNode of) {
    ObjectNode properties = JSON.createObjectNode();
    of.set("properties", properties);
    return properties;
  }

  private static ObjectNode text(String description) {
    return JSON.createObjectNode().put("type", "string").put("description", description);
  }

  private static ObjectNode texts(String description) {
    ObjectNode list = JSON.createObjectNode().put("type", "array").put("description", description);
    list.set("items", JSON.createObjectNode().put("type", "string"));
    return list;
  }

  private static ObjectNode severities(String description) {
    ObjectNode node = text(description);
    ArrayNode names = JSON.createArrayNode();
    Arrays.stream(Severity.values()).map(Severity::id).forEach(names::add);
    node.set("enum", names);
    return node;
  }
}
