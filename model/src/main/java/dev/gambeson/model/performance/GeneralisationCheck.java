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
import java.util.OptionalDouble;

/// Does the model do as well on new data as on what it was trained on?
final class GeneralisationCheck implements Check<AuditSubject> {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-PERF-003",
          "Generalisation gap",
          "Does the model do as well on new data as on the data it was trained on?",
          "A model that knows its training rows better than others can be asked who they were:"
              + " overfitting is the main cause of membership leaks (Yeom et al. 2018).",
          "Accuracy on the training data minus accuracy on the test data, with Newcombe's interval"
              + " (1998); the difference in mean log loss is reported.",
          "Takes the given training data as what the model was trained on; if it is not, the gap"
              + " means nothing. A gap of zero does not prove that nothing leaks (see GB-PRIV).",
          "Regularise, stop earlier, prune, or train on more rows.",
          Severity.MEDIUM,
          List.of("ML04:2023", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter(
                  "max-accuracy-gap",
                  0.1,
                  0,
                  1,
                  "Largest acceptable accuracy on training data minus accuracy on test data.")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.train().isEmpty() || subject.train().get().size() == 0) {
      return List.of(CheckResult.notExamined(INFO.id(), "", "no training data was given"));
    }
    int k = subject.model().classes().size();
    Answers test = new Answers(subject.test().truth(), subject.testScores(context.workers()), k);
    Answers train =
        new Answers(subject.train().get().truth(), subject.trainScores(context.workers()), k);
    Optional<String> unusable = test.unusable();
    return unusable.isPresent()
        ? List.of(CheckResult.inconclusive(INFO.id(), "", unusable.get()))
        : List.of(judge(subject, context, train, test));
  }

  private static CheckResult judge(
      AuditSubject subject, CheckContext context, Answers train, Answers test) {
    double limit = context.parameter(INFO, "max-accuracy-gap");
    Estimate gap =
        Intervals.difference(
            "accuracy, training minus test",
            train.right(),
            train.size(),
            test.right(),
            test.size());
    Estimate onTrain = train.accuracy("accuracy on the training data");
    Estimate onTest = test.accuracy("accuracy on the test data");
    Outcome outcome = Outcome.atMost(gap, limit);
    String summary =
        "Right on %s of the training rows and %s of the test rows: %s [%s, %s] apart; the policy allows %s."
            .formatted(
                Text.percent(onTrain.value()),
                Text.percent(onTest.value()),
                Text.number(gap.value()),
                Text.number(gap.low()),
                Text.number(gap.high()),
                Text.number(limit));
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    "",
                    context.severity(INFO),
                    "The model is overfitted",
                    summary,
                    Where.file(subject.file().toString()),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        List.of(gap, onTrain, onTest, logLossGap(train, test)),
        findings,
        List.of(bars(onTrain, onTest)));
  }

  private static Estimate logLossGap(Answers train, Answers test) {
    String name = "mean log loss, test minus training (nats)";
    Estimate a = Intervals.mean("test", test.logLosses());
    Estimate b = Intervals.mean("training", train.logLosses());
    if (!a.isDefined() || !b.isDefined()) {
      return Estimate.undefined(name, test.size(), "fewer than two rows");
    }
    double gap = a.value() - b.value();
    double half = Math.hypot(a.high() - a.value(), b.high() - b.value());
    return new Estimate(name, gap, gap - half, gap + half, a.n() + b.n(), "normal 95 %");
  }

  private static Exhibit bars(Estimate onTrain, Estimate onTest) {
    return new Exhibit.BarChart(
        "Accuracy on training and test data",
        "Whiskers are 95 % intervals.",
        Exhibit.Axis.share("accuracy"),
        List.of(
            new Exhibit.Bar(
                "training", onTrain.value(), onTrain.low(), onTrain.high(), onTrain.n()),
            new Exhibit.Bar("test", onTest.value(), onTest.low(), onTest.high(), onTest.n())),
        OptionalDouble.empty());
  }
}
