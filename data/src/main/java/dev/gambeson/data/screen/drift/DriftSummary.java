package dev.gambeson.data.screen.drift;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Counts of one admitted version, kept beside it as `gambeson/drift/1`.
///
/// @param plan how they were counted
/// @param rows rows of the version
/// @param classes rows per class, the last for the others
/// @param counts per column: rows per class and bin, class-major
public record DriftSummary(
    DriftPlan plan, long rows, List<Long> classes, List<List<Long>> counts) {
  /// Schema of the JSON form.
  public static final String SCHEMA = "gambeson/drift/1";

  private static final int MAX_CHARS = 32 << 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_CHARS)
                          .maxNestingDepth(8)
                          .maxStringLength(10_000)
                          .maxNumberLength(40)
                          .build())
                  .build())
          .build();

  public DriftSummary {
    classes = List.copyOf(classes);
    counts = counts.stream().map(List::copyOf).toList();
    if (classes.size() != plan.classCount() || counts.size() != plan.columns().size()) {
      throw new IllegalArgumentException("the counts do not fit the plan");
    }
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i).size() != plan.classCount() * plan.columns().get(i).count()) {
        throw new IllegalArgumentException("the counts of column " + i + " do not fit the plan");
      }
    }
  }

  /// Rows of a class in a bin of a column.
  long count(int column, int c, int bin) {
    return counts.get(column).get(c * plan.columns().get(column).count() + bin);
  }

  /// The summary as JSON; the same summary always gives the same text.
  public String toJson() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schema", SCHEMA).put("rows", rows);
    plan.label().ifPresent(l -> root.put("label", l));
    ArrayNode names = root.putArray("classes");
    plan.classes().forEach(names::add);
    ArrayNode perClass = root.putArray("classCounts");
    classes.forEach(perClass::add);
    ArrayNode columns = root.putArray("columns");
    for (int i = 0; i < plan.columns().size(); i++) {
      DriftPlan.Bins bins = plan.columns().get(i);
      ObjectNode column = columns.addObject().put("name", bins.name());
      ArrayNode edges = column.putArray("edges");
      bins.edges().forEach(edges::add);
      ArrayNode levels = column.putArray("levels");
      bins.levels().forEach(levels::add);
      ArrayNode cells = column.putArray("counts");
      counts.get(i).forEach(cells::add);
    }
    return MAPPER.writeValueAsString(root);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @param where what messages call it
  /// @throws GambesonException when it is something else, or its numbers do not fit together
  public static DriftSummary parse(String json, String where) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!SCHEMA.equals(root.path("schema").asString(""))) {
        throw damaged(where, "its schema is not " + SCHEMA);
      }
      List<DriftPlan.Bins> bins = new ArrayList<>();
      List<List<Long>> counts = new ArrayList<>();
      for (JsonNode column : root.path("columns")) {
        bins.add(
            new DriftPlan.Bins(
                column.path("name").asString(""),
                ascending(column.path("edges"), where),
                texts(column.path("levels"), DriftPlan.MAX_LEVELS, where)));
        counts.add(numbers(column.path("counts"), where));
      }
      if (bins.size() > DriftPlan.MAX_COLUMNS) {
        throw damaged(where, "it has more than " + DriftPlan.MAX_COLUMNS + " columns");
      }
      DriftPlan plan =
          new DriftPlan(
              Optional.of(root.path("label").asString("")).filter(l -> !l.isEmpty()),
              texts(root.path("classes"), DriftPlan.MAX_CLASSES, where),
              bins);
      long rows = root.path("rows").asLong(-1);
      DriftSummary summary =
          new DriftSummary(plan, rows, numbers(root.path("classCounts"), where), counts);
      requireSums(summary, where);
      return summary;
    } catch (JacksonException e) {
      throw damaged(where, "it is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw damaged(where, String.valueOf(e.getMessage()));
    }
  }

  private static void requireSums(DriftSummary s, String where) {
    if (s.rows < 0 || sum(s.classes) != s.rows || s.counts.stream().anyMatch(c -> sum(c) != s.rows)) {
      throw damaged(where, "its counts do not add up to its rows");
    }
  }

  private static long sum(List<Long> counts) {
    long sum = 0;
    for (long c : counts) {
      sum = c < 0 || sum > Long.MAX_VALUE / 4 ? Long.MIN_VALUE / 2 : sum + c;
    }
    return sum;
  }

  private static List<String> texts(JsonNode array, int most, String where) {
    List<String> out = new ArrayList<>();
    for (JsonNode n : array) {
      out.add(n.asString(""));
    }
    if (out.size() > most) {
      throw damaged(where, "it has more than " + most + " values in a list");
    }
    return out;
  }

  private static List<Double> ascending(JsonNode array, String where) {
    List<Double> out = new ArrayList<>();
    for (JsonNode n : array) {
      double v = n.asDouble(Double.NaN);
      if (!Double.isFinite(v) || (!out.isEmpty() && v <= out.getLast())) {
        throw damaged(where, "its bin edges are not ascending numbers");
      }
      out.add(v);
    }
    if (out.size() > DriftPlan.MAX_LEVELS) {
      throw damaged(where, "it has too many bin edges");
    }
    return out;
  }

  private static List<Long> numbers(JsonNode array, String where) {
    List<Long> out = new ArrayList<>();
    for (JsonNode n : array) {
      if (!n.isIntegralNumber()) {
        throw damaged(where, "a count is no whole number");
      }
      out.add(n.asLong());
    }
    return out;
  }

  private static GambesonException damaged(String where, String why) {
    return GambesonException.badInput(
        "%s cannot be read as a drift summary: %s. Take it from the version's own files again."
            .formatted(where, why));
  }
}
