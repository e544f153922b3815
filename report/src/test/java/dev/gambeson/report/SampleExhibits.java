package dev.gambeson.report;

import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Exhibit.Bar;
import dev.gambeson.core.Exhibit.BarChart;
import dev.gambeson.core.Exhibit.Line;
import dev.gambeson.core.Exhibit.LineChart;
import dev.gambeson.core.Exhibit.Point;
import dev.gambeson.core.Exhibit.Scale;
import dev.gambeson.core.Exhibit.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Charts and tables of the sample audit.
final class SampleExhibits {
  private SampleExhibits() {}

  static LineChart roc(String title, String name, double power) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 400; i++) {
      double x = Math.pow(i / 400.0, 2);
      points.add(Point.of(x, Math.pow(x, power)));
    }
    return new LineChart(
        title,
        "The further the curve bends to the upper left, the better the model ranks; the dotted line is chance.",
        Axis.share("false positive rate"),
        Axis.share("true positive rate"),
        List.of(new Line(name, points)),
        true);
  }

  static LineChart calibration() {
    double[] score = {0.004, 0.012, 0.03, 0.07, 0.13, 0.22, 0.34, 0.48, 0.66, 0.89};
    double[] seen = {0.003, 0.011, 0.035, 0.066, 0.142, 0.205, 0.352, 0.471, 0.683, 0.902};
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < score.length; i++) {
      double half = 0.005 + 0.06 * Math.sqrt(seen[i] * (1 - seen[i]));
      points.add(
          new Point(score[i], seen[i], Math.max(0, seen[i] - half), Math.min(1, seen[i] + half)));
    }
    return new LineChart(
        "Calibration",
        "Points on the dotted line mean that a score of 0.3 comes true three times in ten.",
        Axis.share("mean score in bin"),
        Axis.share("share of positives"),
        List.of(new Line("Model", points)),
        true);
  }

  static LineChart security() {
    double[] budget = {0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2};
    double[] hop = {0.144, 0.19, 0.262, 0.41, 0.51, 0.575, 0.618, 0.72, 0.79};
    double[] square = {0.144, 0.178, 0.23, 0.342, 0.44, 0.5, 0.55, 0.66, 0.735};
    double[] random = {0.144, 0.146, 0.15, 0.158, 0.166, 0.173, 0.181, 0.2, 0.222};
    return new LineChart(
        "Security curve",
        "Share of rows with the wrong decision when an attacker may change each value by the budget. Lower and flatter is safer.",
        Axis.of("budget (scaled L∞)"),
        Axis.share("share of rows flipped"),
        List.of(
            line("HopSkipJump", budget, hop),
            line("Square attack", budget, square),
            line("Random noise", budget, random)),
        false);
  }

  private static Line line(String name, double[] x, double[] y) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double half = 1.96 * Math.sqrt(y[i] * (1 - y[i]) / 1000);
      points.add(new Point(x[i], y[i], y[i] - half, y[i] + half));
    }
    return new Line(name, points);
  }

  static Table flips() {
    return new Table(
        "Examples of flipped rows",
        "What an attacker changed; everything else stayed.",
        List.of("row", "column", "from", "to", "score before", "score after"),
        List.of(
            List.of("12", "capital-gain", "0", "2,885", "0.31", "0.62"),
            List.of("88", "hours-per-week", "40", "44", "0.48", "0.53"),
            List.of("301", "education", "HS-grad", "Some-college", "0.44", "0.51"),
            List.of("512", "occupation", "Adm-clerical", "Exec-managerial", "0.39", "0.58")));
  }

  static LineChart membershipRoc() {
    return new LineChart(
        "ROC of the membership attacks",
        "Both axes are logarithmic: what counts is the left edge, where an attacker is almost never wrong. On the dotted line the attack is guessing.",
        new Axis("false positive rate", 1e-4, 1, Scale.LOG),
        new Axis("true positive rate", 1e-4, 1, Scale.LOG),
        List.of(logRoc("Loss threshold", 1.1), logRoc("LiRA, 16 shadow models", 1.35)),
        true);
  }

  private static Line logRoc(String name, double gain) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 160; i++) {
      double x = Math.pow(10, -4 + 4.0 * i / 160);
      points.add(Point.of(x, Math.min(1, x * Math.pow(gain, 1 - x))));
    }
    points.add(0, Point.of(0, 0));
    return new Line(name, points);
  }

  static LineChart fidelity() {
    double[] queries = {100, 200, 500, 1000, 2000, 4000};
    return new LineChart(
        "Fidelity of a copy",
        "Agreement of the copy with the model on rows neither has seen, against queries spent.",
        new Axis("queries", 100, 4000, Scale.LOG),
        new Axis("fidelity", 0.7, 1, Scale.LINEAR),
        List.of(
            line(
                "Scores returned", queries, new double[] {0.812, 0.861, 0.912, 0.941, 0.96, 0.971}),
            line("Labels only", queries, new double[] {0.784, 0.82, 0.868, 0.899, 0.92, 0.936})),
        false);
  }

  static BarChart groups() {
    return new BarChart(
        "Selection rate by sex",
        "Share of each group that gets the favourable decision; the vertical line is the overall rate.",
        Axis.share("selection rate"),
        List.of(
            new Bar("Male", 0.262, 0.254, 0.27, 10860),
            new Bar("Female", 0.081, 0.074, 0.089, 5421)),
        OptionalDouble.of(0.202));
  }

  static BarChart intersections() {
    return new BarChart(
        "Selection rate by race and sex",
        "Small groups have wide intervals: read those before the bars.",
        Axis.of("selection rate"),
        List.of(
            new Bar("Asian-Pac-Islander, Male", 0.301, 0.252, 0.355, 303),
            new Bar("White, Male", 0.271, 0.262, 0.28, 9421),
            new Bar("Other, Male", 0.19, 0.119, 0.29, 84),
            new Bar("Black, Male", 0.166, 0.141, 0.194, 757),
            new Bar("Asian-Pac-Islander, Female", 0.142, 0.099, 0.2, 177),
            new Bar("White, Female", 0.084, 0.076, 0.093, 4525),
            new Bar("Amer-Indian-Eskimo, Female", 0.041, 0.011, 0.137, 49),
            new Bar("Black, Female", 0.036, 0.025, 0.053, 719)),
        OptionalDouble.of(0.202));
  }

  static BarChart importance() {
    return new BarChart(
        "Permutation importance",
        "How much AUC is lost when a column is shuffled: longer bars matter more.",
        Axis.of("loss of AUC"),
        List.of(
            new Bar("marital-status", 0.071, 0.068, 0.074, 16281),
            new Bar("capital-gain", 0.052, 0.049, 0.055, 16281),
            new Bar("education-num", 0.044, 0.041, 0.047, 16281),
            new Bar("age", 0.021, 0.019, 0.023, 16281),
            new Bar("hours-per-week", 0.013, 0.0115, 0.0145, 16281),
            new Bar("occupation", 0.0118, 0.01, 0.0136, 16281),
            new Bar("capital-loss", 0.009, 0.0081, 0.0099, 16281),
            new Bar("native-country", -0.0002, -0.0007, 0.0003, 16281)),
        OptionalDouble.empty());
  }
}
