package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Severity;
import dev.gambeson.fairness.Comparison;
import dev.gambeson.fairness.Confusion;
import dev.gambeson.fairness.GroupAudit;
import dev.gambeson.fairness.Rate;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// GB-MON-008: are groups treated as they were?
final class FairnessCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-008",
          "Fairness over time",
          "Has any group come to be treated differently, compared with the others, than on the reference data?",
          "A model that was audited as fair is fair on the data of the audit. New clients, new inputs and retraining change who is favoured.",
          "For each protected attribute: the difference of the selection rate of each group from that of the group with most reference rows (Newcombe 1998), now minus then, with the interval of a difference of both (Zou and Donner 2008), at alpha over all groups. With known outcomes also the difference of true positive rates. A window counts when a change reaches min-change and its interval excludes zero.",
          "Asks whether treatment changed, not whether it was fair to begin with: GB-FAIR does. Groups with too few rows give wide intervals and stay inconclusive. Rows whose group is unknown count nowhere.",
          "Audit the model again on recent rows (GB-FAIR-001 to 006); look at GB-MON-001 for the input that stands in for the attribute.",
          Severity.HIGH,
          List.of("AML.T0048.002"),
          List.of(
              new CheckInfo.Parameter(
                  "min-change", 0.05, 0.001, 1, "Smallest change of a difference that counts."),
              new CheckInfo.Parameter(
                  "min-outcomes",
                  500,
                  30,
                  1e9,
                  "Known outcomes that a window must hold for true positive rates."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  FairnessCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    List<GroupSource> attributes = layout.shape().attributes();
    if (attributes.isEmpty() || layout.shape().favourable() < 0) {
      return List.of(
          notExamined("", "No protected attribute and favourable class are known to the monitor."));
    }
    List<CheckResult> results = new ArrayList<>();
    for (int a = 0; a < attributes.size(); a++) {
      int attribute = a;
      String name = attributes.get(a).name();
      results.add(
          judge(
              subject,
              context,
              name,
              c ->
                  sign(
                      subject,
                      context,
                      attribute,
                      decided(layout, attribute, c),
                      Rate.SELECTION_RATE),
              _ -> timeline(subject, attribute)));
      results.add(outcomes(subject, context, attribute, name + ", by outcome"));
    }
    return results;
  }

  private CheckResult outcomes(
      MonitorSubject subject, CheckContext context, int attribute, String aspect) {
    Layout layout = subject.reference().layout();
    if (layout.outcomes(subject.reference().counts()) == 0) {
      return notExamined(aspect, "The reference holds no outcomes.");
    }
    long least = (long) parameter(context, "min-outcomes");
    return subject.recentOutcomes(least, 1).isEmpty()
        ? QualityCheck.tooFew(INFO, aspect, layout.outcomes(subject.all()), least)
        : widen(
            subject,
            context,
            aspect,
            least,
            subject::recentOutcomes,
            c ->
                sign(
                    subject,
                    context,
                    attribute,
                    judged(layout, attribute, c),
                    Rate.TRUE_POSITIVE_RATE),
            _ -> List.of());
  }

  /// Decisions per group, whatever their outcome.
  private static GroupAudit decided(Layout layout, int attribute, long[] counts) {
    int at = layout.groupAt(attribute);
    return audit(
        layout, attribute, g -> Confusion.of(counts[at + 2 * g], 0, 0, counts[at + 2 * g + 1]));
  }

  /// Decisions per group with their outcome.
  private static GroupAudit judged(Layout layout, int attribute, long[] counts) {
    int at = layout.groupOutcomeAt(attribute);
    return audit(
        layout,
        attribute,
        g ->
            Confusion.of(
                counts[at + 4 * g],
                counts[at + 4 * g + 1],
                counts[at + 4 * g + 2],
                counts[at + 4 * g + 3]));
  }

  private static GroupAudit audit(Layout layout, int attribute, IntFunction<Confusion> counts) {
    GroupSource source = layout.shape().attributes().get(attribute);
    return new GroupAudit(
        source.name(),
        IntStream.range(0, source.groups().size())
            .mapToObj(g -> new GroupAudit.Group(source.groups().get(g), counts.apply(g)))
            .toList(),
        Confusion.EMPTY);
  }

  private Sign sign(
      MonitorSubject subject, CheckContext context, int attribute, GroupAudit now, Rate rate) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    GroupAudit then =
        rate == Rate.SELECTION_RATE
            ? decided(layout, attribute, base)
            : judged(layout, attribute, base);
    String largest =
        then.groups().stream()
            .max(Comparator.comparingLong(GroupAudit.Group::rows))
            .orElseThrow()
            .name();
    double confidence = 1 - parameter(context, "alpha") / (now.groups().size() - 1);
    List<Estimate> changes = new ArrayList<>();
    for (GroupAudit.Group group : now.groups()) {
      if (!group.name().equals(largest)) {
        changes.add(
            change(
                difference(now, group.name(), largest, rate, confidence),
                difference(then, group.name(), largest, rate, confidence)));
      }
    }
    return LabelShareCheck.ofChanges(
        changes, parameter(context, "min-change"), "rows of two groups");
  }

  private static Estimate difference(
      GroupAudit audit, String group, String reference, Rate rate, double confidence) {
    return new Comparison(audit.group(group), audit.group(reference), confidence).difference(rate);
  }

  /// The difference of two independent differences, from their intervals (Zou and Donner 2008).
  private static Estimate change(Estimate now, Estimate then) {
    String name = "change of " + now.name();
    if (!now.isDefined() || !then.isDefined()) {
      return Estimate.undefined(name, now.n(), "a group has no such rows");
    }
    double d = now.value() - then.value();
    return new Estimate(
        name,
        d,
        d - Math.hypot(now.value() - now.low(), then.high() - then.value()),
        d + Math.hypot(now.high() - now.value(), then.value() - then.low()),
        now.n(),
        "Newcombe, MOVER");
  }

  private static List<Exhibit> timeline(MonitorSubject subject, int attribute) {
    Layout layout = subject.reference().layout();
    GroupSource source = layout.shape().attributes().get(attribute);
    List<Exhibit.Line> lines = new ArrayList<>();
    for (int g = 0; g < Math.min(8, source.groups().size()); g++) {
      List<Exhibit.Point> points = new ArrayList<>();
      for (Window w : subject.windows()) {
        GroupAudit.Group group = decided(layout, attribute, w.counts()).groups().get(g);
        if (group.rows() > 0) {
          Estimate rate = group.rate(Rate.SELECTION_RATE);
          double days =
              Duration.between(subject.windows().getFirst().from(), w.from()).toMinutes() / 1440.0;
          points.add(new Exhibit.Point(days, rate.value(), rate.low(), rate.high()));
        }
      }
      lines.add(new Exhibit.Line(source.groups().get(g), points));
    }
    return List.of(
        new Exhibit.LineChart(
            "Selection rate by " + source.name() + " over time",
            "Share of each group that is decided favourably, with 95 % intervals.",
            Exhibit.Axis.of("days since " + subject.windows().getFirst().from()),
            Exhibit.Axis.share("selection rate"),
            lines,
            false));
  }
}
