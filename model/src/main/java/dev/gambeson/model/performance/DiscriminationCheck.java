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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Does the model tell the classes apart?
final class DiscriminationCheck implements Check<AuditSubject> {
  private static final int CURVE_POINTS = 200;
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-PERF-001",
          "Discrimination",
          "Does the model tell the classes apart on data that it was not trained on?",
          "Every other figure of an audit is about this model: one that does not discriminate is not"
              + " worth attacking, and not worth shipping.",
          "Ranking: area under the ROC curve with DeLong's interval (1988), for more than two classes"
              + " the mean of one class against the rest. Decisions: balanced accuracy, the mean of"
              + " the classes' recalls, with Wilson intervals combined by Zou and Donner (2008)."
              + " Accuracy is set against always answering the most frequent class.",
          "Speaks for data like the test data only. With more than two classes, the interval of the"
              + " mean takes the classes' errors as fully dependent, which is too wide.",
          "Check that label, favourable value and preprocessing are the ones the model was trained"
              + " with; then train on more or better data.",
          Severity.HIGH,
          List.of("AML.T0031"),
          List.of(
              new CheckInfo.Parameter("min-auc", 0.6, 0, 1, "Smallest acceptable AUC."),
              new CheckInfo.Parameter(
                  "min-balanced-accuracy", 0.5, 0, 1, "Smallest acceptable balanced accuracy.")));

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
    return unusable.isPresent()
        ? List.of(CheckResult.inconclusive(INFO.id(), "", unusable.get()))
        : List.of(ranking(subject, context, answers), decisions(subject, context, answers));
  }

  private static CheckResult ranking(AuditSubject subject, CheckContext context, Answers answers) {
    double limit = context.parameter(INFO, "min-auc");
    List<Estimate> perClass = aucs(subject, answers);
    Estimate auc =
        perClass.size() == 1 ? perClass.getFirst() : mean("AUC, mean over classes", perClass);
    Outcome outcome = Outcome.atLeast(auc, limit);
    String summary =
        "A random row of a class scores above a random row of another with probability %s [%s, %s]; chance is 0.5, the policy asks for %s."
            .formatted(
                Text.number(auc.value()),
                Text.number(auc.low()),
                Text.number(auc.high()),
                Text.number(limit));
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(auc);
    perClass.stream().filter(e -> !e.equals(auc)).forEach(estimates::add);
    return result(
        subject,
        context,
        "ranking",
        outcome,
        summary,
        estimates,
        List.of(rocChart(subject, answers)));
  }

  private static CheckResult decisions(
      AuditSubject subject, CheckContext context, Answers answers) {
    double limit = context.parameter(INFO, "min-balanced-accuracy");
    Estimate balanced = balancedAccuracy(answers);
    Estimate accuracy = answers.accuracy("accuracy");
    Estimate gain = gain(answers);
    String summary =
        "Balanced accuracy is %s [%s, %s], the policy asks for %s. Accuracy is %s, %s %s than always answering the most frequent class."
            .formatted(
                Text.number(balanced.value()),
                Text.number(balanced.low()),
                Text.number(balanced.high()),
                Text.number(limit),
                Text.percent(accuracy.value()),
                Text.percent(Math.abs(gain.value())),
                gain.value() < 0 ? "worse" : "better");
    return result(
        subject,
        context,
        "decisions",
        Outcome.atLeast(balanced, limit),
        summary,
        List.of(balanced, accuracy, gain),
        List.of(table(subject, answers)));
  }

  private static CheckResult result(
      AuditSubject subject,
      CheckContext context,
      String aspect,
      Outcome outcome,
      String summary,
      List<Estimate> estimates,
      List<Exhibit> exhibits) {
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    aspect,
                    context.severity(INFO),
                    "The model hardly tells the classes apart",
                    summary,
                    Where.file(subject.file().toString()),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(INFO.id(), aspect, outcome, summary, estimates, findings, exhibits);
  }

  /// One figure for two classes, one per class that is present otherwise.
  private static List<Estimate> aucs(AuditSubject subject, Answers answers) {
    if (answers.classes() == 2) {
      return List.of(answers.roc(1).auc("AUC"));
    }
    return IntStream.range(0, answers.classes())
        .filter(c -> answers.rowsOf(c) > 0)
        .mapToObj(c ->
            answers.roc(c).auc("AUC, " + subject.model().classes().get(c) + " against the rest"))
        .toList();
  }

  private static Estimate mean(String name, List<Estimate> parts) {
    return new Estimate(
        name,
        parts.stream().mapToDouble(Estimate::value).average().orElseThrow(),
        parts.stream().mapToDouble(Estimate::low).average().orElseThrow(),
        parts.stream().mapToDouble(Estimate::high).average().orElseThrow(),
        parts.getFirst().n(),
        "mean of " + parts.size() + " classes, " + parts.getFirst().method());
  }

  static Estimate balancedAccuracy(Answers answers) {
    long[][] counts = answers.confusion();
    double value = 0;
    double below = 0;
    double above = 0;
    int present = 0;
    for (int c = 0; c < counts.length; c++) {
      Estimate recall = Intervals.wilson("recall", counts[c][c], Arrays.stream(counts[c]).sum());
      if (recall.isDefined()) {
        present++;
        value += recall.value();
        below += Math.pow(recall.value() - recall.low(), 2);
        above += Math.pow(recall.high() - recall.value(), 2);
      }
    }
    return new Estimate(
        "balanced accuracy",
        value / present,
        (value - Math.sqrt(below)) / present,
        (value + Math.sqrt(above)) / present,
        answers.size(),
        "Wilson 95 % per class, combined (Zou and Donner)");
  }

  /// Accuracy minus that of always answering the most frequent class, on the same rows.
  private static Estimate gain(Answers answers) {
    int majority =
        IntStream.range(0, answers.classes())
            .reduce((a, b) -> answers.rowsOf(b) > answers.rowsOf(a) ? b : a)
            .orElseThrow();
    int[] predicted = answers.predicted();
    double[] gains =
        IntStream.range(0, answers.size())
            .mapToDouble(i ->
                (predicted[i] == answers.truth()[i] ? 1 : 0)
                    - (majority == answers.truth()[i] ? 1 : 0))
            .toArray();
    return Intervals.mean("accuracy minus that of always answering the most frequent class", gains);
  }

  private static Exhibit rocChart(AuditSubject subject, Answers answers) {
    List<Exhibit.Line> lines =
        IntStream.range(answers.classes() == 2 ? 1 : 0, answers.classes())
            .filter(c -> answers.rowsOf(c) > 0)
            .mapToObj(c ->
                new Exhibit.Line(
                    subject.model().classes().get(c),
                    answers.roc(c).curve(CURVE_POINTS).stream()
                        .map(p -> Exhibit.Point.of(p[0], p[1]))
                        .toList()))
            .toList();
    return new Exhibit.LineChart(
        "ROC on the test data",
        "Share of a class that is found against the share of others that is taken for it, over all thresholds; the diagonal is chance.",
        Exhibit.Axis.share("false positive rate"),
        Exhibit.Axis.share("true positive rate"),
        lines,
        true);
  }

  private static Exhibit table(AuditSubject subject, Answers answers) {
    List<String> classes = subject.model().classes();
    List<String> header = new ArrayList<>(List.of("true class"));
    classes.forEach(c -> header.add("predicted " + c));
    List<List<String>> rows = new ArrayList<>();
    long[][] counts = answers.confusion();
    for (int c = 0; c < counts.length; c++) {
      List<String> row = new ArrayList<>(List.of(classes.get(c)));
      Arrays.stream(counts[c]).mapToObj(Long::toString).forEach(row::add);
      rows.add(row);
    }
    return new Exhibit.Table(
        "Predictions by true class", "Number of test rows; the diagonal is right.", header, rows);
  }
}
