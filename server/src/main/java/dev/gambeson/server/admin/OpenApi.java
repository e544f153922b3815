package dev.gambeson.server.admin;

import io.vertx.core.http.HttpMethod;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The API's description (OpenAPI 3.1), made of the same table that serves.
final class OpenApi {
  private final Map<String, Object> schemas = new TreeMap<>();

  private OpenApi() {}

  /// The document.
  static Map<String, Object> of(RouteTable table) {
    OpenApi api = new OpenApi();
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : table.routes()) {
      paths
          .computeIfAbsent(RouteTable.ROOT + route.path(), _ -> new TreeMap<>())
          .put(route.method().name().toLowerCase(Locale.ROOT), api.operation(route));
    }
    api.schemas.put("Error", error());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title", "Gambeson control API",
            "version", "1",
            "description",
                "Calls that change something take JSON, the header %s: 1, and an Origin of the console."
                    .formatted(Gate.HEADER)));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "schemas",
            api.schemas,
            "securitySchemes",
            Map.of(
                "session", Map.of("type", "apiKey", "in", "cookie", "name", "__Host-gambeson"))));
    return document;
  }

  private static Map<String, Object> error() {
    return Map.of(
        "type",
        "object",
        "required",
        List.of("error", "message"),
        "properties",
        Map.of("error", Map.of("type", "string"), "message", Map.of("type", "string")));
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", route.name());
    operation.put("summary", route.summary());
    operation.put("tags", List.of(route.name().substring(0, route.name().indexOf('.'))));
    switch (route.access()) {
      case Route.Access.Anyone _ -> operation.put("security", List.of());
      case Route.Access.Needs needs -> {
        operation.put("security", List.of(Map.of("session", List.of())));
        operation.put("x-permission", needs.permission().name());
        operation.put("x-role", needs.permission().least().name());
      }
    }
    operation.put("parameters", parameters(route));
    route.request().ifPresent(r -> operation.put("requestBody", body(r)));
    operation.put("responses", responses(route));
    return operation;
  }

  private List<Object> parameters(Route route) {
    List<Object> all = new ArrayList<>();
    for (String part : route.path().split("/", -1)) {
      if (part.startsWith("{")) {
        all.add(parameter(part.substring(1, part.length() - 1), "path", true));
      }
    }
    route.query().forEach(q -> all.add(parameter(q, "query", false)));
    if (!route.method().equals(HttpMethod.GET)) {
      all.add(parameter(Gate.HEADER, "header", true));
    }
    return all;
  }

  private static Map<String, Object> parameter(String name, String in, boolean required) {
    return Map.of("name", name, "in", in, "required", required, "schema", Map.of("type", "string"));
  }

  private Map<String, Object> body(Class<? extends Record> type) {
    return Map.of("required", true, "content", json(type));
  }

  private Map<String, Object> json(Type type) {
    return Map.of("application/json", Map.of("schema", schema(type)));
  }

  private Map<String, Object> responses(Route route) {
    Map<String, Object> responses = new TreeMap<>();
    if (route.reply() == void.class) {
      responses.put("204", Map.of("description", "Done."));
    } else {
      responses.put("200", Map.of("description", route.summary() + ".", "content", content(route)));
    }
    responses.put(
        "default",
        Map.of(
            "description",
            "What was wrong.",
            "content",
            Map.of(
                "application/json",
                Map.of("schema", Map.of("$ref", "#/components/schemas/Error")))));
    return responses;
  }

  private Map<String, Object> content(Route route) {
    if (route.reply() == byte[].class) {
      return Map.of("application/octet-stream", Map.of());
    }
    return route.reply() == String.class
        ? Map.of("text/event-stream", Map.of("schema", Map.of("type", "string")))
        : json(route.reply());
  }

  private Map<String, Object> schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return Map.of("anyOf", List.of(schema(last), Map.of("type", "null")));
      }
      return Collection.class.isAssignableFrom(raw)
          ? Map.of("type", "array", "items", schema(last))
          : Map.of("type", "object", "additionalProperties", schema(last));
    }
    return schema((Class<?>) type);
  }

  private Map<String, Object> schema(Class<?> type) {
    if (type.isRecord()) {
      String name = name(type);
      if (!schemas.containsKey(name)) {
        schemas.put(name, Map.of());
        schemas.put(name, record(type));
      }
      return Map.of("$ref", "#/components/schemas/" + name);
    }
    if (type.isEnum()) {
      return Map.of(
          "type",
          "string",
          "enum",
          Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    }
    return plain(type);
  }

  private static Map<String, Object> plain(Class<?> type) {
    if (type == String.class) {
      return Map.of("type", "string");
    } else if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    } else if (type == Duration.class) {
      return Map.of("type", "string", "format", "duration");
    } else if (type == boolean.class) {
      return Map.of("type", "boolean");
    } else if (type == int.class || type == long.class) {
      return Map.of("type", "integer", "format", type == int.class ? "int32" : "int64");
    } else if (type == double.class || type == Double.class) {
      return Map.of("type", List.of("number", "null"));
    }
    throw new IllegalArgumentException("The control API cannot describe " + type);
  }

  private Map<String, Object> record(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent part : type.getRecordComponents()) {
      properties.put(part.getName(), schema(part.getGenericType()));
      if (!part.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(part.getName());
      }
    }
    return Map.of("type", "object", "properties", properties, "required", required);
  }

  /// The record's name with that of the port around it, for example `Clients.Row`.
  private static String name(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return around == null
        ? type.getSimpleName()
        : around.getSimpleName().replaceAll("(View|Control|Routes|s?Options)$", "")
            + "."
            + type.getSimpleName();
  }
}
