package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Trees;
import dev.gambeson.core.GambesonException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads OSV records.
final class OsvParser {
  private static final int MAX_SUMMARY = 300;

  private OsvParser() {}

  /// Reads a record.
  ///
  /// @param wanted which packages matter; others are left out
  /// @throws GambesonException when it is no OSV record
  static OsvRecord parse(byte[] json, BiPredicate<Ecosystem, String> wanted) {
    JsonNode node = Trees.json(json);
    String id = Trees.text(node, "id");
    if (id.isEmpty()) {
      throw GambesonException.badInput("it is no OSV record: it has no id.");
    }
    return new OsvRecord(
        cut(id),
        instant(Trees.text(node, "modified")),
        !Trees.text(node, "withdrawn").isEmpty(),
        Stream.concat(
                Trees.texts(node.path("aliases")).stream(),
                Trees.texts(node.path("upstream")).stream().filter(u -> u.startsWith("CVE-")))
            .distinct()
            .map(OsvParser::cut)
            .toList(),
        summary(node),
        severities(node),
        Trees.text(node.path("database_specific"), "severity").toUpperCase(Locale.ROOT),
        affected(node, wanted));
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw GambesonException.badInput(
          "it is no OSV record: its date is '%s'.".formatted(cut(text)), e);
    }
  }

  private static String summary(JsonNode node) {
    String summary = Trees.text(node, "summary");
    return cut(summary.isEmpty() ? Trees.text(node, "details") : summary);
  }

  private static String cut(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > MAX_SUMMARY ? line.substring(0, MAX_SUMMARY - 1) + "…" : line;
  }

  private static List<String> severities(JsonNode node) {
    return Trees.items(node.path("severity"))
        .map(s -> Trees.text(s, "score"))
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private static List<OsvRecord.Affected> affected(
      JsonNode node, BiPredicate<Ecosystem, String> wanted) {
    List<OsvRecord.Affected> list = new ArrayList<>();
    Trees.items(node.path("affected"))
        .forEach(a -> {
          JsonNode pack = a.path("package");
          Optional<Ecosystem> ecosystem = Ecosystem.ofOsv(Trees.text(pack, "ecosystem"));
          if (ecosystem.isEmpty()) {
            return;
          }
          String name = ecosystem.get().normalise(Trees.text(pack, "name"));
          boolean matters = wanted.test(ecosystem.get(), name);
          list.add(
              new OsvRecord.Affected(
                  ecosystem.get(),
                  name,
                  matters ? ranges(a) : List.of(),
                  matters ? Trees.texts(a.path("versions")) : List.of(),
                  matters ? severities(a) : List.of()));
        });
    return list;
  }

  private static List<OsvRecord.Range> ranges(JsonNode affected) {
    List<OsvRecord.Range> list = new ArrayList<>();
    Trees.items(affected.path("ranges"))
        .filter(r -> !Trees.text(r, "type").equals("GIT"))
        .forEach(r -> {
          List<OsvRecord.Event> events = new ArrayList<>();
          List<String> limits = new ArrayList<>();
          Trees.items(r.path("events"))
              .flatMap(e -> e.properties().stream())
              .forEach(e -> {
                String version = e.getValue().asString("");
                switch (e.getKey()) {
                  case "introduced" ->
                      events.add(new OsvRecord.Event(OsvRecord.Kind.INTRODUCED, version));
                  case "fixed" -> events.add(new OsvRecord.Event(OsvRecord.Kind.FIXED, version));
                  case "last_affected" ->
                      events.add(new OsvRecord.Event(OsvRecord.Kind.LAST_AFFECTED, version));
                  case "limit" -> limits.add(version);
                  default -> {}
                }
              });
          list.add(new OsvRecord.Range(Trees.text(r, "type").equals("SEMVER"), events, limits));
        });
    return list;
  }
}
