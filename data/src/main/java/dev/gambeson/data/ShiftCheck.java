package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/// GB-DATA-005: do training and test set come from one population?
final class ShiftCheck implements Check<AuditSubject> {
  private static final int SHOWN = 12;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-005",
          "Train/test shift",
          "Does any input, or the label, differ between training and test set by more than chance and by enough to matter?",
          "Figures measured on another population than the one trained on, or used on, do not carry over; a sudden difference may also mean that one of the sets was tampered with.",
          "Numbers: two-sample Kolmogorov-Smirnov test, effect the largest distance between the distribution functions. Categories and the label: chi-square test on levels with at least 5 expected rows (rarer ones pooled), effect the total variation distance. A shift counts when its p-value survives Benjamini-Hochberg (1995) over all columns and its effect reaches the limit, so that neither many columns nor many rows raise the alarm alone. Intervals of the effect are Dvoretzky-Kiefer-Wolfowitz bands (Massart 1990) for numbers and a normal bound for categories.",
          "Each column is judged alone: a shift in how columns hang together is not found. Missing values are left to GB-DATA-006. The KS test is conservative under ties.",
          "Find out how the two sets were drawn; split at random from one source, or judge the model on the population it will meet.",
          Severity.MEDIUM,
          List.of("ML08:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "min-effect", 0.2, 0.01, 1, "smallest distance, 0 to 1, that counts as a shift"),
              new CheckInfo.Parameter(
                  "false-discovery-rate",
                  0.05,
                  1e-6,
                  0.5,
                  "accepted share of false alarms among alarms")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    return List.of(
        subject
            .train()
            .map(train -> judge(subject, subject.test(), train, context))
            .orElseGet(() ->
                CheckResult.notExamined(INFO.id(), "", "No training set was given (--train).")));
  }

  private static CheckResult judge(
      AuditSubject subject, LabelledRows test, LabelledRows train, CheckContext context) {
    int width = subject.model().features().width();
    List<TwoSamples.Shift> shifts =
        new ArrayList<>(
            context
                .workers()
                .map(
                    width,
                    f -> TwoSamples.of(subject.model().features().features().get(f), train, test)));
    shifts.add(TwoSamples.ofLabels(subject.label(), subject.model().classes(), train, test));
    double[] adjusted =
        TwoSamples.adjust(shifts.stream().mapToDouble(TwoSamples.Shift::p).toArray());
    double minEffect = context.parameter(INFO, "min-effect");
    double rate = context.parameter(INFO, "false-discovery-rate");
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < shifts.size(); i++) {
      if (adjusted[i] <= rate && shifts.get(i).effect().value() >= minEffect) {
        findings.add(finding(shifts.get(i), adjusted[i], test, context));
      }
    }
    List<TwoSamples.Shift> ranked =
        shifts.stream().sorted(Comparator.comparingDouble(s -> -s.effect().value())).toList();
    TwoSamples.Shift worst = ranked.getFirst();
    String summary =
        "%d of %d columns shifted; the largest distance is %s, in '%s'."
            .formatted(
                findings.size(),
                shifts.size(),
                Text.number(worst.effect().value()),
                worst.column());
    double detectable = TwoSamples.detectable(train.size(), test.size(), rate / shifts.size());
    return CheckResult.of(
        INFO.id(),
        "",
        outcome(findings, detectable, minEffect),
        summary,
        List.of(worst.effect()),
        findings,
        List.of(chart(ranked, minEffect)));
  }

  private static Outcome outcome(List<Finding> findings, double detectable, double minEffect) {
    if (!findings.isEmpty()) {
      return new Outcome.Fail();
    }
    return detectable <= minEffect
        ? new Outcome.Pass()
        : new Outcome.Inconclusive(
            "With so few rows only distances above %s can be told from chance, the limit is %s: give more rows."
                .formatted(Text.number(detectable), Text.number(minEffect)));
  }

  private static Finding finding(
      TwoSamples.Shift shift, double adjusted, LabelledRows test, CheckContext context) {
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "Column '" + shift.column() + "' shifted",
        "'%s' differs between training and test set: %s %s [%s, %s], adjusted p %s. %s"
            .formatted(
                shift.column(),
                shift.effect().name(),
                Text.number(shift.effect().value()),
                Text.number(shift.effect().low()),
                Text.number(shift.effect().high()),
                Text.number(adjusted),
                shift.detail()),
        Where.file(test.data().name()).atColumn(shift.column()),
        INFO.fix());
  }

  private static Exhibit chart(List<TwoSamples.Shift> ranked, double minEffect) {
    return new Exhibit.BarChart(
        "Distance between training and test set",
        "Largest first; 0 is no difference, 1 no overlap. The line is the smallest distance that counts.",
        Exhibit.Axis.share("distance"),
        ranked.stream()
            .limit(SHOWN)
            .filter(s -> s.effect().isDefined())
            .map(s ->
                new Exhibit.Bar(
                    s.column(),
                    s.effect().value(),
                    s.effect().low(),
                    s.effect().high(),
                    s.effect().n()))
            .toList(),
        OptionalDouble.of(minEffect));
  }
}
