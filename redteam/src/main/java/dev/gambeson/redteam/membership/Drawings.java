package dev.gambeson.redteam.membership;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Exhibit.Line;
import dev.gambeson.core.Exhibit.Point;
import dev.gambeson.core.Exhibit.Scale;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Roc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The membership attacks as a chart and a table.
final class Drawings {
  private static final int POINTS = 40;
  private static final double LEFT = 1e-3;

  private Drawings() {}

  /// ROC on logarithmic axes: what matters is who can be named with few false accusations.
  static Exhibit.LineChart roc(Leakage leakage) {
    List<Line> lines =
        Stream.concat(leakage.graded().stream(), Stream.of(leakage.blind()))
            .map(a -> line(leakage.population(), a))
            .toList();
    return new Exhibit.LineChart(
        "ROC of the membership attacks",
        "Share of training rows recognised against share of other rows wrongly accused, both axes"
            + " logarithmic. On the diagonal an attack guesses; the blind baseline never asked the"
            + " model.",
        new Axis("false positive rate", LEFT, 1, Scale.LOG),
        new Axis("true positive rate", LEFT, 1, Scale.LOG),
        lines,
        true);
  }

  private static Line line(Population p, Attack attack) {
    double[] members = Arrays.copyOf(attack.signal(), p.perSide());
    double[] others = Arrays.copyOfRange(attack.signal(), p.perSide(), p.size());
    Roc roc = Roc.of(members, others);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= POINTS; i++) {
      double fpr = Math.pow(LEFT, 1 - (double) i / POINTS);
      Estimate tpr = roc.tprAt(fpr, attack.name());
      if (tpr.isDefined() && tpr.value() >= LEFT) {
        points.add(new Point(fpr, tpr.value(), Math.max(LEFT, tpr.low()), tpr.high()));
      }
    }
    return new Line(attack.name(), points);
  }

  /// All attacks with all figures, each at 95 % by itself.
  static Exhibit.Table table(Leakage leakage) {
    List<List<String>> rows =
        Stream.concat(leakage.attacks().stream(), Stream.of(leakage.blind()))
            .map(a -> row(leakage, a))
            .toList();
    return new Exhibit.Table(
        "Membership attacks",
        "%d training rows against as many others. Intervals at 95 %% for each figure by itself."
            .formatted(leakage.population().perSide()),
        List.of("attack", "balanced accuracy", "AUC", "TPR at 1 % FPR", "TPR at 0.1 % FPR"),
        rows);
  }

  private static List<String> row(Leakage leakage, Attack attack) {
    boolean graded =
        attack.isPooled() && !attack.name().equals(leakage.attacks().getFirst().name());
    return List.of(
        attack.name(),
        cell(leakage.balancedAccuracy(attack, 0.95)),
        attack.isPooled() ? cell(leakage.auc(attack, 0.95)) : "",
        graded ? cell(leakage.truePositives(attack, Leakage.Rates.PERCENT, 0.95)) : "",
        graded ? cell(leakage.truePositives(attack, Leakage.Rates.PERMILLE, 0.95)) : "");
  }

  static String cell(Estimate e) {
    return e.isDefined()
        ? "%s [%s, %s]".formatted(round(e.value()), round(e.low()), round(e.high()))
        : "too few rows";
  }

  private static String round(double value) {
    return Text.number(Math.round(value * 1e4) / 1e4);
  }
}
