package dev.gambeson.data.screen.influence;

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
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// GB-POIS-010: which source makes the model worse for everybody else?
final class LeaveOneSourceOutScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-010",
          "Sources that harm the model",
          "Is there a source without which a model gets better on rows that it did not supply?",
          "One partner, bucket or labeller with wrong or hostile rows moves the model against all others, and no single row of it need look wrong.",
          "A logistic regression is fitted with and without each source. The reference are the trusted rows, if there are 60; otherwise the rows of the other sources, each judged by models that did not see it. A source is named when the gain in log loss without it, overall or on the rows of one class, exceeds `min-gain` by its bootstrap interval, Bonferroni-corrected over sources and classes so that the chance of naming any of a clean set of sources is `false-positives` (leave-one-out influence, Cook 1977; source as the unit, after Baracaldo et al. 2017, Mitigating poisoning attacks on machine learning models: a data provenance based approach).",
          "Sources with fewer than 30 rows; two sources that lie alike where no trusted rows tell who is right: without trusted rows the majority is believed; harm to a slice that is no class; harm that a linear model cannot learn. An honest source from another population looks the same: read its rows.",
          "Keep the source's rows out, ask the supplier, and admit them again after their labels were checked.",
          Severity.HIGH,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives",
                  0.01,
                  0.0001,
                  0.2,
                  "chance that any source of a clean set is named"),
              new CheckInfo.Parameter(
                  "min-gain",
                  0.01,
                  0,
                  10,
                  "gain in mean log loss, in nats, below which harm is tolerated")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return SourcedRows.screen(subject, INFO, context, s -> screen(s, context));
  }

  private static Screened screen(SourcedRows s, CheckContext context) {
    int sources = s.judged().length;
    if (sources < 2) {
      return Screened.inconclusive(
          INFO,
          "%d sources have at least %d labelled rows; it needs 2"
              .formatted(sources, SourcedRows.FEWEST_OF_SOURCE));
    }
    double tests = sources * (1.0 + s.classes().size());
    double confidence = 1 - 2 * context.parameter(INFO, "false-positives") / tests;
    List<Influence> ranked =
        Influence.measure(s, confidence, context.seed().child(INFO.id()), context.workers())
            .stream()
            .sorted(
                Comparator.comparingDouble((Influence i) -> -i.loss().value())
                    .thenComparingInt(Influence::source))
            .toList();
    double limit = context.parameter(INFO, "min-gain");
    List<Influence> harmful = ranked.stream().filter(i -> decisive(i).low() > limit).toList();
    List<CheckResult> results = new ArrayList<>();
    results.add(judge(s, context, ranked, harmful, limit));
    s.tooSmall(INFO).ifPresent(results::add);
    return new Screened(results, suspicion(s, ranked), held(s, harmful));
  }

  /// Overall gain, or that of the worst class where it is clearer.
  private static Estimate decisive(Influence i) {
    return i.worstLoss().low() > i.loss().low() ? i.worstLoss() : i.loss();
  }

  private static CheckResult judge(
      SourcedRows s,
      CheckContext context,
      List<Influence> ranked,
      List<Influence> harmful,
      double limit) {
    Influence first = harmful.isEmpty() ? ranked.getFirst() : harmful.getFirst();
    Estimate gain = decisive(first);
    String summary =
        "Of %d sources judged on %s, %s; foremost '%s': %s is %s [%s, %s], accuracy %s, predictions move by %s."
            .formatted(
                ranked.size(),
                s.isTrustedEnough()
                    ? "%,d trusted rows".formatted(s.trustedLabels().length)
                    : "each other's rows (no trusted rows: the majority is believed)",
                harmful.isEmpty()
                    ? "none clearly harms the model"
                    : harmful.size() + " harm the model",
                s.names().get(first.source()),
                gain.name(),
                Text.number(gain.value()),
                Text.number(gain.low()),
                Text.number(gain.high()),
                Text.number(first.accuracy().value()),
                Text.percent(first.shift()));
    List<Finding> findings = harmful.stream().map(i -> finding(s, context, i, limit)).toList();
    return CheckResult.of(
        INFO.id(),
        "",
        harmful.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
        summary,
        List.of(gain, first.accuracy()),
        findings,
        List.of(table(s, ranked)));
  }

  private static Finding finding(SourcedRows s, CheckContext context, Influence i, double limit) {
    Estimate gain = decisive(i);
    Where file = Where.file(s.subject().data().name());
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "Source '%s' harms the model".formatted(s.names().get(i.source())),
        "Without its %,d rows the %s is %s [%s, %s] nats (the policy tolerates %s), the accuracy %s higher."
            .formatted(
                i.rows(),
                gain.name(),
                Text.number(gain.value()),
                Text.number(gain.low()),
                Text.number(gain.high()),
                Text.number(limit),
                Text.number(i.accuracy().value())),
        s.subject().roles().source().map(file::atColumn).orElse(file),
        INFO.fix());
  }

  private static Exhibit table(SourcedRows s, List<Influence> ranked) {
    return new Exhibit.Table(
        "Sources by what leaving them out does",
        "Gain in mean log loss (nats) and accuracy on the reference rows without the source, with corrected intervals; positive means the model is better without it. Shift: how far its predictions move.",
        List.of(
            "source",
            "rows",
            "gain in log loss",
            "interval",
            "gain in accuracy",
            "shift",
            "worst class"),
        ranked.stream()
            .limit(20)
            .map(i ->
                List.of(
                    s.names().get(i.source()),
                    Integer.toString(i.rows()),
                    Text.number(i.loss().value()),
                    "[%s, %s]".formatted(Text.number(i.loss().low()), Text.number(i.loss().high())),
                    Text.number(i.accuracy().value()),
                    Text.percent(i.shift()),
                    i.worstClass() < 0 ? "" : s.classes().get(i.worstClass())))
            .toList());
  }

  /// Every row of a source bears the gain without the source.
  private static double[] suspicion(SourcedRows s, List<Influence> ranked) {
    int[] codes = s.subject().source().orElseThrow().codes();
    double[] bySource = new double[s.names().size()];
    Arrays.fill(bySource, Double.NaN);
    ranked.forEach(i -> bySource[i.source()] = i.loss().value());
    return Arrays.stream(codes).mapToDouble(c -> c < 0 ? Double.NaN : bySource[c]).toArray();
  }

  private static List<Screened.Held> held(SourcedRows s, List<Influence> harmful) {
    return harmful.stream()
        .flatMap(i ->
            s
                .held(
                    i.source(),
                    "source '%s' makes the model worse for the others"
                        .formatted(s.names().get(i.source())))
                .stream())
        .sorted(Comparator.comparingInt(Screened.Held::row))
        .toList();
  }
}
