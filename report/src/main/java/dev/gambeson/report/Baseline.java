package dev.gambeson.report;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.report.internal.Inert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an earlier result as a baseline: findings that were there already are shown but do not
/// fail the run. Guards against a hostile file by limits on size, depth and count; it does not tell
/// whether somebody edited the file, so keep baselines under review like code.
public final class Baseline {
  private Baseline() {}

  static final long MAX_BYTES = 256L << 20;
  static final int MAX_FINDINGS = 1_000_000;
  private static final int MAX_DEPTH = 40;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(1 << 20)
                          .maxNameLength(1 << 12)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // read inside a longer document
          .build();

  /// The findings of an earlier `gambeson/result/1` file, in its order. Findings that were
  /// suppressed there are left out: when a suppression ends its finding must count again, and a
  /// baseline must not outlive it.
  ///
  /// @throws GambesonException when the file is absent, too large, or not such a result
  public static Set<Result.Known> read(Path file) {
    requireReadable(file);
    try (JsonParser parser = MAPPER.createParser(file)) {
      return read(parser, file);
    } catch (JacksonException e) {
      throw bad(file, Inert.clipped(e.getOriginalMessage(), 200), e);
    }
  }

  private static void requireReadable(Path file) {
    if (!Files.exists(file)) {
      throw GambesonException.usage("The baseline " + file + " does not exist.");
    }
    if (!Files.isRegularFile(file)) {
      throw GambesonException.usage("The baseline " + file + " is not a file.");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.badInput(
            "The baseline %s is larger than %d MiB, the most that is read."
                .formatted(file, MAX_BYTES >> 20));
      }
    } catch (IOException e) {
      throw GambesonException.badInput("The baseline " + file + " cannot be read.", e);
    }
  }

  private static Set<Result.Known> read(JsonParser parser, Path file) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw bad(file, "it does not start with an object");
    }
    boolean schemaSeen = false;
    boolean findingsSeen = false;
    Set<Result.Known> known = new LinkedHashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "schema" -> {
          requireSchema(parser, file);
          schemaSeen = true;
        }
        case "findings" -> {
          findings(parser, file, known);
          findingsSeen = true;
        }
        default -> parser.skipChildren();
      }
    }
    if (!schemaSeen || !findingsSeen) {
      throw bad(file, "it has no \"" + (schemaSeen ? "findings" : "schema") + "\"");
    }
    if (parser.nextToken() != null) {
      throw bad(file, "something follows after its end");
    }
    return Collections.unmodifiableSet(known);
  }

  private static void requireSchema(JsonParser parser, Path file) {
    String schema = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
    if (!schema.equals(JsonRenderer.SCHEMA)) {
      throw bad(file, "its schema is '" + Inert.clipped(schema, 60) + "'");
    }
  }

  private static void findings(JsonParser parser, Path file, Set<Result.Known> known) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw bad(file, "its \"findings\" is not a list");
    }
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++index > MAX_FINDINGS) {
        throw bad(file, "it has more than " + MAX_FINDINGS + " findings");
      }
      JsonNode node = MAPPER.readTree(parser);
      if (!node.path("standing").path("state").asString("").equals("suppressed")) {
        known.add(finding(node, file, index));
      }
    }
  }

  private static Result.Known finding(JsonNode node, Path file, int index) {
    String fingerprint = node.path("fingerprint").asString("");
    if (!fingerprint.matches("[0-9a-f]{16}")) {
      throw bad(file, "finding " + index + " has no fingerprint of 16 hexadecimal digits");
    }
    Severity severity =
        Severity.parse(node.path("severity").asString(""))
            .orElseThrow(() -> bad(file, "finding " + index + " has no known severity"));
    return new Result.Known(fingerprint, severity);
  }

  private static GambesonException bad(Path file, String why) {
    return GambesonException.badInput(message(file, why));
  }

  private static GambesonException bad(Path file, String why, Exception cause) {
    return GambesonException.badInput(message(file, why), cause);
  }

  private static String message(Path file, String why) {
    return "The baseline %s is not a result of Gambeson (%s): %s. Make one with --format json --output FILE."
        .formatted(file, JsonRenderer.SCHEMA, why);
  }
}
