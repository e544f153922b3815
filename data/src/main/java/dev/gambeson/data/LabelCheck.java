package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// GB-DATA-001: can anything be learned, or judged, from these labels?
final class LabelCheck implements Check<AuditSubject> {
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-001",
          "Label sanity",
          "Does each data set hold every class of the model, with enough rows of each?",
          "Rates, intervals and attacks are computed per class; a class without rows makes them meaningless, and a label that never varies is usually a wrong column or a broken join.",
          "Rows are counted per class in the test set and the training set.",
          "It cannot see whether a label is right, only whether classes occur.",
          "Check that the label column is the right one and that the split kept both classes (stratify it); gather more rows of the rare class.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "min-rows-per-class",
                  30,
                  1,
                  1e6,
                  "rows of each class below which it is too few")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    List<CheckResult> results = new ArrayList<>();
    results.add(judge(subject, subject.test(), "test", context));
    subject.train().ifPresent(t -> results.add(judge(subject, t, "training", context)));
    return results;
  }

  private static CheckResult judge(
      AuditSubject subject, LabelledRows set, String aspect, CheckContext context) {
    List<String> classes = subject.model().classes();
    long[] counts = new long[classes.size()];
    for (int c : set.truth()) {
      counts[c]++;
    }
    int rarest =
        IntStream.range(0, counts.length)
            .boxed()
            .min((a, b) -> Long.compare(counts[a], counts[b]))
            .orElseThrow();
    long present = IntStream.range(0, counts.length).filter(c -> counts[c] > 0).count();
    String share =
        "class '%s' has %,d of %,d rows".formatted(classes.get(rarest), counts[rarest], set.size());
    Estimate estimate = Intervals.wilson("share of the rarest class", counts[rarest], set.size());
    List<Finding> findings = new ArrayList<>();
    Outcome outcome = new Outcome.Pass();
    double minimum = context.parameter(INFO, "min-rows-per-class");
    if (present < 2) {
      outcome = new Outcome.Fail();
      findings.add(oneClass(subject, set, aspect, context));
    } else if (counts[rarest] < minimum) {
      outcome =
          new Outcome.Inconclusive(
              "In the %s set %s; at least %s are needed for figures about it."
                  .formatted(aspect, share, Text.number(minimum)));
    }
    String summary = "Rarest in the %s set: %s.".formatted(aspect, share);
    return CheckResult.of(
        INFO.id(),
        aspect,
        outcome,
        summary,
        List.of(estimate),
        findings,
        List.of(chart(classes, counts, aspect)));
  }

  private static Finding oneClass(
      AuditSubject subject, LabelledRows set, String aspect, CheckContext context) {
    return new Finding(
        INFO.id(),
        aspect,
        context.severity(INFO),
        "One class only",
        "Every one of the %,d rows of the %s set has the same label in column '%s'. Nothing can be learned or judged from it."
            .formatted(set.size(), aspect, subject.label()),
        Where.file(set.data().name()).atColumn(subject.label()),
        INFO.fix());
  }

  private static Exhibit chart(List<String> classes, long[] counts, String aspect) {
    long total = IntStream.range(0, counts.length).mapToLong(c -> counts[c]).sum();
    List<Exhibit.Bar> bars =
        IntStream.range(0, Math.min(20, counts.length))
            .mapToObj(c -> {
              Estimate e = Intervals.wilson(classes.get(c), counts[c], total);
              return new Exhibit.Bar(classes.get(c), e.value(), e.low(), e.high(), counts[c]);
            })
            .toList();
    return new Exhibit.BarChart(
        "Classes in the " + aspect + " set",
        "Share of rows per class, with 95 % intervals.",
        Exhibit.Axis.share("share of rows"),
        bars,
        OptionalDouble.empty());
  }
}
