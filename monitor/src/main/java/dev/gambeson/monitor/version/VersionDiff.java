package dev.gambeson.monitor.version;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// GB-MON-011: does a new version of a model decide like the one before, but for what was meant to
/// change?
///
/// Guaranteed: the same versions, rows and seed give the same verdict; every search states how much
/// it tried and its intervals hold over all of it.
///
/// Not guaranteed: that a version without findings has no backdoor. A trigger of three or more
/// inputs, or a value in a narrow range that is neither among the probe rows nor in the new
/// training data, is not found; a poisoning that only shifts the boundary a little looks like
/// retraining.
public final class VersionDiff implements Check<VersionPair> {
  /// What it asks.
  public static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-011",
          "Poisoned update",
          "Does the new version decide like the one before it, or did decisions change in a way that retraining does not explain?",
          "A model that retrains on live data learns what attackers send it. A planted trigger leaves all usual figures as they were.",
          "On probe rows: share of decisions that differ (Wilson); the group of rows, of one or two inputs, whose decisions changed to one class most beyond the rest (Newcombe, Bonferroni over all groups); a search for one or two values that, written over any row, make the new version decide for one class and did not make the old one do so; with outcomes, the change in accuracy; rules of monotony. With the new training rows, the group search is run on them, too, and their new values are tried.",
          "Triggers of three or more inputs, and values that the new data do not hold and that are extreme or rare among the probe rows, are not found; nor are triggers that work on few rows. Honest retraining on very different data fails it: then a person decides.",
          "Do not deploy. Look at the rows of the group named in the new training data (GB-POIS), and where they came from; retrain without them and compare again.",
          Severity.HIGH,
          List.of("ML10:2023", "ML02:2023", "AML.T0018", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "max-disagreement", 0.1, 0, 1, "Largest share of decisions that may differ."),
              new CheckInfo.Parameter(
                  "max-concentration",
                  0.3,
                  0,
                  1,
                  "Largest excess of decisions changed to one class in a group over the rest."),
              new CheckInfo.Parameter(
                  "max-jump",
                  0.7,
                  0,
                  1,
                  "Largest share that stamped values may win for a class beyond what they won before."),
              new CheckInfo.Parameter(
                  "max-loss", 0.01, 0, 1, "Largest acceptable loss of accuracy on the probe rows."),
              new CheckInfo.Parameter(
                  "max-violations",
                  0.02,
                  0,
                  1,
                  "Largest share of rows that break a rule of monotony."),
              new CheckInfo.Parameter("min-rows", 200, 20, 1e7, "Probe rows that are needed."),
              new CheckInfo.Parameter(
                  "min-group", 20, 5, 1e6, "Rows that a group must have to be looked at."),
              new CheckInfo.Parameter(
                  "alpha", 0.01, 1e-9, 0.2, "Probability of error of each search's interval.")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(VersionPair pair, CheckContext context) {
    int least = (int) context.parameter(INFO, "min-rows");
    if (pair.probe().count() < least) {
      return List.of(
          CheckResult.inconclusive(
              INFO.id(),
              "",
              "%d probe rows, %d are needed: give more held-out rows."
                  .formatted(pair.probe().count(), least)));
    }
    Answers answers = Answers.of(pair);
    List<CheckResult> results = new ArrayList<>();
    results.add(disagreement(pair, answers, context));
    results.add(group(pair, pair.probe(), answers.before(), answers.after(), "groups", context));
    pair.newData()
        .filter(rows -> rows.count() >= least)
        .ifPresent(rows ->
            results.add(
                group(
                    pair,
                    rows,
                    pair.before().labels(rows),
                    pair.after().labels(rows),
                    "groups of the new data",
                    context)));
    results.add(trigger(pair, context));
    pair.truth().ifPresent(truth -> results.add(accuracy(pair, answers, truth, context)));
    for (VersionPair.Monotone rule : pair.monotone()) {
      results.add(monotone(pair, rule, context));
    }
    return results;
  }

  /// Labels of both versions on the probe rows.
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Answers(int[] before, int[] after, double scoreShift) {
    static Answers of(VersionPair pair) {
      int k = pair.after().classes().size();
      float[] old = VersionPair.scores(pair.before(), pair.probe());
      float[] fresh = VersionPair.scores(pair.after(), pair.probe());
      double shift = 0;
      for (int i = 0; i < fresh.length; i++) {
        if (!Float.isFinite(fresh[i])) {
          throw GambesonException.badInput(
              "%s %s gives no finite score for probe row %d: do not deploy it."
                  .formatted(pair.model(), pair.to(), i / k + 1));
        }
        shift += i % k == k - 1 ? fresh[i] - old[i] : 0;
      }
      return new Answers(
          ScoredClassifier.argMax(old, k),
          ScoredClassifier.argMax(fresh, k),
          shift / pair.probe().count());
    }
  }

  private CheckResult disagreement(VersionPair pair, Answers answers, CheckContext context) {
    int k = pair.after().classes().size();
    long[][] moves = new long[k][k];
    long differ = 0;
    for (int i = 0; i < answers.after().length; i++) {
      moves[answers.before()[i]][answers.after()[i]]++;
      differ += answers.before()[i] != answers.after()[i] ? 1 : 0;
    }
    Estimate share =
        Intervals.wilson("share of decisions that differ", differ, answers.after().length);
    double limit = context.parameter(INFO, "max-disagreement");
    String summary =
        "%s of %d decisions differ [%s, %s]; the mean score of '%s' moved by %s; %s is allowed."
            .formatted(
                Text.percent(share.value()),
                share.n(),
                Text.percent(share.low()),
                Text.percent(share.high()),
                pair.after().classes().getLast(),
                Text.number(answers.scoreShift()),
                Text.percent(limit));
    return result(
        pair,
        "disagreement",
        Outcome.atMost(share, limit),
        summary,
        share,
        List.of(moves(pair, moves)),
        context);
  }

  private static Exhibit moves(VersionPair pair, long[][] moves) {
    List<String> classes = pair.after().classes();
    List<List<String>> rows = new ArrayList<>();
    for (int from = 0; from < classes.size(); from++) {
      for (int to = 0; to < classes.size(); to++) {
        if (from != to && moves[from][to] > 0) {
          rows.add(List.of(classes.get(from), classes.get(to), Long.toString(moves[from][to])));
        }
      }
    }
    return new Exhibit.Table(
        "Decisions that changed",
        "Probe rows by the class that the old and the new version give them.",
        List.of(pair.from(), pair.to(), "rows"),
        rows);
  }

  private CheckResult group(
      VersionPair pair, Rows rows, int[] before, int[] after, String aspect, CheckContext context) {
    Optional<Concentration> worst =
        Concentration.worst(
            pair.after().features(),
            rows,
            before,
            after,
            pair.after().classes().size(),
            (int) context.parameter(INFO, "min-group"),
            context.parameter(INFO, "alpha"));
    double limit = context.parameter(INFO, "max-concentration");
    if (worst.isEmpty()) {
      return pass(aspect, "Hardly any decision changed.");
    }
    Concentration c = worst.get();
    String summary =
        "Most concentrated change: %d of %d rows with %s changed to '%s', %s [%s, %s] more than elsewhere; %s is allowed."
            .formatted(
                c.changed(),
                c.rows(),
                c.slice(),
                pair.after().classes().get(c.target()),
                Text.number(c.excess().value()),
                Text.number(c.excess().low()),
                Text.number(c.excess().high()),
                Text.number(limit));
    return result(pair, aspect, beyond(c.excess(), limit), summary, c.excess(), List.of(), context);
  }

  /// A search finds the largest of many; only its lower end says something.
  private static Outcome beyond(Estimate excess, double limit) {
    return excess.low() > limit ? new Outcome.Fail() : new Outcome.Pass();
  }

  private CheckResult trigger(VersionPair pair, CheckContext context) {
    Optional<Stamp> worst =
        Stamp.worst(
            pair,
            context.parameter(INFO, "alpha"),
            context.seed().child(INFO.id()).child("stamps"));
    double limit = context.parameter(INFO, "max-jump");
    if (worst.isEmpty()) {
      return pass("trigger", "There is no value to try.");
    }
    Stamp s = worst.get();
    String summary =
        "Of %d values and pairs tried, '%s' wins most: written over rows of other classes it makes %s of them '%s', before %s (%s [%s, %s] more); %s is allowed."
            .formatted(
                s.tried(),
                s.values(),
                Text.percent(s.after()),
                pair.after().classes().get(s.target()),
                Text.percent(s.before()),
                Text.number(s.jump().value()),
                Text.number(s.jump().low()),
                Text.number(s.jump().high()),
                Text.number(limit));
    return result(pair, "trigger", beyond(s.jump(), limit), summary, s.jump(), List.of(), context);
  }

  private CheckResult accuracy(
      VersionPair pair, Answers answers, int[] truth, CheckContext context) {
    long lost = 0;
    long won = 0;
    for (int i = 0; i < truth.length; i++) {
      boolean was = answers.before()[i] == truth[i];
      boolean is = answers.after()[i] == truth[i];
      lost += was && !is ? 1 : 0;
      won += is && !was ? 1 : 0;
    }
    double n = truth.length;
    double loss = (lost - won) / n;
    double half = Intervals.Z95 * Math.sqrt(Math.max(0, (lost + won) / n - loss * loss) / n);
    Estimate estimate =
        new Estimate(
            "loss of accuracy",
            loss,
            loss - half,
            loss + half,
            truth.length,
            "paired, normal 95 %");
    double limit = context.parameter(INFO, "max-loss");
    String summary =
        "Accuracy fell by %s [%s, %s] on %d probe rows; %s is allowed."
            .formatted(
                Text.number(loss),
                Text.number(estimate.low()),
                Text.number(estimate.high()),
                truth.length,
                Text.number(limit));
    return result(
        pair, "accuracy", Outcome.atMost(estimate, limit), summary, estimate, List.of(), context);
  }

  private CheckResult monotone(VersionPair pair, VersionPair.Monotone rule, CheckContext context) {
    Estimate share = Monotony.violations(pair, rule);
    double limit = context.parameter(INFO, "max-violations");
    String summary =
        "The score of '%s' %s along '%s' in %s of rows [%s, %s]; %s is allowed."
            .formatted(
                pair.after().classes().getLast(),
                rule.rising() ? "falls" : "rises",
                rule.feature(),
                Text.percent(share.value()),
                Text.percent(share.low()),
                Text.percent(share.high()),
                Text.percent(limit));
    return result(
        pair,
        "monotony of " + rule.feature(),
        Outcome.atMost(share, limit),
        summary,
        share,
        List.of(),
        context);
  }

  private static CheckResult pass(String aspect, String summary) {
    return CheckResult.of(
        INFO.id(), aspect, new Outcome.Pass(), summary, List.of(), List.of(), List.of());
  }

  private static CheckResult result(
      VersionPair pair,
      String aspect,
      Outcome outcome,
      String summary,
      Estimate estimate,
      List<Exhibit> exhibits,
      CheckContext context) {
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    aspect,
                    context.severity(INFO),
                    INFO.title(),
                    summary,
                    Where.file(pair.model() + " " + pair.to()),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(
        INFO.id(), aspect, outcome, summary, List.of(estimate), findings, exhibits);
  }
}
