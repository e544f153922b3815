package dev.gambeson.data.leakage;

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
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.internal.rows.SinglePower;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/// GB-DATA-020: does a feature give the label away?
public final class LeakScreen implements Screen {
  private static final CheckInfo INFO = LeakInfos.LEAKAGE;
  private static final int SHOWN = 12;
  private static final int FEWEST = 30; // rows behind a copy

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    Optional<Column> label = subject.roles().label().flatMap(subject.data()::find);
    List<String> features = subject.roles().features(subject.data().columnNames());
    if (label.isEmpty()) {
      return Screened.notExamined(INFO, "There is no label column (--label).");
    }
    if (features.isEmpty()) {
      return Screened.notExamined(INFO, "There is no feature column.");
    }
    List<CheckResult> results = new ArrayList<>();
    results.add(copies(subject, features, label.get(), context));
    if (subject.label().isPresent()) {
      results.add(power(subject, subject.label().get(), features, context));
    }
    return new Screened(results, new double[0], List.of());
  }

  private static CheckResult copies(
      ScreenSubject subject, List<String> features, Column label, CheckContext context) {
    double least = context.parameter(INFO, "min-correlation");
    List<Finding> findings = new ArrayList<>();
    for (String name : features) {
      Column feature = subject.data().column(name);
      copyOf(feature, label, subject.label().isPresent(), least)
          .ifPresent(how -> findings.add(finding(subject, name, "copies", how, context)));
    }
    String summary =
        findings.isEmpty()
            ? "No feature is a copy of the label."
            : "%,d of %,d features are copies of the label."
                .formatted(findings.size(), features.size());
    return CheckResult.of(
        INFO.id(),
        "copies",
        findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
        summary,
        List.of(Estimate.exact("features that copy the label", findings.size(), features.size())),
        findings,
        List.of());
  }

  private static Finding finding(
      ScreenSubject subject, String name, String aspect, String how, CheckContext context) {
    return new Finding(
        INFO.id(),
        aspect,
        context.severity(INFO),
        "Feature '" + name + "' is a copy of the label",
        "'%s' %s.".formatted(name, how),
        Where.file(subject.data().name()).atColumn(name),
        INFO.fix());
  }

  private static Optional<String> copyOf(
      Column feature, Column label, boolean classes, double least) {
    if (classes) {
      return oneToOne(feature, label)
          ? Optional.of("goes one to one with the classes of the label")
          : Optional.empty();
    }
    if (feature instanceof NumericColumn f && label instanceof NumericColumn l) {
      OptionalDouble r = correlation(f.values(), l.values());
      if (r.isPresent() && Math.abs(r.getAsDouble()) >= least) {
        return Optional.of(
            "has a correlation of %s with the label".formatted(Text.number(r.getAsDouble())));
      }
    }
    return Optional.empty();
  }

  /// Whether every value goes with one class and every class with one value, in both directions,
  /// over at least 30 rows and two classes.
  private static boolean oneToOne(Column feature, Column label) {
    Map<String, String> classOf = new HashMap<>();
    Map<String, String> valueOf = new HashMap<>();
    int rows = 0;
    for (int i = 0; i < feature.size(); i++) {
      if (!label.isMissing(i)) {
        String value = feature.text(i); // an empty cell is a value: empty for one class is a copy
        String own = label.text(i);
        if (!own.equals(classOf.merge(value, own, (a, _) -> a))
            || !value.equals(valueOf.merge(own, value, (a, _) -> a))) {
          return false;
        }
        rows++;
      }
    }
    return rows >= FEWEST && valueOf.size() >= 2;
  }

  private static OptionalDouble correlation(double[] a, double[] b) {
    int[] rows =
        IntStream.range(0, a.length)
            .filter(i -> !Double.isNaN(a[i]) && !Double.isNaN(b[i]))
            .toArray();
    if (rows.length < FEWEST) {
      return OptionalDouble.empty();
    }
    double meanA = IntStream.of(rows).mapToDouble(i -> a[i]).average().orElse(0);
    double meanB = IntStream.of(rows).mapToDouble(i -> b[i]).average().orElse(0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i : rows) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa > 0 && bb > 0 ? OptionalDouble.of(ab / Math.sqrt(aa * bb)) : OptionalDouble.empty();
  }

  private static CheckResult power(
      ScreenSubject subject,
      ScreenSubject.Coded label,
      List<String> features,
      CheckContext context) {
    String aspect = "single features";
    int[] labelled =
        IntStream.range(0, subject.size()).filter(i -> label.codes()[i] >= 0).toArray();
    Dataset data = subject.data().select(labelled);
    FeatureSpace space = FeatureSpaces.learn(data, features, Set.of(), Map.of());
    int[] truth = IntStream.of(labelled).map(i -> label.codes()[i]).toArray();
    SinglePower power =
        new SinglePower(
            space,
            label.names(),
            new LabelledRows(data, space.encode(data), truth),
            (int) context.parameter(INFO, "min-rows-per-class"),
            context.seed().child(INFO.id()).child("folds"));
    if (!power.possible()) {
      return CheckResult.inconclusive(
          INFO.id(),
          aspect,
          "Fewer than two classes have %s rows each."
              .formatted(Text.number(context.parameter(INFO, "min-rows-per-class"))));
    }
    List<SinglePower.Power> ranked =
        context.workers().map(space.width(), power::of).stream()
            .sorted(Comparator.comparingDouble(p -> -p.auc().value()))
            .toList();
    return judge(subject, aspect, ranked, context);
  }

  private static CheckResult judge(
      ScreenSubject subject, String aspect, List<SinglePower.Power> ranked, CheckContext context) {
    double limit = context.parameter(INFO, "max-auc");
    List<Finding> findings =
        ranked.stream()
            .filter(p -> p.auc().value() > limit)
            .map(p -> powerFinding(subject, aspect, p, limit, context))
            .toList();
    SinglePower.Power best = ranked.getFirst();
    String summary =
        "The strongest single feature is '%s', AUC %s [%s, %s]."
            .formatted(
                best.feature(),
                Text.number(best.auc().value()),
                Text.number(best.auc().low()),
                Text.number(best.auc().high()));
    return CheckResult.of(
        INFO.id(),
        aspect,
        Outcome.atMost(best.auc(), limit),
        summary,
        List.of(best.auc()),
        findings,
        List.of(chart(ranked, limit)));
  }

  private static Finding powerFinding(
      ScreenSubject subject,
      String aspect,
      SinglePower.Power p,
      double limit,
      CheckContext context) {
    boolean fails = Outcome.atMost(p.auc(), limit) instanceof Outcome.Fail;
    return new Finding(
        INFO.id(),
        aspect,
        fails ? context.severity(INFO) : Severity.LOW,
        "Feature '" + p.feature() + "' predicts the label alone",
        "'%s' alone reaches an AUC of %s [%s, %s] for class '%s' on %,d rows. That is hardly honest knowledge at decision time."
            .formatted(
                p.feature(),
                Text.number(p.auc().value()),
                Text.number(p.auc().low()),
                Text.number(p.auc().high()),
                p.className(),
                p.auc().n()),
        Where.file(subject.data().name()).atColumn(p.feature()),
        INFO.fix());
  }

  private static Exhibit chart(List<SinglePower.Power> ranked, double limit) {
    return new Exhibit.BarChart(
        "Single features",
        "Area under the ROC curve of each feature alone; the line is the limit.",
        Exhibit.Axis.share("AUC"),
        ranked.stream()
            .limit(SHOWN)
            .map(p ->
                new Exhibit.Bar(
                    p.feature(), p.auc().value(), p.auc().low(), p.auc().high(), p.auc().n()))
            .toList(),
        OptionalDouble.of(limit));
  }
}
