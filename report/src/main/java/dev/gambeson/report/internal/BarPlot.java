package dev.gambeson.report.internal;

import dev.gambeson.core.Exhibit.Bar;
import dev.gambeson.core.Exhibit.BarChart;
import java.util.List;
import java.util.stream.DoubleStream;

/// Draws horizontal bars with interval whiskers, values and sample sizes.
final class BarPlot {
  static final int MAX_BARS = 24;
  private static final int WIDTH = 440;
  private static final int RIGHT = 66;
  private static final int TOP = 34;
  private static final int TICKS = 4;

  private final BarChart chart;
  private final String id;
  private final List<Bar> bars;
  private final boolean above;
  private final int row;
  private final int left;
  private final int base;
  private final Span x;
  private final Markup svg = new Markup();

  BarPlot(BarChart chart, String id) {
    this.chart = chart;
    this.id = id;
    this.bars = bars(chart);
    int longest = bars.stream().mapToInt(b -> b.label().length()).max().orElse(0);
    this.above = longest > 20;
    this.row = above ? 42 : 34;
    this.left = above ? 4 : Math.max(40, 14 + longest * 6);
    this.base = TOP + row * bars.size();
    this.x = Span.fit(chart.value(), values(), TICKS, left, WIDTH - RIGHT);
  }

  /// The bars that are drawn: the first ones, without undefined values.
  static List<Bar> bars(BarChart chart) {
    return chart.bars().stream().filter(b -> Double.isFinite(b.value())).limit(MAX_BARS).toList();
  }

  private DoubleStream values() {
    DoubleStream data =
        bars.stream().flatMapToDouble(b -> DoubleStream.of(b.value(), b.low(), b.high()));
    DoubleStream reference = chart.reference().stream();
    return DoubleStream.concat(DoubleStream.of(0), DoubleStream.concat(data, reference));
  }

  Markup draw() {
    svg.open(
        "svg",
        "class",
        "plot",
        "viewBox",
        "0 0 " + WIDTH + " " + (base + 40),
        "role",
        "img",
        "aria-labelledby",
        id + "-t " + id + "-d");
    svg.text("title", chart.title(), "id", id + "-t");
    svg.text("desc", describe(), "id", id + "-d");
    StringBuilder grid = new StringBuilder();
    for (double tick : x.ticks(TICKS)) {
      grid.append("M%s %dV%d".formatted(Markup.number(x.at(tick)), TOP - 4, base));
    }
    svg.leaf("path", "class", "grid", "d", grid);
    svg.open("g", "class", "tick", "text-anchor", "middle");
    for (double tick : x.ticks(TICKS)) {
      svg.text("text", x.label(tick, TICKS), "x", x.at(tick), "y", base + 16);
    }
    svg.close("g");
    for (int i = 0; i < bars.size(); i++) {
      bar(bars.get(i), TOP + i * row);
    }
    double zero = x.at(x.log() ? x.min() : 0);
    svg.leaf("line", "class", "axis", "x1", zero, "x2", zero, "y1", TOP - 4, "y2", base);
    chart.reference().ifPresent(this::reference);
    String label = chart.value().label() + " →";
    svg.text(
        "text", label, "class", "label", "x", WIDTH - RIGHT, "y", base + 34, "text-anchor", "end");
    return svg.close("svg");
  }

  private String describe() {
    return Inert.clipped(
        "Bar chart of %s with %s. The values are in the table below."
            .formatted(chart.value().label(), Figures.plural(bars.size(), "bar")),
        300);
  }

  private void bar(Bar b, double top) {
    double middle = top + (above ? 26 : row / 2.0 - 2);
    if (above) {
      svg.text("text", clip(b.label(), 52), "class", "name", "x", left, "y", top + 12);
    } else {
      svg.text("text", b.label(), "class", "name end", "x", left - 8, "y", middle + 4);
    }
    double zero = x.at(x.log() ? x.min() : 0);
    double end = x.at(b.value());
    svg.leaf(
        "rect",
        "class",
        "bar",
        "x",
        Math.min(zero, end),
        "y",
        middle - 8,
        "width",
        Math.max(1, Math.abs(end - zero)),
        "height",
        16);
    if (b.low() < b.high()) {
      whisker(x.at(b.low()), x.at(b.high()), middle);
    }
    svg.text("text", shown(b.value()), "class", "value", "x", WIDTH - 2, "y", middle - 1);
    if (b.n() > 0) {
      svg.text(
          "text",
          "n " + Figures.count(b.n()),
          "class",
          "tick end",
          "x",
          WIDTH - 2,
          "y",
          middle + 11);
    }
  }

  /// A bar's value; on an axis from 0 to 1 as a percentage.
  private String shown(double value) {
    boolean share = chart.value().min() == 0 && chart.value().max() == 1;
    return share && !chart.value().label().contains("AUC")
        ? Figures.percent(value)
        : Figures.number(value);
  }

  private void whisker(double from, double to, double y) {
    String path =
        "M%s %sv8m0-4H%sm0-4v8"
            .formatted(Markup.number(from), Markup.number(y - 4), Markup.number(to));
    svg.leaf("path", "class", "whisker", "d", path);
  }

  private void reference(double value) {
    double at = x.at(value);
    svg.leaf("line", "class", "ref", "x1", at, "x2", at, "y1", TOP - 10, "y2", base);
    boolean rightHalf = at > WIDTH / 2.0;
    svg.text(
        "text",
        "reference " + shown(value),
        "class",
        "label",
        "x",
        at,
        "y",
        TOP - 16,
        "text-anchor",
        rightHalf ? "end" : "start");
  }

  private static String clip(String label, int limit) {
    return label.length() <= limit ? label : label.substring(0, limit - 1) + "…";
  }
}
