package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import dev.gambeson.monitor.reference.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// GB-MON-003: does the model decide as often for each class as it did?
final class LabelShareCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-003",
          "Share of decisions",
          "Does the model decide for each class about as often as on the reference data?",
          "A class that is suddenly decided more often, or never, is what the outside sees first: money refused, fraud let through.",
          "Difference of the share of each predicted class from the reference (Newcombe 1998), at alpha over all classes. A window counts when the largest difference reaches min-change and its interval excludes zero.",
          "A share may stay while the wrong rows fill it.",
          "Compare with GB-MON-001 and 002; if only the share moved, look for a changed threshold.",
          Severity.MEDIUM,
          List.of("ML08:2023", "ML09:2023"),
          List.of(
              new CheckInfo.Parameter(
                  "min-change", 0.05, 0.001, 1, "Smallest change of a share that counts."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  LabelShareCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    if (layout.shape().classes().isEmpty()
        || predicted(layout, subject.reference().counts()) == 0) {
      return List.of(notExamined("", "The reference holds no decisions: make it with the model."));
    }
    return List.of(
        judge(subject, context, "", counts -> sign(subject, context, counts), _ -> List.of()));
  }

  static long predicted(Layout layout, long[] counts) {
    long sum = 0;
    for (int c = 0; c < layout.shape().classes().size(); c++) {
      sum += counts[layout.predictedAt() + c];
    }
    return sum;
  }

  private Sign sign(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    List<String> classes = layout.shape().classes();
    double n = predicted(layout, counts);
    double m = predicted(layout, base);
    double confidence = 1 - parameter(context, "alpha") / classes.size();
    List<Estimate> changes = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      int at = layout.predictedAt() + c;
      changes.add(
          Intervals.difference(
              "change of the share of '" + classes.get(c) + "'",
              new Share(counts[at], n),
              new Share(base[at], m),
              confidence));
    }
    return ofChanges(changes, parameter(context, "min-change"), "decisions");
  }

  /// What changes in either direction with their intervals show.
  static Sign ofChanges(List<Estimate> changes, double least, String what) {
    List<Estimate> defined =
        changes.stream()
            .filter(Estimate::isDefined)
            .sorted(Comparator.comparingDouble(e -> -Math.abs(e.value())))
            .toList();
    if (defined.isEmpty()) {
      return new Sign(false, false, "The window holds no " + what + ".", List.of());
    }
    List<Estimate> broken =
        defined.stream()
            .filter(e -> Math.abs(e.value()) >= least && (e.low() > 0 || e.high() < 0))
            .toList();
    boolean visible = defined.stream().allMatch(e -> -2 * least < e.low() && e.high() < 2 * least);
    Estimate worst = broken.isEmpty() ? defined.getFirst() : broken.getFirst();
    String figures =
        "%s is %s [%s, %s] on %d rows; %s counts."
            .formatted(
                worst.name(),
                Text.number(worst.value()),
                Text.number(worst.low()),
                Text.number(worst.high()),
                worst.n(),
                Text.number(least));
    List<Estimate> shown = new ArrayList<>(List.of(worst));
    defined.stream().filter(e -> !e.equals(worst)).limit(4).forEach(shown::add);
    return new Sign(!broken.isEmpty(), visible, figures, shown);
  }
}
