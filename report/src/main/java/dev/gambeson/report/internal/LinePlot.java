package dev.gambeson.report.internal;

import dev.gambeson.core.Exhibit.Line;
import dev.gambeson.core.Exhibit.LineChart;
import dev.gambeson.core.Exhibit.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Draws lines with their intervals. Lines differ by colour, dash and marker at once; colours come
/// from the style sheet, so that the picture follows dark mode.
final class LinePlot {
  static final int WIDTH = 440;
  static final int HEIGHT = 280;
  static final int MAX_LINES = 6;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int TOP = 30;
  private static final int BOTTOM = 44;
  private static final int TICKS = 5;
  private static final String[] DASHES = {"none", "8 4", "2 3", "9 3 2 3", "5 2", "1 4"};

  private final LineChart chart;
  private final String id;
  private final Span x;
  private final Span y;
  private final Markup svg = new Markup();

  LinePlot(LineChart chart, String id) {
    this.chart = chart;
    this.id = id;
    this.x = Span.fit(chart.x(), values(Point::x), TICKS, LEFT, WIDTH - RIGHT);
    DoubleStream heights =
        DoubleStream.concat(
            values(Point::y), DoubleStream.concat(values(Point::low), values(Point::high)));
    this.y = Span.fit(chart.y(), heights, TICKS, HEIGHT - BOTTOM, TOP);
  }

  private DoubleStream values(ToDoubleFunction<Point> part) {
    return lines(chart).stream().flatMap(l -> l.points().stream()).mapToDouble(part);
  }

  /// The lines that are drawn: the first six, without undefined points.
  static List<Line> lines(LineChart chart) {
    return chart.lines().stream()
        .limit(MAX_LINES)
        .map(l ->
            new Line(
                l.name(),
                l.points().stream()
                    .filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y()))
                    .toList()))
        .filter(l -> !l.points().isEmpty())
        .toList();
  }

  Markup draw() {
    svg.open(
        "svg",
        "class",
        "plot",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-labelledby",
        id + "-t " + id + "-d");
    svg.text("title", chart.title(), "id", id + "-t");
    svg.text("desc", describe(), "id", id + "-d");
    frame();
    if (chart.diagonal()) {
      diagonal();
    }
    List<Line> lines = lines(chart);
    for (int i = 0; i < lines.size(); i++) {
      band(lines.get(i), i);
    }
    for (int i = 0; i < lines.size(); i++) {
      stroke(lines.get(i), i);
    }
    return svg.close("svg");
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    text.append("Line chart of ").append(chart.y().label()).append(" against ");
    text.append(chart.x().label()).append(x.log() ? ", logarithmic. " : ". ");
    for (Line l : lines(chart)) {
      Point first = l.points().getFirst();
      Point last = l.points().getLast();
      text.append(l.name()).append(": from ").append(Figures.number(first.y()));
      text.append(" at ").append(Figures.number(first.x())).append(" to ");
      text.append(Figures.number(last.y())).append(" at ").append(Figures.number(last.x()));
      text.append(". ");
    }
    return Inert.clipped(text.append("The values are in the table below.").toString(), 600);
  }

  private void frame() {
    StringBuilder grid = new StringBuilder();
    for (double tick : y.ticks(TICKS)) {
      grid.append("M%d %sH%d".formatted(LEFT, Markup.number(y.at(tick)), WIDTH - RIGHT));
    }
    svg.leaf("path", "class", "grid", "d", grid);
    svg.open("g", "class", "tick", "text-anchor", "end");
    for (double tick : y.ticks(TICKS)) {
      svg.text("text", y.label(tick, TICKS), "x", LEFT - 7, "y", y.at(tick) + 3.5);
    }
    svg.close("g");
    int base = HEIGHT - BOTTOM;
    StringBuilder axis = new StringBuilder("M%d %dH%d".formatted(LEFT, base, WIDTH - RIGHT));
    for (double tick : x.ticks(TICKS)) {
      axis.append("M%s %dv4".formatted(Markup.number(x.at(tick)), base));
    }
    svg.leaf("path", "class", "axis", "d", axis);
    svg.open("g", "class", "tick", "text-anchor", "middle");
    for (double tick : x.ticks(TICKS)) {
      svg.text("text", x.label(tick, TICKS), "x", x.at(tick), "y", base + 17);
    }
    svg.close("g");
    svg.text("text", "↑ " + shorten(chart.y().label()), "class", "label", "x", 2, "y", 13);
    svg.text(
        "text",
        shorten(chart.x().label()) + " →",
        "class",
        "label",
        "x",
        WIDTH - RIGHT,
        "y",
        HEIGHT - 6,
        "text-anchor",
        "end");
  }

  private static String shorten(String label) {
    return label.length() <= 60 ? label : label.substring(0, 59) + "…";
  }

  private void diagonal() {
    double low = Math.max(x.min(), y.min());
    double high = Math.min(x.max(), y.max());
    if (low >= high) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= 24; i++) { // a curve where one axis is logarithmic and the other is not
      double v = x.log() ? low * Math.pow(high / low, i / 24.0) : low + (high - low) * i / 24;
      path.append(i == 0 ? "M" : "L").append(at(v, v));
    }
    svg.leaf("path", "class", "ref", "d", path);
  }

  private void band(Line line, int index) {
    if (line.points().stream().noneMatch(p -> p.low() < p.high())) {
      return;
    }
    List<Point> kept = thin(line.points());
    StringBuilder path = new StringBuilder();
    for (Point p : kept) {
      path.append(path.isEmpty() ? "M" : "L").append(at(p.x(), p.high()));
    }
    for (Point p : kept.reversed()) {
      path.append("L").append(at(p.x(), p.low()));
    }
    svg.leaf("path", "class", "band k" + index, "d", path.append("Z"));
  }

  private void stroke(Line line, int index) {
    List<Point> kept = thin(line.points());
    StringBuilder path = new StringBuilder();
    for (Point p : kept) {
      path.append(path.isEmpty() ? "M" : "L").append(at(p.x(), p.y()));
    }
    svg.leaf("path", "class", "line k" + index, "stroke-dasharray", DASHES[index], "d", path);
    double last = Double.NEGATIVE_INFINITY;
    double gap = line.points().size() <= 15 ? 6 : 60;
    for (Point p : kept) {
      if (x.at(p.x()) - last >= gap) {
        last = x.at(p.x());
        marker(svg, index, last, y.at(p.y()));
      }
    }
  }

  private String at(double px, double py) {
    return Markup.number(x.at(px)) + " " + Markup.number(y.at(py));
  }

  /// Leaves out points that would be drawn within two pixels of the one before.
  private List<Point> thin(List<Point> points) {
    List<Point> kept = new ArrayList<>();
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int i = 0; i < points.size(); i++) {
      double px = x.at(points.get(i).x());
      double py = y.at(points.get(i).y());
      boolean near = Math.abs(px - lastX) < 2.5 && Math.abs(py - lastY) < 2.5;
      if (!near || i == points.size() - 1) {
        kept.add(points.get(i));
        lastX = px;
        lastY = py;
      }
    }
    return kept;
  }

  private static void marker(Markup svg, int index, double cx, double cy) {
    String kind = "mark k" + index;
    switch (index) {
      case 0 -> svg.leaf("circle", "class", kind, "cx", cx, "cy", cy, "r", 3.6);
      case 1 ->
          svg.leaf(
              "rect", "class", kind, "x", cx - 3.3, "y", cy - 3.3, "width", 6.6, "height", 6.6);
      case 2 -> polygon(svg, kind, cx, cy, 0, -4.4, 4.2, 3.2, -4.2, 3.2);
      case 3 -> polygon(svg, kind, cx, cy, 0, -4.8, 4.8, 0, 0, 4.8, -4.8, 0);
      case 4 -> polygon(svg, kind, cx, cy, 0, 4.4, 4.2, -3.2, -4.2, -3.2);
      default -> svg.leaf("circle", "class", kind + " hollow", "cx", cx, "cy", cy, "r", 3.6);
    }
  }

  private static void polygon(Markup svg, String kind, double cx, double cy, double... offsets) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < offsets.length; i += 2) {
      points.append(i == 0 ? "" : " ").append(Markup.number(cx + offsets[i]));
      points.append(",").append(Markup.number(cy + offsets[i + 1]));
    }
    svg.leaf("polygon", "class", kind, "points", points);
  }

  /// The key of one line: its stroke and marker. -1 is the diagonal.
  static Markup key(int index) {
    Markup key =
        new Markup().open("svg", "class", "key", "viewBox", "0 0 34 12", "aria-hidden", "true");
    if (index < 0) {
      return key.leaf("path", "class", "ref", "d", "M1 6L33 6").close("svg");
    }
    key.leaf(
        "path", "class", "line k" + index, "stroke-dasharray", DASHES[index], "d", "M1 6L33 6");
    marker(key, index, 17, 6);
    return key.close("svg");
  }
}
