package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// GB-POIS-002: which labels do models that did not see them contradict?
final class LabelErrorScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-002",
          "Labels that the features contradict",
          "Are there labels that models which did not see them hold to be wrong?",
          "Wrong labels, by mistake or by an attacker who can write labels but not features, teach the model the wrong thing; a few per cent are enough to move it.",
          "Two feature spaces speak about each row without seeing its label: a logistic regression on the other folds (on 64 principal directions when there are more than 128 features), and the labels of its 10 and 50 nearest rows. Their probabilities are pooled and calibrated on the labels; the noise is estimated at anchor points and taken back (Liu and Tao 2016; Patrini et al. 2017; confident learning, Northcutt et al. 2021, decides where that fails). A row is held back when its label is so improbable that, were the labels right, no more than `false-positives` of the rows would be. The second aspect counts labels that the neighbours contradict but the linear model is sure of: what a trigger that the model has learnt looks like.",
          "Wrong labels where the classes overlap; clean-label poison (GB-POIS-005); whole clusters of copies that agree with each other; noise above some 40 % of a class. A rare but right label is held back, too: the budget is for those.",
          "Look at the rows named; correct or drop those that are wrong, and find out who labelled them.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              LabelReports.BUDGET,
              new CheckInfo.Parameter(
                  "max-contradicted", 0.03, 0, 1, "largest share of rows held back"),
              new CheckInfo.Parameter(
                  "max-disagreement",
                  0.03,
                  0,
                  1,
                  "largest share of a class that the neighbours contradict and the linear model confirms")));

  private static final double SURE = 0.9;

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return LabelledSubject.screen(subject, INFO, s -> screen(s, context));
  }

  private static Screened screen(LabelledSubject s, CheckContext context) {
    LabelErrors errors = s.errors(context);
    double[] suspicion =
        IntStream.range(0, s.size())
            .mapToDouble(i -> 1 - errors.noise().truth().at(i, s.labels()[i]))
            .toArray();
    int[] held = errors.held(context.parameter(INFO, "false-positives"));
    List<Screened.Held> reasons =
        Arrays.stream(held)
            .mapToObj(i -> new Screened.Held(s.rows()[i], reason(s, errors, i)))
            .toList();
    return new Screened(
        List.of(
            contradicted(s, context, errors, held, suspicion), disagreement(s, context, errors)),
        s.spread(suspicion),
        reasons);
  }

  private static String reason(LabelledSubject s, LabelErrors errors, int i) {
    return "label '%s' is contradicted by the features, which say '%s' (probability of the label %s)"
        .formatted(s.name(i), s.names().get(errors.suggested(i)), probability(s, errors, i));
  }

  private static String probability(LabelledSubject s, LabelErrors errors, int i) {
    return NumericColumn.format(Math.rint(1e4 * errors.noise().truth().at(i, s.labels()[i])) / 1e4);
  }

  private static CheckResult contradicted(
      LabelledSubject s, CheckContext context, LabelErrors errors, int[] held, double[] suspicion) {
    Estimate share = Intervals.wilson("share of contradicted labels", held.length, s.size());
    Estimate wrong = Intervals.mean("estimated share of wrong labels", errors.probabilities());
    int issues = errors.issues().length;
    Outcome outcome = Outcome.atMost(share, context.parameter(INFO, "max-contradicted"));
    if (outcome instanceof Outcome.Pass && !errors.noise().usable()) {
      outcome =
          new Outcome.Inconclusive(
              "The classes cannot be told apart well enough to say how many labels are wrong; %d are not the most probable one."
                  .formatted(issues));
    }
    String summary =
        "%,d of %,d labels (%s) are contradicted by the features and held back; %,d are probably wrong."
            .formatted(held.length, s.size(), Text.percent(share.value()), issues);
    return LabelReports.judged(
        s,
        context,
        INFO,
        "",
        outcome,
        summary,
        List.of(share, wrong),
        LabelReports.bySuspicion(held, suspicion),
        i -> List.of(s.names().get(errors.suggested(i)), probability(s, errors, i)));
  }

  /// Rows that the neighbours contradict while the linear model is sure of their label, in the
  /// class where they are most frequent.
  private static CheckResult disagreement(
      LabelledSubject s, CheckContext context, LabelErrors errors) {
    int[] torn =
        Arrays.stream(errors.heldByNeighbours(context.parameter(INFO, "false-positives")))
            .filter(i -> errors.linear().at(i, s.labels()[i]) >= SURE)
            .toArray();
    double level = 1 - 0.05 / s.classes();
    Estimate worst =
        IntStream.range(0, s.classes())
            .mapToObj(k -> share(s, torn, k, level))
            .max(Comparator.comparingDouble(Estimate::low))
            .orElseThrow();
    Outcome outcome = Outcome.atMost(worst, context.parameter(INFO, "max-disagreement"));
    String summary =
        "%,d labels are contradicted by the neighbours and confirmed by the linear model; %s: %s."
            .formatted(torn.length, worst.name(), Text.percent(worst.value()));
    return LabelReports.judged(
        s,
        context,
        INFO,
        "feature spaces disagree",
        outcome,
        summary,
        List.of(worst),
        torn,
        i -> List.of(s.names().get(errors.suggested(i)), probability(s, errors, i)));
  }

  private static Estimate share(LabelledSubject s, int[] torn, int k, double level) {
    double of = Arrays.stream(s.labels()).filter(l -> l == k).count();
    double hits = Arrays.stream(torn).filter(i -> s.labels()[i] == k).count();
    return Intervals.wilson(
        "share of class '%s' on which they disagree".formatted(s.names().get(k)),
        new Intervals.Share(hits, of),
        level);
  }
}
