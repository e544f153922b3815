package dev.gambeson.report;

import dev.gambeson.core.Exhibit;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Exhibits in the JSON result, complete: the charts of other formats may thin them out.
final class ExhibitJson {
  private ExhibitJson() {}

  static void write(ObjectNode node, Exhibit exhibit) {
    switch (exhibit) {
      case Exhibit.LineChart c -> line(node, c);
      case Exhibit.BarChart c -> bars(node, c);
      case Exhibit.Table t -> table(node, t);
    }
  }

  private static void head(ObjectNode node, String kind, String title, String caption) {
    node.put("kind", kind).put("title", title).put("caption", caption);
  }

  private static void line(ObjectNode node, Exhibit.LineChart c) {
    head(node, "lines", c.title(), c.caption());
    axis(node.putObject("x"), c.x());
    axis(node.putObject("y"), c.y());
    node.put("diagonal", c.diagonal());
    ArrayNode lines = node.putArray("lines");
    for (Exhibit.Line l : c.lines()) {
      ArrayNode points = lines.addObject().put("name", l.name()).putArray("points");
      for (Exhibit.Point p : l.points()) {
        ObjectNode point = points.addObject();
        Json.put(point, "x", p.x());
        Json.put(point, "y", p.y());
        if (p.low() < p.high()) {
          Json.put(point, "low", p.low());
          Json.put(point, "high", p.high());
        }
      }
    }
  }

  private static void bars(ObjectNode node, Exhibit.BarChart c) {
    head(node, "bars", c.title(), c.caption());
    axis(node.putObject("value"), c.value());
    c.reference().ifPresent(r -> Json.put(node, "reference", r));
    ArrayNode bars = node.putArray("bars");
    for (Exhibit.Bar b : c.bars()) {
      ObjectNode bar = bars.addObject().put("label", b.label());
      Json.put(bar, "value", b.value());
      Json.put(bar, "low", b.low());
      Json.put(bar, "high", b.high());
      bar.put("n", b.n());
    }
  }

  private static void table(ObjectNode node, Exhibit.Table t) {
    head(node, "table", t.title(), t.caption());
    t.header().forEach(node.putArray("header")::add);
    ArrayNode rows = node.putArray("rows");
    for (List<String> row : t.rows()) {
      row.forEach(rows.addArray()::add);
    }
  }

  private static void axis(ObjectNode node, Exhibit.Axis a) {
    node.put("label", a.label());
    Json.put(node, "min", a.min());
    Json.put(node, "max", a.max());
    node.put("scale", a.scale().name().toLowerCase(Locale.ROOT));
  }
}
