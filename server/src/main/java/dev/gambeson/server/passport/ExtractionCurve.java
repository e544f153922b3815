package dev.gambeson.server.passport;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How good copies of a model were that `gambeson audit` made from so many answers (GB-EXT-001),
/// read from its JSON result.
///
/// Guaranteed: at each number of answers the best copy of those that were tried. NOT guaranteed:
/// that no thief does better; the check says what it tried.
///
/// @param files SHA-256 of the files that were examined
/// @param worthless agreement of a copy that always gives the same answer
/// @param copies by number of answers, fewest first
public record ExtractionCurve(Set<String> files, double worthless, List<Copy> copies) {
  private static final String CHECK = "GB-EXT-001";
  private static final String CONSTANT = "constant copy";
  private static final long MAX_BYTES = 32L << 20;
  private static final int MOST = 200;

  public ExtractionCurve {
    files = Set.copyOf(files);
    copies = List.copyOf(copies);
  }

  /// A copy.
  ///
  /// @param answers that it was made from
  /// @param method what the thief had and did
  /// @param agreement with the model, averaged over the model's answers, 0 to 1
  /// @param low of its 95 % interval
  /// @param high of its 95 % interval
  public record Copy(long answers, String method, double agreement, double low, double high) {}

  /// Reads a result.
  ///
  /// @throws GambesonException when it cannot be read or holds no such curve
  public static ExtractionCurve read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.usage(file + " has more than 32 MiB: it is no result of an audit.");
      }
      JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
      Set<String> files = new HashSet<>();
      root.path("subjects").forEach(s -> files.add(s.path("sha256").asString("")));
      for (JsonNode outcome : root.path("outcomes")) {
        for (JsonNode exhibit : outcome.path("exhibits")) {
          if (outcome.path("check").asString("").equals(CHECK)
              && exhibit.path("kind").asString("").equals("lines")) {
            return of(files, exhibit.path("lines"));
          }
        }
      }
      throw GambesonException.usage(
          "%s holds no curve of %s. Make one: gambeson audit --format json --output audit.json ..."
              .formatted(file, CHECK));
    } catch (IOException | JacksonException e) {
      throw GambesonException.badInput(
          "The result %s cannot be read as JSON: make one with gambeson audit --format json --output audit.json ..."
              .formatted(file),
          e);
    }
  }

  private static ExtractionCurve of(Set<String> files, JsonNode lines) {
    Map<Long, Copy> best = new TreeMap<>();
    double worthless = 0;
    for (JsonNode line : lines) {
      String name = line.path("name").asString("");
      for (JsonNode point : line.path("points")) {
        double y = point.path("y").asDouble(0);
        long answers = Math.round(point.path("x").asDouble(0));
        if (name.equals(CONSTANT)) {
          worthless = y;
        } else if (best.size() < MOST || best.containsKey(answers)) {
          double low = point.path("low").asDouble(y);
          Copy copy = new Copy(answers, name, y, low, point.path("high").asDouble(y));
          best.merge(answers, copy, (a, b) -> a.agreement() >= b.agreement() ? a : b);
        }
      }
    }
    return new ExtractionCurve(files, worthless, new ArrayList<>(best.values()));
  }
}
