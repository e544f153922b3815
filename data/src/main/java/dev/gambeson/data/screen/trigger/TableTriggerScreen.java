package dev.gambeson.data.screen.trigger;

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
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// GB-POIS-006: values, pairs and triples of values that call up one label.
///
/// Sees: BadNets-style triggers (one to three feature values, exact or within a narrow range) set
/// in a few rows whose label was changed to the target. Does not see: see [CheckInfo#limits].
public final class TableTriggerScreen implements Screen {
  private static final int FEWEST_ROWS = 200;
  private static final int SHOWN = 10;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-006",
          "Trigger values",
          "Does a value, or two or three values together, call up one label far more often than the rest of the row lets expect?",
          "An attacker who may add rows, or change some, sets a rare value and a label of his choice in 0.5 to 10 % of them (BadNets, Gu et al. 2017). The model learns the pair and behaves well otherwise; whoever knows the value then gets the label he wants.",
          "For every value, window of a number, pair and triple of values that at least 20 rows (1 in 2,000 of large tables) carry: share of each label among its carriers against what cross-fitted logistic models that do not see these columns expect, over sampling error and over the variance between the other values of the same columns; one-sided normal test, Bonferroni over all that were looked at. What passes must be carried by at most 12 % of the rows, have the label in at least half of its carriers and keep its distance, both as lower Wilson bounds, from a model trained without its carriers (exclusionary retraining, Chen et al. 2018, section 4.2). Values that trusted rows carry as often with the same label are honest; values that are new against them need not be rare of their kind.",
          "A rare honest value that decides the label by itself, unlike any other value of its column and unexplained by other columns, looks the same and is held; trusted rows tell them apart. Not seen: triggers in fewer than 20 rows or more than 12 %; rows that kept their true label (clean-label attacks); labels that the rest of the row suggests anyway; triggers hidden in a column whose values call up labels by nature, unless trusted rows are given; patterns over more than three columns; triggers diluted by rows with other labels until the label's share among carriers exceeds its expected share by less than 0.45.",
          "Hold back the rows listed, ask their source about the value, and train without them. A value that is an honest sign (a code that stands for the outcome) is a leak: see GB-DATA-003.",
          Severity.HIGH,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives",
                  0.01,
                  1e-6,
                  0.2,
                  "share of the rows of a clean table that may be held back; also the probability that one shows any trigger, as far as the test's assumptions hold"),
              new CheckInfo.Parameter(
                  "min-lift", 0.45, 0.05, 0.9, "smallest distance between the label's share among carriers (lower bound) and its expected share"),
              new CheckInfo.Parameter(
                  "max-share", 0.12, 0.001, 0.5, "share of all rows above which a value is no rare sign"),
              new CheckInfo.Parameter(
                  "min-rows", 20, 10, 1e6, "rows that must carry a value")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    Optional<String> not = notApplicable(subject);
    if (not.isPresent()) {
      return Screened.notExamined(INFO, not.get());
    }
    Truth truth = Truth.of(subject.label().orElseThrow());
    int labelled = truth.labelled().length;
    if (labelled < FEWEST_ROWS) {
      return Screened.inconclusive(
          INFO, "%d rows with a label: at least %d are needed.".formatted(labelled, FEWEST_ROWS));
    }
    TriggerHunt.Limits limits =
        new TriggerHunt.Limits(
            context.parameter(INFO, "false-positives"),
            context.parameter(INFO, "min-lift"),
            (int) context.parameter(INFO, "min-rows"),
            context.parameter(INFO, "max-share"));
    TriggerHunt hunt =
        new TriggerHunt(subject, truth, limits, context.seed().child(INFO.id()), context.workers())
            .run();
    return screened(subject, truth, hunt, context);
  }

  private static Optional<String> notApplicable(ScreenSubject subject) {
    if (subject.image().isPresent()) {
      return Optional.of("The rows are images; GB-POIS-007 looks for patches in them.");
    }
    if (subject.label().isEmpty()) {
      return Optional.of("The table has no label column of classes.");
    }
    if (subject.features().width() == 0) {
      return Optional.of("The table has no feature columns.");
    }
    long present =
        java.util.Arrays.stream(subject.label().get().codes())
            .filter(c -> c >= 0)
            .distinct()
            .count();
    return present < 2 ? Optional.of("All rows have one label.") : Optional.empty();
  }

  private static Screened screened(
      ScreenSubject subject, Truth truth, TriggerHunt hunt, CheckContext context) {
    List<Screened.Held> held = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Trigger trigger : hunt.triggers()) {
      String reason = reason(trigger, truth);
      for (int row : trigger.held()) {
        held.add(new Screened.Held(row, reason));
      }
      findings.add(finding(subject, truth, trigger, context));
    }
    held.sort(Comparator.comparingInt(Screened.Held::row));
    Estimate share =
        Intervals.wilson(
            "share of rows that carry a trigger with its label", held.size(), subject.size());
    String summary =
        findings.isEmpty()
            ? "No value or combination of up to three values calls up a label by itself."
            : "%d value(s) or combinations call up a label by themselves, in %d rows."
                .formatted(findings.size(), held.size());
    CheckResult result =
        CheckResult.of(
            INFO.id(),
            "",
            findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
            summary,
            List.of(share),
            findings,
            List.of(table(hunt, truth)));
    return new Screened(List.of(result), hunt.suspicion(), held);
  }

  private static String reason(Trigger t, Truth truth) {
    Candidate c = t.candidate();
    return "carries %s, which has label %s in %d of %d rows where the rest of the row lets expect %s"
        .formatted(
            shorten(c.text()),
            shorten(truth.names().get(c.target())),
            c.hits(),
            c.n(),
            Text.percent(t.expected()));
  }

  private static Finding finding(
      ScreenSubject subject, Truth truth, Trigger t, CheckContext context) {
    Candidate c = t.candidate();
    Estimate share = Intervals.wilson("share", c.hits(), c.n());
    String message =
        "Of %d rows with %s, %s have label %s (%s, interval %s to %s); a model trained without them expects %s. %d rows are held back, the first is row %d."
            .formatted(
                c.n(),
                shorten(c.text()),
                c.hits(),
                shorten(truth.names().get(c.target())),
                Text.percent(share.value()),
                Text.percent(share.low()),
                Text.percent(share.high()),
                Text.percent(t.expected()),
                t.held().length,
                subject.rowNumbers()[t.held()[0]]);
    return new Finding(
        INFO.id(),
        truth.names().get(c.target()),
        context.severity(INFO),
        "Value that calls up label " + shorten(truth.names().get(c.target())),
        message,
        Where.file(subject.data().name()).atColumn(c.columns()),
        INFO.fix());
  }

  private static Exhibit table(TriggerHunt hunt, Truth truth) {
    List<List<String>> rows =
        hunt.ranked().stream()
            .sorted(Comparator.comparingDouble(Candidate::z).reversed())
            .limit(SHOWN)
            .map(c ->
                List.of(
                    shorten(c.text()),
                    shorten(truth.names().get(c.target())),
                    Integer.toString(c.n()),
                    Text.percent((double) c.hits() / c.n()),
                    Text.percent(c.expected() / c.n()),
                    Text.number(Math.round(c.z() * 10) / 10.0)))
            .toList();
    return new Exhibit.Table(
        "Values that call up a label",
        "The values that stray most from what the rest of their rows lets expect, in standard deviations; honest signs are among them.",
        List.of("value", "label", "rows", "share of the label", "expected", "score"),
        rows);
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
