package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Exhibit.Line;
import dev.gambeson.core.Exhibit.Point;
import dev.gambeson.core.Exhibit.Scale;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The copies as a chart and a table.
final class Drawings {
  private Drawings() {}

  /// Fidelity against queries, one line per method.
  static Exhibit.LineChart curve(List<Theft> thefts, int budget, double limit, Target target) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (Theft t : thefts) {
      Estimate f = t.fidelity(0.95);
      lines
          .computeIfAbsent(t.method(), _ -> new ArrayList<>())
          .add(new Point(t.queries(), f.value(), f.low(), f.high()));
    }
    double worthless = 1.0 / target.judge(target.answers()).answers();
    double last = Surrogates.BUDGETS.getLast();
    List<Line> drawn = new ArrayList<>();
    lines.forEach((name, points) -> drawn.add(new Line(name, points)));
    double first = Surrogates.BUDGETS.getFirst();
    drawn.add(
        new Line("constant copy", List.of(Point.of(first, worthless), Point.of(last, worthless))));
    return new Exhibit.LineChart(
        "Fidelity of a stolen copy",
        "Agreement of the copy with the model on rows neither saw, averaged over the model's"
            + " answers, against queries spent (logarithmic). Judged at %d queries against %s."
                .formatted(budget, Text.number(limit)),
        new Axis("queries", Double.NaN, last, Scale.LOG),
        Axis.share("balanced agreement"),
        drawn,
        false);
  }

  static Exhibit.Table table(List<Theft> thefts) {
    return new Exhibit.Table(
        "Copies made",
        "Intervals at 95 % for each figure by itself. Kappa is agreement beyond chance; a constant"
            + " copy has kappa 0.",
        List.of(
            "method", "queries", "balanced agreement", "equal answers", "constant copy", "kappa"),
        thefts.stream()
            .map(t ->
                List.of(
                    t.method(),
                    Integer.toString(t.queries()),
                    cell(t.fidelity(0.95)),
                    cell(t.agreement().plain("")),
                    Text.percent(t.agreement().majority()),
                    round(t.agreement().kappa())))
            .toList());
  }

  static String cell(Estimate e) {
    return "%s [%s, %s]".formatted(round(e.value()), round(e.low()), round(e.high()));
  }

  private static String round(double value) {
    return Text.number(Math.round(value * 1e4) / 1e4);
  }
}
