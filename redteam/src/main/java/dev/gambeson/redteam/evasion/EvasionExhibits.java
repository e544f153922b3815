package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Exhibit.Line;
import dev.gambeson.core.Exhibit.Point;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/// The pictures and tables of the headline check.
final class EvasionExhibits {
  private EvasionExhibits() {}

  static List<Exhibit> of(EvasionSuite suite, CheckContext context) {
    return List.of(
        curve(suite, context), attacks(suite, context), ExampleRows.table(suite, context));
  }

  private static Exhibit curve(EvasionSuite suite, CheckContext context) {
    List<Line> lines = new ArrayList<>();
    AttackResult worst = suite.worst(context);
    lines.add(line("worst case", suite, worst::robustAccuracy, worst));
    AttackResult labels = suite.labels(context);
    lines.add(line(labels.attack(), suite, labels::robustAccuracy, labels));
    if (suite.hasTrees()) {
      AttackResult trees = suite.trees(context);
      lines.add(line(trees.attack(), suite, trees::robustAccuracy, trees));
    }
    lines.add(runs(suite, labels, factor -> suite.scores(context, factor)));
    lines.add(runs(suite, labels, factor -> suite.noise(context.workers(), factor)));
    return new Exhibit.LineChart(
        "Security curve",
        "Share of rows classified correctly whatever an attacker does within a budget of change; the"
            + " vertical extent of a point is its 95 % interval.",
        Exhibit.Axis.of("largest change of each number, in standard deviations"),
        Exhibit.Axis.share("robust accuracy"),
        lines,
        false);
  }

  /// A line of an attack that knows the smallest change of each row: one run gives every point.
  private static Line line(
      String name, EvasionSuite suite, DoubleFunction<Estimate> robust, AttackResult clean) {
    List<Point> points = new ArrayList<>();
    points.add(clean(clean));
    for (double factor : EvasionSuite.GRID) {
      double epsilon = factor * suite.settings().epsilon();
      points.add(point(epsilon, robust.apply(epsilon)));
    }
    return new Line(name, points);
  }

  /// A line of an attack that is run anew at each budget.
  private static Line runs(
      EvasionSuite suite, AttackResult clean, DoubleFunction<AttackResult> run) {
    List<Point> points = new ArrayList<>();
    points.add(clean(clean));
    for (double factor : EvasionSuite.GRID) {
      double epsilon = factor * suite.settings().epsilon();
      points.add(point(epsilon, run.apply(factor).robustAccuracy(epsilon)));
    }
    return new Line(run.apply(1).attack(), points);
  }

  private static Point clean(AttackResult result) {
    return point(0, result.accuracy());
  }

  private static Point point(double x, Estimate e) {
    return new Point(x, e.value(), e.low(), e.high());
  }

  private static Exhibit attacks(EvasionSuite suite, CheckContext context) {
    List<List<String>> rows = new ArrayList<>();
    List<AttackResult> shown = new ArrayList<>();
    shown.add(suite.noise(context.workers(), 1));
    shown.add(suite.labels(context));
    shown.add(suite.scores(context, 1));
    if (suite.hasTrees()) {
      shown.add(suite.trees(context));
    }
    shown.add(suite.worst(context));
    for (AttackResult r : shown) {
      Estimate success = r.success();
      rows.add(
          List.of(
              r.attack(),
              Text.percent(success.value()),
              Text.percent(success.low()) + " to " + Text.percent(success.high()),
              Text.number(r.medianDistance()),
              Text.number(r.meanQueries()),
              Long.toString(r.count(RowOutcome.HELD)),
              Long.toString(r.count(RowOutcome.NO_START) + r.count(RowOutcome.BUDGET)),
              Long.toString(r.count(RowOutcome.INVALID))));
    }
    return new Exhibit.Table(
        "Attacks within " + Text.number(suite.settings().epsilon()) + " standard deviations",
        "Success counts rows that were classified correctly before; every success was classified again"
            + " from the stored row.",
        List.of(
            "attack",
            "success",
            "95 % interval",
            "median change",
            "queries per row",
            "held",
            "nothing learnt",
            "refuted"),
        rows);
  }
}
