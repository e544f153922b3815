package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.stream.ChangePoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// GB-MON-006: does the model err more often than it did, now that outcomes are known?
final class QualityCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-006",
          "Quality drop",
          "Where outcomes are known: does the model err more often than on the reference data, or than it used to?",
          "This is the harm itself, not a sign of it. Retraining on live data that somebody poisons shows here.",
          "Two questions. Against the reference: difference of the error rates (Newcombe 1998) at alpha; it counts when it reaches min-rise and its interval excludes zero, in windows in a row. Over time: ADWIN's cut (Bifet and Gavalda 2007, section 3) at every border between windows, at delta over all borders; it counts when the newer part errs more by at least min-rise.",
          "Knows only rows whose outcome came, at the time the row was answered. When outcomes come for some kinds of rows only, it speaks of those. Errors that concentrate on few rows drown in the rate.",
          "See since when (the timeline), compare with the version before (GB-MON-011), roll back if a deployment or retraining lies there.",
          Severity.HIGH,
          List.of("ML08:2023", "ML10:2023", "AML.T0031"),
          List.of(
              new CheckInfo.Parameter(
                  "min-rise", 0.03, 0.0001, 1, "Smallest rise of the error rate that counts."),
              new CheckInfo.Parameter(
                  "min-outcomes", 300, 30, 1e9, "Known outcomes that a window must hold."),
              new CheckInfo.Parameter(
                  "delta",
                  0.002,
                  1e-9,
                  0.5,
                  "ADWIN's confidence: accepted probability of a false cut at a look."),
              alpha(1e-4),
              IN_A_ROW));

  QualityCheck() {
    super(INFO);
  }

  static CheckResult tooFew(CheckInfo info, String aspect, long have, long least) {
    return CheckResult.inconclusive(
        info.id(),
        aspect,
        "%d outcomes are known, %d are needed: wait, give outcomes of a random share of rows, or lower min-outcomes of %s."
            .formatted(have, least, info.id()));
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    if (layout.shape().classes().isEmpty()) {
      return List.of(notExamined("", "Errors are counted for classifiers only."));
    }
    long least = (long) parameter(context, "min-outcomes");
    List<CheckResult> results = new ArrayList<>();
    if (layout.outcomes(subject.reference().counts()) == 0) {
      results.add(notExamined("against the reference", "The reference holds no outcomes."));
    } else {
      results.add(
          subject.recentOutcomes(least, 1).isEmpty()
              ? tooFew(INFO, "against the reference", layout.outcomes(subject.all()), least)
              : widen(
                  subject,
                  context,
                  "against the reference",
                  least,
                  subject::recentOutcomes,
                  counts -> againstReference(subject, context, counts),
                  _ -> timeline(subject)));
    }
    if (!subject.batch()) {
      results.add(overTime(subject, context, least));
    }
    return results;
  }

  private Sign againstReference(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    Estimate rise =
        Intervals.difference(
            "rise of the error rate",
            new Share(layout.errors(counts), layout.outcomes(counts)),
            new Share(layout.errors(base), layout.outcomes(base)),
            1 - parameter(context, "alpha"));
    double least = parameter(context, "min-rise");
    return new Sign(
        rise.low() > 0 && rise.value() >= least,
        rise.high() < 2 * least || rise.high() - rise.value() <= least,
        "The error rate rose by %s [%s, %s] to %s on %d known outcomes; %s counts."
            .formatted(
                Text.number(rise.value()),
                Text.number(rise.low()),
                Text.number(rise.high()),
                Text.percent(layout.errors(counts) / (double) layout.outcomes(counts)),
                layout.outcomes(counts),
                Text.number(least)),
        List.of(rise));
  }

  private CheckResult overTime(MonitorSubject subject, CheckContext context, long least) {
    Layout layout = subject.reference().layout();
    long known = layout.outcomes(subject.all());
    if (known < 2 * least) {
      return tooFew(INFO, "over time", known, 2 * least);
    }
    long[] n = subject.windows().stream().mapToLong(w -> layout.outcomes(w.counts())).toArray();
    long[] errors = subject.windows().stream().mapToLong(w -> layout.errors(w.counts())).toArray();
    Optional<ChangePoint> cut = ChangePoint.rise(n, errors, parameter(context, "delta"));
    double smallest = parameter(context, "min-rise");
    Sign sign =
        cut.map(
                c -> {
                  Estimate rise = c.rise("rise of the error rate over time");
                  return new Sign(
                      rise.value() >= smallest,
                      true,
                      "Since %s the error rate is %s, before it was %s (rise %s [%s, %s]); %s counts."
                          .formatted(
                              subject.windows().get(c.at()).from(),
                              Text.percent(c.after().value()),
                              Text.percent(c.before().value()),
                              Text.number(rise.value()),
                              Text.number(rise.low()),
                              Text.number(rise.high()),
                              Text.number(smallest)),
                      List.of(rise));
                })
            .orElseGet(() -> steady(known));
    return decide(subject, context, "over time", sign);
  }

  private static Sign steady(long known) {
    return new Sign(
        false,
        true,
        "No cut in the error rate over %d known outcomes.".formatted(known),
        List.of());
  }

  private static List<Exhibit> timeline(MonitorSubject subject) {
    Layout layout = subject.reference().layout();
    List<Exhibit.Point> points = new ArrayList<>();
    for (Window w : subject.windows()) {
      long n = layout.outcomes(w.counts());
      if (n > 0) {
        Estimate rate = Intervals.wilson("error rate", layout.errors(w.counts()), n);
        double days =
            Duration.between(subject.windows().getFirst().from(), w.from()).toMinutes() / 1440.0;
        points.add(new Exhibit.Point(days, rate.value(), rate.low(), rate.high()));
      }
    }
    return List.of(
        new Exhibit.LineChart(
            "Error rate over time",
            "Share of wrong decisions among rows with known outcome, by the time they were answered.",
            Exhibit.Axis.of("days since " + subject.windows().getFirst().from()),
            Exhibit.Axis.of("error rate"),
            List.of(new Exhibit.Line("error rate", points)),
            false));
  }
}
