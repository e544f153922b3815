package dev.gambeson.data.profile;

import dev.gambeson.core.stats.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `gambeson/profile/1`. Keys stand in one order, texts are sorted, numbers take their
/// shortest form: the same summary gives the same bytes.
final class SummaryWriter {
  static final String SCHEMA = "gambeson/profile/1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private SummaryWriter() {}

  static String json(TableSummary summary) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("schema", SCHEMA)
            .put("rows", summary.rows())
            .put("flaws", summary.flaws())
            .put("least", summary.least());
    ArrayNode columns = root.putArray("columns");
    summary.columns().forEach(c -> columns.add(column(c)));
    return root + "\n";
  }

  private static ObjectNode column(ColumnSummary column) {
    ObjectNode node =
        JSON.createObjectNode().put("name", column.name()).put("missing", column.missing());
    ObjectNode types = node.putObject("types");
    column.types().forEach((type, n) -> types.put(type.id(), n));
    node.put("distinct", column.distinct());
    node.put("distinctError", column.distinctError());
    if (!Double.isNaN(column.singletons())) {
      node.put("singletons", column.singletons()).put("sample", column.sample());
    }
    column.lengths().ifPresent(l -> node.putArray("lengths").add(l.shortest()).add(l.longest()));
    column.levels().ifPresent(l -> node.set("levels", counts(l)));
    column.shapes().ifPresent(s -> node.set("shapes", counts(s)));
    column
        .numbers()
        .ifPresent(n -> {
          ObjectNode numbers = node.putObject("numbers");
          numbers.put("mean", n.mean());
          if (Double.isFinite(n.deviation())) {
            numbers.put("deviation", n.deviation());
          }
          numbers.put("width", n.width());
          numbers.set("buckets", buckets(n.histogram()));
        });
    column.times().ifPresent(t -> node.set("times", buckets(t)));
    return node;
  }

  private static ObjectNode counts(ColumnSummary.Counts counts) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode shown = node.putArray("shown");
    counts.shown().forEach((text, n) -> shown.addArray().add(text).add((long) n));
    return node.put("otherTexts", counts.otherTexts()).put("otherRows", counts.otherRows());
  }

  private static ArrayNode buckets(Histogram histogram) {
    ArrayNode array = JSON.createArrayNode();
    histogram.buckets().forEach(b -> array.addArray().add(b.low()).add(b.high()).add(b.count()));
    return array;
  }
}
