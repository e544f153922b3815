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
import dev.gambeson.data.internal.rows.Identifiers;
import dev.gambeson.data.internal.rows.SinglePower;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// GB-DATA-003: does one input give the answer away?
final class LeakageCheck implements Check<AuditSubject> {
  private static final int SHOWN = 12;
  private static final int FEWEST_FOR_IDS = 50;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-003",
          "Feature leakage",
          "Does a single input predict the label too well, or does an identifier predict it at all?",
          "An input that knows the answer is usually filled in after the decision (a claim number, a closing date). The model then looks excellent in tests and fails in use.",
          "For each input alone, the area under the ROC curve with its interval (DeLong 1988): of the raw number in either direction, and of the rate of the class per level or per quantile bin (32, missing apart), each row's rate computed without its own fifth of the data. With several classes, the best one against the rest. The training set is used, else the test set. An identifier is an input with a different value in every row that counts up or down with the row number, or whole numbers that fill at least half of their range.",
          "Leaks that need two inputs together are not found. A very good honest predictor looks the same: a person must decide.",
          "Ask when and by whom the input is filled in; leave it out if that is after the decision. Never use identifiers as inputs.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-auc", 0.995, 0.5, 1, "largest AUC of a single input that is believable"),
              new CheckInfo.Parameter(
                  "max-identifier-auc", 0.6, 0.5, 1, "largest AUC of an identifier"),
              new CheckInfo.Parameter(
                  "min-rows-per-class", 30, 2, 1e6, "rows of a class below which it is left out"),
              new CheckInfo.Parameter(
                  "max-rows", 100_000, 1000, 1e8, "rows drawn at random from larger sets")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    LabelledRows all = subject.train().orElse(subject.test());
    LabelledRows set = sample(all, context);
    SinglePower power =
        new SinglePower(
            subject.model().features(),
            subject.model().classes(),
            set,
            (int) context.parameter(INFO, "min-rows-per-class"),
            context.seed().child(INFO.id()).child("folds"));
    if (!power.possible()) {
      String reason =
          "Fewer than two classes have %s rows each in %s."
              .formatted(
                  Text.number(context.parameter(INFO, "min-rows-per-class")), set.data().name());
      return List.of(CheckResult.inconclusive(INFO.id(), "", reason));
    }
    int width = subject.model().features().width();
    List<SinglePower.Power> powers = context.workers().map(width, power::of);
    return List.of(single(set, powers, context), identifiers(all, powers, context));
  }

  private static LabelledRows sample(LabelledRows all, CheckContext context) {
    int limit = (int) context.parameter(INFO, "max-rows");
    if (all.size() <= limit) {
      return all;
    }
    var random = context.seed().child(INFO.id()).child("rows").random();
    int[] chosen = new int[limit]; // Vitter's algorithm S: in order, without repeats
    int taken = 0;
    for (int i = 0; i < all.size() && taken < limit; i++) {
      if (random.nextInt(all.size() - i) < limit - taken) {
        chosen[taken++] = i;
      }
    }
    return all.select(chosen);
  }

  private static CheckResult single(
      LabelledRows set, List<SinglePower.Power> powers, CheckContext context) {
    double limit = context.parameter(INFO, "max-auc");
    List<SinglePower.Power> ranked =
        powers.stream().sorted(Comparator.comparingDouble(p -> -p.auc().value())).toList();
    SinglePower.Power best = ranked.getFirst();
    List<Finding> findings =
        ranked.stream()
            .filter(p -> p.auc().value() > limit)
            .map(p -> finding(p, set, Outcome.atMost(p.auc(), limit), context))
            .toList();
    String summary =
        "The strongest single input is '%s', AUC %s [%s, %s]."
            .formatted(
                best.feature(),
                Text.number(best.auc().value()),
                Text.number(best.auc().low()),
                Text.number(best.auc().high()));
    Outcome outcome = Outcome.atMost(best.auc(), limit);
    return CheckResult.of(
        INFO.id(),
        "single inputs",
        outcome,
        summary,
        List.of(best.auc()),
        findings,
        List.of(chart(ranked, limit)));
  }

  private static Finding finding(
      SinglePower.Power p, LabelledRows set, Outcome outcome, CheckContext context) {
    return new Finding(
        INFO.id(),
        "single inputs",
        outcome instanceof Outcome.Fail ? context.severity(INFO) : Severity.LOW,
        "Input '" + p.feature() + "' predicts the label alone",
        "'%s' alone reaches an AUC of %s [%s, %s] for class '%s' on %,d rows. That is hardly honest knowledge at decision time."
            .formatted(
                p.feature(),
                Text.number(p.auc().value()),
                Text.number(p.auc().low()),
                Text.number(p.auc().high()),
                p.className(),
                p.auc().n()),
        Where.file(set.data().name()).atColumn(p.feature()),
        INFO.fix());
  }

  private static CheckResult identifiers(
      LabelledRows all, List<SinglePower.Power> powers, CheckContext context) {
    String aspect = "identifiers";
    List<SinglePower.Power> ids =
        IntStream.range(0, powers.size())
            .filter(f ->
                all.size() >= FEWEST_FOR_IDS
                    && Identifiers.looksLikeOne(all, powers.get(f).feature()))
            .mapToObj(powers::get)
            .sorted(Comparator.comparingDouble(p -> -p.auc().value()))
            .toList();
    if (ids.isEmpty()) {
      return CheckResult.of(
          INFO.id(),
          aspect,
          new Outcome.Pass(),
          "No input looks like an identifier.",
          List.of(),
          List.of(),
          List.of());
    }
    double limit = context.parameter(INFO, "max-identifier-auc");
    List<Finding> findings = new ArrayList<>();
    for (SinglePower.Power id : ids) {
      boolean fails = Outcome.atMost(id.auc(), limit) instanceof Outcome.Fail;
      findings.add(
          new Finding(
              INFO.id(),
              aspect,
              fails ? context.severity(INFO) : Severity.LOW,
              "Input '" + id.feature() + "' looks like an identifier",
              "'%s' has a different value in every row, in order; its AUC is %s. A model can learn rows by it, never a rule."
                  .formatted(id.feature(), Text.number(id.auc().value())),
              Where.file(all.data().name()).atColumn(id.feature()),
              INFO.fix()));
    }
    String names = ids.stream().map(SinglePower.Power::feature).collect(Collectors.joining(", "));
    return CheckResult.of(
        INFO.id(),
        aspect,
        Outcome.atMost(ids.getFirst().auc(), limit),
        "Inputs that look like identifiers: " + names + ".",
        List.of(ids.getFirst().auc()),
        findings,
        List.of());
  }

  private static Exhibit chart(List<SinglePower.Power> ranked, double limit) {
    return new Exhibit.BarChart(
        "What each input knows alone",
        "AUC of each input by itself, with 95 % intervals; 0.5 is chance, the line is the limit.",
        new Exhibit.Axis("AUC", 0.5, 1, Exhibit.Scale.LINEAR),
        ranked.stream()
            .limit(SHOWN)
            .map(p ->
                new Exhibit.Bar(
                    p.feature(), p.auc().value(), p.auc().low(), p.auc().high(), p.auc().n()))
            .toList(),
        OptionalDouble.of(limit));
  }
}
