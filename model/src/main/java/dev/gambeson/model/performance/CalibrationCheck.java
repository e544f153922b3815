package dev.gambeson.model.performance;

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
import dev.gambeson.core.stats.Intervals;
import java.util.List;
import java.util.Optional;

/// Do the scores mean what they say?
final class CalibrationCheck implements Check<AuditSubject> {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-PERF-002",
          "Calibration",
          "Do things to which the model gives a probability happen that often?",
          "Thresholds, expected losses and human trust are all built on the scores; an overconfident"
              + " model also gives away who it was trained on (GB-PRIV).",
          "Expected calibration error over up to 15 bins of equal size, less the part that chance"
              + " explains (folded-normal correction per bin), with a bootstrap interval. Two"
              + " classes: the second class's probability; more: the probability of the predicted"
              + " class (Guo et al. 2017). Brier's score is reported.",
          "Within a bin, errors cancel. Calibration holds for data like the test data only.",
          "Recalibrate on held-out data (Platt, isotonic or temperature scaling), and regularise:"
              + " overconfidence is mostly overfitting.",
          Severity.MEDIUM,
          List.of("AML.T0031"),
          List.of(
              new CheckInfo.Parameter(
                  "max-ece", 0.1, 0, 1, "Largest acceptable expected calibration error.")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    Answers answers =
        new Answers(
            subject.test().truth(),
            subject.testScores(context.workers()),
            subject.model().classes().size());
    Optional<String> unusable = answers.unusable();
    if (unusable.isPresent()) {
      return List.of(CheckResult.inconclusive(INFO.id(), "", unusable.get()));
    }
    return answers.probabilities()
        ? List.of(judge(subject, context, answers))
        : List.of(
            CheckResult.notExamined(
                INFO.id(), "", "the model's scores are no probabilities (they do not sum to one)"));
  }

  private static CheckResult judge(AuditSubject subject, CheckContext context, Answers answers) {
    double limit = context.parameter(INFO, "max-ece");
    Reliability reliability = reliability(answers);
    Estimate error =
        reliability.error("expected calibration error", context.seed().child(INFO.id()));
    Estimate brier = Intervals.mean("Brier score", answers.brierScores());
    Outcome outcome = Outcome.atMost(error, limit);
    String summary =
        "On average the scores are off by %s [%s, %s] (uncorrected %s); the policy allows %s. Brier score %s."
            .formatted(
                Text.number(error.value()),
                Text.number(error.low()),
                Text.number(error.high()),
                Text.number(reliability.rawError()),
                Text.number(limit),
                Text.number(brier.value()));
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    "",
                    context.severity(INFO),
                    "Scores are miscalibrated",
                    summary,
                    Where.file(subject.file().toString()),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        List.of(error, brier),
        findings,
        List.of(chart(subject, reliability)));
  }

  static Reliability reliability(Answers answers) {
    int n = answers.size();
    int[] predicted = answers.predicted();
    double[] probability = new double[n];
    boolean[] happened = new boolean[n];
    for (int i = 0; i < n; i++) {
      int event = answers.classes() == 2 ? 1 : predicted[i];
      probability[i] = answers.score(i, event);
      happened[i] = answers.truth()[i] == event;
    }
    return Reliability.of(probability, happened);
  }

  private static Exhibit chart(AuditSubject subject, Reliability reliability) {
    List<String> classes = subject.model().classes();
    String event = classes.size() == 2 ? "'" + classes.get(1) + "'" : "the predicted class";
    return new Exhibit.LineChart(
        "Calibration on the test data",
        "How often the truth is %s against the probability given to it, in bins of equal size with 95 %% intervals; on the diagonal a score means what it says."
            .formatted(event),
        Exhibit.Axis.share("mean probability"),
        Exhibit.Axis.share("observed share"),
        List.of(
            new Exhibit.Line(
                "observed",
                reliability.bins().stream()
                    .map(b ->
                        new Exhibit.Point(
                            b.score(),
                            b.observed().value(),
                            b.observed().low(),
                            b.observed().high()))
                    .toList())),
        true);
  }
}
