package dev.gambeson.data.contract;

import dev.gambeson.data.contract.ContractKeys.Key;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema of contract files, for editors: made from the words that the reader knows. What
/// it cannot say (contradictions) the reader does.
public final class ContractSchema {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ContractSchema() {}

  /// Draft 2020-12, as shipped in `docs/gambeson-contract.schema.json`.
  public static String json() {
    ObjectNode root = mapping(ContractKeys.TOP);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Gambeson data contract");
    ObjectNode properties = (ObjectNode) root.path("properties");
    ((ObjectNode) properties.path("schema")).put("const", Contract.SCHEMA);
    ObjectNode columns = (ObjectNode) properties.path("columns");
    columns.put("minProperties", 1).put("maxProperties", Contract.MAX_COLUMNS);
    ObjectNode column = mapping(ContractKeys.COLUMN);
    ArrayNode types = ((ObjectNode) column.path("properties").path("type")).putArray("enum");
    ColumnType.ids().forEach(types::add);
    columns.set("additionalProperties", column);
    items(properties, "keys", texts());
    items(properties, "dependencies", mapping(ContractKeys.DEPENDENCY));
    items(properties, "monotone", mapping(ContractKeys.MONOTONE));
    items(properties, "references", mapping(ContractKeys.REFERENCE));
    items(properties, "sums", mapping(ContractKeys.SUM));
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void items(ObjectNode properties, String key, ObjectNode item) {
    ((ObjectNode) properties.path(key)).put("maxItems", Contract.MAX_RULES).set("items", item);
  }

  private static ObjectNode mapping(Map<String, Key> keys) {
    ObjectNode node = JSON.createObjectNode().put("type", "object");
    node.put("additionalProperties", false);
    List<String> needed = ContractKeys.NEEDED.getOrDefault(keys, List.of());
    if (!needed.isEmpty()) {
      ArrayNode required = node.putArray("required");
      needed.forEach(required::add);
    }
    ObjectNode properties = node.putObject("properties");
    keys.forEach((name, key) -> properties.set(name, value(key)));
    return node;
  }

  private static ObjectNode value(Key key) {
    ObjectNode node =
        switch (key.form()) {
          case TEXT -> type("string");
          case SCALAR -> scalar();
          case NUMBER -> type("number").put("minimum", 0);
          case WHOLE -> type("integer").put("minimum", 0);
          case FLAG -> type("boolean");
          case TEXTS -> texts();
          case SCALARS -> {
            ObjectNode list = type("array");
            list.set("items", scalar());
            yield list;
          }
          case RANGE -> mapping(ContractKeys.LIMITS);
          case LIST -> type("array");
          case MAP -> type("object");
        };
    return node.put("description", key.meaning());
  }

  private static ObjectNode type(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode scalar() {
    ObjectNode node = JSON.createObjectNode();
    node.putArray("type").add("string").add("number").add("boolean");
    return node;
  }

  private static ObjectNode texts() {
    ObjectNode node = type("array");
    node.set("items", type("string"));
    return node;
  }
}
