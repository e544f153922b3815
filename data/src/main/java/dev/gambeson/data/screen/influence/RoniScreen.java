package dev.gambeson.data.screen.influence;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
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

/// GB-POIS-011: would a model trained on trusted rows get worse by this source's rows?
final class RoniScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-011",
          "Reject on negative impact",
          "Does adding a source's rows to trusted ones make the model worse than adding trusted rows would?",
          "A batch that worsens a small model of trusted rows will worsen the large one, too; asked per source it needs no majority of honest sources.",
          "Reject on negative impact (Nelson et al. 2008, Exploiting machine learning to subvert your spam filter, section 5.1; Barreno et al. 2010). The trusted rows are split 20 times into a training, a quiz and a calibration part. The change of the mean log loss on the quiz rows by a sample of the source's rows is compared with the change by as many calibration rows. A source is rejected when its mean change exceeds that of the calibration by so many of its standard deviations that the chance of rejecting any clean source is `false-positives`.",
          "Without 60 trusted rows, the rows of all other sources stand in for them: the weaker reference, since they may be poisoned themselves. Poison that harms only a few rows; sources with fewer than 30 rows; an honest source from another population is rejected as well.",
          "Keep the source's rows out and have a sample of them labelled again.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives",
                  0.01,
                  0.0001,
                  0.2,
                  "chance that any source of a clean set is rejected")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return SourcedRows.screen(subject, INFO, context, s -> screen(s, context));
  }

  private static Screened screen(SourcedRows s, CheckContext context) {
    int[] judged = s.judged();
    if (judged.length == 0 || (judged.length < 2 && !s.isTrustedEnough())) {
      return Screened.inconclusive(
          INFO,
          "%d sources have at least %d labelled rows and %d rows are trusted: there is nothing to compare"
              .formatted(judged.length, SourcedRows.FEWEST_OF_SOURCE, s.trustedLabels().length));
    }
    Seed seed = context.seed().child(INFO.id());
    double confidence = 1 - 2 * context.parameter(INFO, "false-positives") / judged.length;
    List<Impact> impacts =
        context
            .workers()
            .map(
                judged.length,
                j -> Impact.measure(s, judged[j], confidence, seed.child(judged[j])));
    List<Impact> ranked =
        impacts.stream()
            .sorted(
                Comparator.comparingDouble((Impact i) -> -i.harm().value())
                    .thenComparingInt(Impact::source))
            .toList();
    List<Impact> rejected = ranked.stream().filter(i -> i.harm().low() > 0).toList();
    List<CheckResult> results = new ArrayList<>();
    results.add(judge(s, context, ranked, rejected));
    s.tooSmall(INFO).ifPresent(results::add);
    return new Screened(results, suspicion(s, ranked), held(s, rejected));
  }

  private static CheckResult judge(
      SourcedRows s, CheckContext context, List<Impact> ranked, List<Impact> rejected) {
    Impact first = ranked.getFirst();
    Estimate harm = first.harm();
    String reference =
        s.isTrustedEnough()
            ? "%,d trusted rows".formatted(s.trustedLabels().length)
            : "the rows of the other sources (no trusted rows: the weaker reference)";
    String summary =
        "Beside %s, %d of %d sources are rejected; foremost '%s', whose rows raise the log loss by %s [%s, %s] more than clean rows do."
            .formatted(
                reference,
                rejected.size(),
                ranked.size(),
                s.names().get(first.source()),
                Text.number(harm.value()),
                Text.number(harm.low()),
                Text.number(harm.high()));
    Where file = Where.file(s.subject().data().name());
    List<Finding> findings =
        rejected.stream()
            .map(i ->
                new Finding(
                    INFO.id(),
                    "",
                    context.severity(INFO),
                    "Source '%s' is rejected".formatted(s.names().get(i.source())),
                    "A sample of its rows raises the log loss of a model of %s by %s [%s, %s] nats more than as many clean rows do."
                        .formatted(
                            reference,
                            Text.number(i.harm().value()),
                            Text.number(i.harm().low()),
                            Text.number(i.harm().high())),
                    s.subject().roles().source().map(file::atColumn).orElse(file),
                    INFO.fix()))
            .toList();
    Exhibit table =
        new Exhibit.Table(
            "Sources by their impact on a model of clean rows",
            "Rise of the mean log loss (nats) by the source's rows above that by as many clean rows; rejected when the whole interval lies above 0.",
            List.of("source", "harm", "interval"),
            ranked.stream()
                .limit(20)
                .map(i ->
                    List.of(
                        s.names().get(i.source()),
                        Text.number(i.harm().value()),
                        "[%s, %s]"
                            .formatted(Text.number(i.harm().low()), Text.number(i.harm().high()))))
                .toList());
    return CheckResult.of(
        INFO.id(),
        "",
        rejected.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
        summary,
        List.of(harm),
        findings,
        List.of(table));
  }

  private static double[] suspicion(SourcedRows s, List<Impact> ranked) {
    double[] bySource = new double[s.names().size()];
    Arrays.fill(bySource, Double.NaN);
    ranked.forEach(i -> bySource[i.source()] = i.harm().value());
    return Arrays.stream(s.subject().source().orElseThrow().codes())
        .mapToDouble(c -> c < 0 ? Double.NaN : bySource[c])
        .toArray();
  }

  private static List<Screened.Held> held(SourcedRows s, List<Impact> rejected) {
    return rejected.stream()
        .flatMap(i ->
            s
                .held(
                    i.source(),
                    "source '%s' worsens a model of clean rows"
                        .formatted(s.names().get(i.source())))
                .stream())
        .sorted(Comparator.comparingInt(Screened.Held::row))
        .toList();
  }
}
