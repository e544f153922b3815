package dev.gambeson.data.profile;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.stats.Histogram;
import dev.gambeson.data.profile.ColumnSummary.Counts;
import dev.gambeson.data.profile.ColumnSummary.Lengths;
import dev.gambeson.data.profile.ColumnSummary.Numbers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads `gambeson/profile/1` from anybody: limits first, then every count against the others, so
/// that what comes out could have come from a table.
final class SummaryReader {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_COLUMNS = 100_000;
  private static final int MOST_ENTRIES = 10_000; // levels, shapes or buckets of a column
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(10_000)
                          .maxNameLength(100)
                          .maxNumberLength(40)
                          .maxDocumentLength(MOST_BYTES)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String name;
  private String place = "the table";
  private long least;

  SummaryReader(String name) {
    this.name = name;
  }

  TableSummary read(byte[] json) {
    if (json.length > MOST_BYTES) {
      throw bad("is larger than 64 MiB");
    }
    try {
      return table(JSON.readTree(json));
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          name + " is not a data profile: " + e.getOriginalMessage() + ".", e);
    }
  }

  private TableSummary table(JsonNode root) {
    JsonNode schema = root.path("schema");
    if (!schema.isString() || !schema.stringValue().equals(SummaryWriter.SCHEMA)) {
      throw bad("does not say \"schema\": \"" + SummaryWriter.SCHEMA + "\"");
    }
    long rows = whole(root, "rows");
    least = whole(root, "least");
    if (least < 1) {
      throw bad("has a 'least' below 1");
    }
    JsonNode list = array(root, "columns", MOST_COLUMNS);
    List<ColumnSummary> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : list) {
      place = "column " + (columns.size() + 1);
      ColumnSummary column = column(node, rows);
      if (!names.add(column.name())) {
        throw bad("names a column twice in " + place);
      }
      columns.add(column);
    }
    place = "the table";
    return new TableSummary(rows, whole(root, "flaws"), least, columns);
  }

  private ColumnSummary column(JsonNode node, long rows) {
    JsonNode columnName = node.path("name");
    if (!columnName.isString()) {
      throw bad("has no 'name' in " + place);
    }
    long missing = whole(node, "missing");
    SortedMap<CellType, Long> types = types(node.path("types"));
    long present = types.values().stream().mapToLong(Long::longValue).reduce(0, this::sum);
    if (sum(missing, present) != rows) {
      throw bad("counts %d cells of %d rows in %s".formatted(sum(missing, present), rows, place));
    }
    double distinct = number(node, "distinct", 0, 1e18);
    double error = number(node, "distinctError", 0, 1);
    if (error == 0 && distinct > present) {
      throw bad("has more distinct values than cells in " + place);
    }
    long numeric =
        types.getOrDefault(CellType.INTEGER, 0L) + types.getOrDefault(CellType.DECIMAL, 0L);
    long timed = types.getOrDefault(CellType.DATE, 0L) + types.getOrDefault(CellType.TIMESTAMP, 0L);
    return new ColumnSummary(
        columnName.stringValue(),
        rows,
        missing,
        types,
        distinct,
        error,
        node.has("singletons") ? number(node, "singletons", 0, 1) : Double.NaN,
        node.has("singletons") ? whole(node, "sample") : 0,
        lengths(node),
        counts(node, "levels", present),
        counts(node, "shapes", types.getOrDefault(CellType.TEXT, 0L)),
        numbers(node.path("numbers"), numeric),
        node.has("times") ? Optional.of(buckets(node, "times", timed)) : Optional.empty());
  }

  private SortedMap<CellType, Long> types(JsonNode node) {
    SortedMap<CellType, Long> types = new TreeMap<>();
    for (CellType type : CellType.values()) {
      if (node.has(type.id())) {
        types.put(type, whole(node, type.id()));
      }
    }
    if (!node.isObject() || types.size() != node.size()) {
      throw bad("has 'types' that are none in " + place);
    }
    return types;
  }

  private Optional<Lengths> lengths(JsonNode node) {
    if (!node.has("lengths")) {
      return Optional.empty();
    }
    JsonNode pair = array(node, "lengths", 2);
    long shortest = whole(pair.path(0), "lengths");
    long longest = whole(pair.path(1), "lengths");
    if (pair.size() != 2 || shortest > longest || longest > Integer.MAX_VALUE) {
      throw bad("has impossible 'lengths' in " + place);
    }
    return Optional.of(new Lengths((int) shortest, (int) longest));
  }

  private Optional<Counts> counts(JsonNode column, String key, long rows) {
    JsonNode node = column.path(key);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    SortedMap<String, Long> shown = new TreeMap<>();
    for (JsonNode pair : array(node, "shown", MOST_ENTRIES)) {
      long n = whole(pair.path(1), key);
      if (!pair.path(0).isString()
          || pair.size() != 2
          || n < least
          || shown.put(pair.path(0).stringValue(), n) != null) {
        throw bad("has '" + key + "' that are no counts in " + place);
      }
    }
    long otherTexts = whole(node, "otherTexts");
    long otherRows = whole(node, "otherRows");
    long total = shown.values().stream().mapToLong(Long::longValue).reduce(otherRows, this::sum);
    if (total != rows || otherTexts > otherRows) {
      throw bad("has '%s' of %d cells where there are %d in %s".formatted(key, total, rows, place));
    }
    return Optional.of(new Counts(shown, otherTexts, otherRows));
  }

  private Optional<Numbers> numbers(JsonNode node, long most) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    double largest = Double.MAX_VALUE;
    return Optional.of(
        new Numbers(
            number(node, "mean", -largest, largest),
            node.has("deviation")
                ? number(node, "deviation", 0, largest)
                : Double.POSITIVE_INFINITY,
            number(node, "width", 0, 1),
            buckets(node, "buckets", most)));
  }

  private Histogram buckets(JsonNode node, String key, long most) {
    List<Histogram.Bucket> buckets = new ArrayList<>();
    long total = 0;
    try {
      for (JsonNode entry : array(node, key, MOST_ENTRIES)) {
        long n = whole(entry.path(2), key);
        buckets.add(new Histogram.Bucket(finite(entry.path(0)), finite(entry.path(1)), n));
        total = sum(total, n);
      }
      if (total > most) {
        throw bad(
            "has a histogram of %d cells where there are %d in %s".formatted(total, most, place));
      }
      return new Histogram(buckets);
    } catch (IllegalArgumentException e) {
      throw bad("has a histogram with a wrong " + e.getMessage() + " in " + place);
    }
  }

  private static double finite(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN; // NaN is refused by the bucket
  }

  private JsonNode array(JsonNode node, String key, int most) {
    JsonNode list = node.path(key);
    if (!list.isArray() || list.size() > most) {
      throw bad("has no list '%s' of at most %,d entries in %s".formatted(key, most, place));
    }
    return list;
  }

  private long whole(JsonNode node, String key) {
    JsonNode value = node.isObject() ? node.path(key) : node;
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad("has no whole number '" + key + "' in " + place);
    }
    return value.longValue();
  }

  private double number(JsonNode node, String key, double min, double max) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
      throw bad("has no number '" + key + "' in its range in " + place);
    }
    return value.doubleValue();
  }

  private long sum(long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw bad("has counts beyond 2^63 in " + place);
    }
  }

  private GambesonException bad(String what) {
    return GambesonException.badInput(
        name + " " + what + ". Make the profile again with this version of gambeson.");
  }
}
