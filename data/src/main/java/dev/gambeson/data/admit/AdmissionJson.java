package dev.gambeson.data.admit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Roles;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// [AdmissionManifest] as JSON: the same manifest gives the same bytes.
public final class AdmissionJson {
  /// The largest manifest that is read, in bytes.
  public static final int MAX_BYTES = 64 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AdmissionJson() {}

  /// The manifest as a tree.
  public static ObjectNode tree(AdmissionManifest m) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", AdmissionManifest.SCHEMA).put("name", m.name());
    root.put("time", m.time().toString());
    root.putObject("tool").put("name", "gambeson").put("version", m.version());
    root.put("seed", m.seed());
    root.putObject("source")
        .put("address", m.source().address())
        .put("kind", m.source().kind())
        .put("sha256", m.source().sha256())
        .put("bytes", m.source().bytes());
    ArrayNode columns = root.putArray("columns");
    m.columns().forEach(c -> columns.addObject().put("name", c.name()).put("type", c.type()));
    roles(root.putObject("roles"), m.roles());
    root.putObject("counts")
        .put("read", m.counts().read())
        .put("unreadable", m.counts().unreadable())
        .put("held", m.counts().held())
        .put("admitted", m.counts().admitted());
    file(root.putObject("data"), m.data());
    ArrayNode chunks = root.putArray("chunks");
    m.chunks().forEach(c -> chunk(chunks.addObject(), c));
    ArrayNode files = root.putArray("files");
    m.files().forEach(f -> file(files.addObject(), f));
    texts(root.putArray("transformations"), m.transformations());
    ArrayNode checks = root.putArray("checks");
    m.checks()
        .forEach(c ->
            checks
                .addObject()
                .put("check", c.check())
                .put("aspect", c.aspect())
                .put("before", c.before())
                .put("after", c.after()));
    root.put("policySha256", m.policySha256());
    ObjectNode held = root.putObject("held");
    m.held().forEach(held::put);
    ObjectNode sources = root.putObject("sources");
    m.sources().forEach(sources::put);
    ObjectNode history = root.putObject("history");
    m.history().sources().forEach((name, past) -> past(history.putObject(name), past));
    texts(root.putArray("approvers"), m.approvers());
    ArrayNode parents = root.putArray("parents");
    m.parents()
        .forEach(p ->
            parents
                .addObject()
                .put("name", p.name())
                .put("manifestSha256", p.manifestSha256())
                .put("relation", p.relation()));
    return root;
  }

  /// The manifest as bytes, for a file.
  public static byte[] write(AdmissionManifest m) {
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(m)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void roles(ObjectNode node, Roles r) {
    r.label().ifPresent(c -> node.put("label", c));
    r.source().ifPresent(c -> node.put("source", c));
    r.time().ifPresent(c -> node.put("time", c));
    texts(node.putArray("ids"), r.ids());
    texts(node.putArray("protected"), r.protectedColumns());
    texts(node.putArray("ignored"), r.ignored());
  }

  private static void chunk(ObjectNode node, AdmissionManifest.Chunk c) {
    node.put("rows", c.rows()).put("sha256", c.sha256());
    node.put("offset", c.offset()).put("bytes", c.bytes());
    node.put("firstSourceRow", c.firstSourceRow()).put("lastSourceRow", c.lastSourceRow());
  }

  private static void file(ObjectNode node, AdmissionManifest.FileDigest f) {
    node.put("path", f.path()).put("sha256", f.sha256()).put("bytes", f.bytes());
  }

  private static void past(ObjectNode node, SourceHistory.Past past) {
    node.put("rows", past.rows()).put("batches", past.batches()).put("days", past.days());
    node.put("lastDay", past.lastDay().toString()).put("rowsLastDay", past.rowsLastDay());
  }

  private static void texts(ArrayNode list, List<String> texts) {
    texts.forEach(list::add);
  }

  /// Reads a manifest. Its signature and the files it names are not checked here.
  ///
  /// @param what names it in messages
  /// @throws GambesonException when it is no manifest of an admission
  public static AdmissionManifest read(byte[] json, String what) {
    if (json.length > MAX_BYTES) {
      throw GambesonException.badInput(
          "%s has %,d bytes; %,d are read at most.".formatted(what, json.length, MAX_BYTES));
    }
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.path("schema").asString("").equals(AdmissionManifest.SCHEMA)) {
        throw GambesonException.badInput(
            "%s is no manifest of an admission: its schema is not %s."
                .formatted(what, AdmissionManifest.SCHEMA));
      }
      return new Reading(root).manifest();
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      String why =
          e instanceof JacksonException j ? j.getOriginalMessage() : String.valueOf(e.getMessage());
      throw GambesonException.badInput(
          "%s is no sound manifest of an admission: %s.".formatted(what, why), e);
    }
  }

  private record Reading(JsonNode root) {
    AdmissionManifest manifest() {
      JsonNode counts = root.path("counts");
      JsonNode source = root.path("source");
      return new AdmissionManifest(
          text(root, "name"),
          Instant.parse(text(root, "time")),
          text(root.path("tool"), "version"),
          number(root, "seed"),
          new AdmissionManifest.Origin(
              text(source, "address"),
              text(source, "kind"),
              sha256(source, "sha256"),
              size(source, "bytes")),
          list("columns", c -> new AdmissionManifest.ColumnType(text(c, "name"), text(c, "type"))),
          roles(root.path("roles")),
          new AdmissionManifest.Counts(
              size(counts, "read"),
              size(counts, "unreadable"),
              size(counts, "held"),
              size(counts, "admitted")),
          file(root.path("data")),
          list("chunks", Reading::chunk),
          list("files", Reading::file),
          list("transformations", Reading::string),
          list(
              "checks",
              c ->
                  new AdmissionManifest.Asked(
                      text(c, "check"), text(c, "aspect"), text(c, "before"), text(c, "after"))),
          sha256(root, "policySha256"),
          numbers("held"),
          numbers("sources"),
          history(),
          list("approvers", Reading::string),
          list(
              "parents",
              p ->
                  new AdmissionManifest.Parent(
                      text(p, "name"), sha256(p, "manifestSha256"), text(p, "relation"))));
    }

    private static AdmissionManifest.Chunk chunk(JsonNode c) {
      return new AdmissionManifest.Chunk(
          size(c, "rows"),
          sha256(c, "sha256"),
          size(c, "offset"),
          size(c, "bytes"),
          size(c, "firstSourceRow"),
          size(c, "lastSourceRow"));
    }

    private static AdmissionManifest.FileDigest file(JsonNode f) {
      return new AdmissionManifest.FileDigest(
          text(f, "path"), sha256(f, "sha256"), size(f, "bytes"));
    }

    private static Roles roles(JsonNode r) {
      return new Roles(
          optional(r, "label"),
          optional(r, "source"),
          optional(r, "time"),
          strings(r.path("ids")),
          strings(r.path("protected")),
          strings(r.path("ignored")));
    }

    private SourceHistory history() {
      SortedMap<String, SourceHistory.Past> all = new TreeMap<>();
      root.path("history")
          .properties()
          .forEach(e -> {
            JsonNode p = e.getValue();
            all.put(
                e.getKey(),
                new SourceHistory.Past(
                    size(p, "rows"),
                    Math.max(1, size(p, "batches")),
                    Math.max(1, size(p, "days")),
                    LocalDate.parse(text(p, "lastDay")),
                    size(p, "rowsLastDay")));
          });
      return new SourceHistory(all);
    }

    private <T> List<T> list(String key, Function<JsonNode, T> each) {
      List<T> all = new ArrayList<>();
      root.path(key).forEach(n -> all.add(each.apply(n)));
      return all;
    }

    private SortedMap<String, Long> numbers(String key) {
      SortedMap<String, Long> all = new TreeMap<>();
      root.path(key).propertyNames().forEach(name -> all.put(name, size(root.path(key), name)));
      return all;
    }

    private static List<String> strings(JsonNode list) {
      List<String> all = new ArrayList<>();
      list.forEach(n -> all.add(string(n)));
      return all;
    }

    private static Optional<String> optional(JsonNode node, String key) {
      return node.has(key) ? Optional.of(text(node, key)) : Optional.empty();
    }

    private static String string(JsonNode node) {
      if (!node.isString()) {
        throw new IllegalArgumentException("a text is expected");
      }
      return node.asString();
    }

    private static String text(JsonNode node, String key) {
      if (!node.path(key).isString()) {
        throw new IllegalArgumentException("'" + key + "' is missing or no text");
      }
      return node.path(key).asString();
    }

    private static String sha256(JsonNode node, String key) {
      String text = text(node, key);
      if (!text.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("'" + key + "' is no SHA-256");
      }
      return text;
    }

    private static long number(JsonNode node, String key) {
      if (!node.path(key).canConvertToLong() || !node.path(key).isIntegralNumber()) {
        throw new IllegalArgumentException("'" + key + "' is missing or no whole number");
      }
      return node.path(key).asLong();
    }

    private static long size(JsonNode node, String key) {
      long value = number(node, key);
      if (value < 0) {
        throw new IllegalArgumentException("'" + key + "' is negative");
      }
      return value;
    }
  }
}
