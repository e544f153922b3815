package dev.gambeson.report.internal;

import dev.gambeson.core.Estimate;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// A figure on a line, with its interval and the policy's limit: what is beyond the limit is
/// shaded.
final class IntervalBar {
  private static final int WIDTH = 190;
  private static final int EDGE = 8;
  private static final int MIDDLE = 11;

  private IntervalBar() {}

  static Markup draw(Estimate e, Optional<Limit> limit, String tone) {
    Span x = span(e, limit);
    Markup svg =
        new Markup()
            .open(
                "svg",
                "class",
                "interval " + tone,
                "viewBox",
                "0 0 " + WIDTH + " 34",
                "role",
                "img",
                "aria-label",
                words(e, limit));
    svg.leaf("path", "class", "track", "d", "M11 %dH%d".formatted(MIDDLE, WIDTH - 11));
    limit.ifPresent(l -> beyond(svg, x, l));
    double low = x.at(e.low());
    svg.leaf("path", "class", "range", "d", across(low, Math.max(low + 2, x.at(e.high()))));
    svg.leaf("circle", "class", "dot", "cx", x.at(e.value()), "cy", MIDDLE, "r", 3.6);
    limit.ifPresent(l -> mark(svg, x, l, l.figure(e)));
    boolean share = Figures.isShare(e);
    end(svg, x, x.min(), "start", limit, share);
    end(svg, x, x.max(), "end", limit, share);
    return svg.close("svg");
  }

  private static Span span(Estimate e, Optional<Limit> limit) {
    double[] shown =
        DoubleStream.concat(
                DoubleStream.of(e.value(), e.low(), e.high()),
                limit.stream().mapToDouble(Limit::value))
            .toArray();
    double min = DoubleStream.of(shown).min().orElse(0);
    double max = DoubleStream.of(shown).max().orElse(1);
    boolean share = min >= 0 && max <= 1;
    if (share && max > 0.4) {
      return new Span(0, 1, false, EDGE, WIDTH - EDGE);
    }
    double from = Math.min(0, min);
    double to = Math.max(0, max);
    double step = Span.step(Math.max(to - from, 1e-9) * 1.15, 4);
    return new Span(
        Math.floor(from / step) * step,
        Math.ceil(to / step + 1e-9) * step,
        false,
        EDGE,
        WIDTH - EDGE);
  }

  private static void beyond(Markup svg, Span x, Limit limit) {
    double from = limit.atMost() ? x.at(limit.value()) : EDGE;
    double to = limit.atMost() ? WIDTH - EDGE : x.at(limit.value());
    svg.leaf("path", "class", "beyond", "d", across(from, to));
  }

  private static String across(double from, double to) {
    return "M%s %dH%s".formatted(Markup.number(from), MIDDLE, Markup.number(to));
  }

  private static void mark(Markup svg, Span x, Limit limit, String figure) {
    double at = x.at(limit.value());
    svg.leaf("line", "class", "limit", "x1", at, "x2", at, "y1", 2, "y2", 20);
    String anchor = at < 45 ? "start" : at > WIDTH - 45 ? "end" : "middle";
    svg.text(
        "text",
        (limit.atMost() ? "≤ " : "≥ ") + figure,
        "class",
        "limit-label",
        "x",
        at,
        "y",
        31,
        "text-anchor",
        anchor);
  }

  /// An end of the scale, unless the limit is written there.
  private static void end(
      Markup svg, Span x, double value, String anchor, Optional<Limit> limit, boolean share) {
    boolean room = limit.map(l -> Math.abs(x.at(l.value()) - x.at(value)) > 52).orElse(true);
    if (room) {
      svg.text(
          "text",
          share ? Figures.percent(value) : Figures.number(value),
          "class",
          "tick",
          "x",
          x.at(value),
          "y",
          31,
          "text-anchor",
          anchor);
    }
  }

  private static String words(Estimate e, Optional<Limit> limit) {
    String policy = limit.map(l -> "; the policy asks for " + l.words(e)).orElse("");
    return Inert.clipped(e.name(), 120) + " " + Figures.withInterval(e) + policy;
  }
}
