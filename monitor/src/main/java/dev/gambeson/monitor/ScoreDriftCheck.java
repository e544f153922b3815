package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.monitor.drift.Distances;
import dev.gambeson.monitor.reference.Grid;
import dev.gambeson.monitor.reference.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// GB-MON-002: are the scores still distributed as in the reference?
final class ScoreDriftCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-002",
          "Score drift",
          "Are the model's scores distributed as on the reference data?",
          "Scores that move without a change of the model mean other inputs or other clients; scores that move with a change of the model mean another model.",
          "Kolmogorov-Smirnov distance of each score from the reference, on 100 parts of the reference's scores, with the bands of Dvoretzky, Kiefer, Wolfowitz and Massart (1990) at alpha over all scores. A window counts when the distance reaches min-distance and its band excludes zero.",
          "The distance is taken at the edges of the parts and may be up to one part too small. With many classes the first 16 are watched.",
          "Compare with GB-MON-001: without input drift, suspect the model or its runtime; with it, find the clients behind it.",
          Severity.MEDIUM,
          List.of("ML08:2023", "AML.T0031"),
          List.of(
              new CheckInfo.Parameter(
                  "min-distance", 0.1, 0.005, 1, "Smallest distance that counts."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  ScoreDriftCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    if (subject.reference().layout().scores().isEmpty()) {
      return List.of(notExamined("", "The reference holds no scores: make it with the model."));
    }
    return List.of(
        judge(
            subject,
            context,
            "",
            counts -> sign(subject, context, counts),
            counts -> exhibits(subject, counts)));
  }

  private Sign sign(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    double alpha = parameter(context, "alpha") / layout.scores().size();
    List<Estimate> distances = new ArrayList<>();
    for (int s = 0; s < layout.scores().size(); s++) {
      distances.add(
          Distances.ks(
              "KS distance, " + layout.scoreName(s),
              base,
              counts,
              layout.scoreAt(s),
              layout.scores().get(s).cells(),
              alpha));
    }
    return ofDistances(distances, parameter(context, "min-distance"), "scores");
  }

  /// What Kolmogorov-Smirnov distances with their bands show.
  static Sign ofDistances(List<Estimate> distances, double least, String what) {
    List<Estimate> defined =
        distances.stream()
            .filter(Estimate::isDefined)
            .sorted(Comparator.comparingDouble(d -> -d.value()))
            .toList();
    if (defined.isEmpty()) {
      return new Sign(false, false, "The window holds no " + what + ".", List.of());
    }
    Estimate worst = defined.getFirst();
    boolean broken = worst.low() > 0 && worst.value() >= least;
    boolean visible = worst.high() - worst.value() <= least || worst.high() < 2 * least;
    return new Sign(
        broken,
        visible,
        "%s is %s [%s, %s] on %d rows; %s counts."
            .formatted(
                worst.name(),
                Text.number(worst.value()),
                Text.number(worst.low()),
                Text.number(worst.high()),
                worst.n(),
                Text.number(least)),
        defined.stream().limit(5).toList());
  }

  private static List<Exhibit> exhibits(MonitorSubject subject, long[] counts) {
    Layout layout = subject.reference().layout();
    Grid grid = layout.scores().getFirst();
    int at = layout.scoreAt(0);
    return List.of(
        new Exhibit.LineChart(
            "Distribution of the " + layout.scoreName(0),
            "Share of rows with at most this score; the distance of the lines is the drift.",
            Exhibit.Axis.of(layout.scoreName(0)),
            Exhibit.Axis.share("share of rows"),
            List.of(
                line("reference", grid, subject.reference().counts(), at),
                line("now", grid, counts, at)),
            false));
  }

  private static Exhibit.Line line(String name, Grid grid, long[] counts, int at) {
    double total = 0;
    for (int c = 0; c < grid.cells(); c++) {
      total += counts[at + c];
    }
    List<Exhibit.Point> points = new ArrayList<>();
    double sum = 0;
    for (int c = 0; c + 1 < grid.cells() && total > 0; c++) {
      sum += counts[at + c];
      points.add(Exhibit.Point.of(grid.to(c), sum / total));
    }
    return new Exhibit.Line(name, points);
  }
}
