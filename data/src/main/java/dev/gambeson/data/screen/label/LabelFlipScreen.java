package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// GB-POIS-004: are label errors directed?
final class LabelFlipScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-004",
          "Directed label errors",
          "Do label errors go from one class to another, or gather in one source, one span of time or one slice, more than the noise elsewhere?",
          "Mistakes scatter; somebody who wants the model to let something through flips labels in one direction, in the rows that matter to him.",
          "Class pairs: the rate of each wrong label at the anchor points of a class (as GB-POIS-002) against the rate of the other wrong labels, or of the opposite direction when there are two classes (Newcombe's interval); with 100 trusted rows, against what a model of these expects. Slices: the share of contradicted labels in each source, tenth of time, level and tenth of a feature, less the share expected from the features of its rows and less the excess elsewhere (Wilson). All intervals are Bonferroni-corrected; the chance to accuse any clean pair or slice is `false-positives`. With 100 trusted rows, a model of these is what contradicts the labels of slices.",
          "Without trusted rows: flips of less than some 30 % of a class in 2,000 rows; two classes that overlap on one side look like flips and are not judged, of more than two an overlapping pair may be accused; a slice that the features single out, since a model of the other rows learns the flips with it; see GB-DATA-007 for the comparison with test data. Slices of two features at once, and of fewer than 30 rows.",
          "Read the rows of the pair or slice named, at their source; compare who labelled them and when.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020"),
          List.of(
              LabelReports.BUDGET,
              new CheckInfo.Parameter(
                  "min-excess",
                  0.05,
                  0.001,
                  1,
                  "excess rate of errors below which direction is tolerated")));

  private static final int FEWEST = 30;
  private static final double BLUNT = 0.25; // an interval this wide could hide anything

  /// A pair or slice with its excess of errors.
  @SuppressWarnings("ArrayRecordComponent") // internal
  private record Excess(String name, Estimate excess, int[] rows) {}

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return LabelledSubject.screen(subject, INFO, s -> screen(s, context));
  }

  private static Screened screen(LabelledSubject s, CheckContext context) {
    double budget = context.parameter(INFO, "false-positives");
    LabelErrors errors = s.errors(context);
    Contradictions found = Contradictions.of(s, context, budget);
    List<Excess> pairs =
        found.isTrusted() ? pairsBesideTrusted(s, found, budget) : pairs(s, errors, budget);
    List<Excess> slices = slices(s, found, budget);
    double limit = context.parameter(INFO, "min-excess");
    boolean ambiguous = s.classes() == 2 && !found.isTrusted();
    TreeMap<Integer, String> held = new TreeMap<>();
    Stream.concat(ambiguous ? Stream.<Excess>of() : pairs.stream(), slices.stream())
        .filter(e -> e.excess().low() > limit)
        .forEach(e ->
            Arrays.stream(e.rows())
                .forEach(i ->
                    held.putIfAbsent(
                        s.rows()[i],
                        "label '%s' is contradicted, as others of %s are"
                            .formatted(s.name(i), e.name()))));
    double[] suspicion =
        IntStream.range(0, s.size())
            .mapToDouble(i ->
                held.containsKey(s.rows()[i]) ? 1 - found.model().truth().at(i, s.labels()[i]) : 0)
            .toArray();
    return new Screened(
        List.of(
            pairResult(s, context, pairs, found, errors),
            judge(s, context, "slices", " against " + found.reference(), slices, true, errors)),
        s.spread(suspicion),
        held.entrySet().stream().map(e -> new Screened.Held(e.getKey(), e.getValue())).toList());
  }

  /// Of two classes without trusted rows, overlap to one side and flips to one side look alike.
  private static CheckResult pairResult(
      LabelledSubject s,
      CheckContext context,
      List<Excess> pairs,
      Contradictions found,
      LabelErrors errors) {
    String against = found.isTrusted() ? " against " + found.reference() : "";
    boolean usable = found.isTrusted() || errors.noise().usable();
    if (usable
        && !found.isTrusted()
        && s.classes() == 2
        && pairs.getFirst().excess().low() > context.parameter(INFO, "min-excess")) {
      return CheckResult.notExamined(
          INFO.id(),
          "class pairs",
          "%s %s more often than the other way round, even where the classes are clearest: flips, or classes that overlap on one side; only rows admitted earlier can tell (--reference)"
              .formatted(pairs.getFirst().name(), Text.percent(pairs.getFirst().excess().value())));
    }
    return judge(s, context, "class pairs", against, pairs, usable, errors);
  }

  private static CheckResult judge(
      LabelledSubject s,
      CheckContext context,
      String aspect,
      String against,
      List<Excess> ranked,
      boolean usable,
      LabelErrors errors) {
    if (ranked.isEmpty() || !usable) {
      return CheckResult.inconclusive(
          INFO.id(),
          aspect,
          usable
              ? "there are no %s of at least %d rows to compare".formatted(aspect, FEWEST)
              : "the classes cannot be told apart well enough to say which labels are wrong");
    }
    Excess worst = ranked.getFirst();
    Estimate e = worst.excess();
    String summary =
        "Of %d %s%s, %s stands out most: %s of its labels are contradicted beyond the noise elsewhere [%s, %s]."
            .formatted(
                ranked.size(),
                aspect,
                against,
                worst.name(),
                Text.percent(Math.max(0, e.value())),
                Text.percent(Math.max(0, e.low())),
                Text.percent(Math.max(0, e.high())));
    Outcome outcome =
        e.low() > context.parameter(INFO, "min-excess")
            ? new Outcome.Fail()
            : e.high() - e.low() > 2 * BLUNT
                ? new Outcome.Inconclusive(
                    "Too few rows of " + worst.name() + " for a verdict: " + summary)
                : new Outcome.Pass();
    return LabelReports.judged(
        s,
        context,
        INFO,
        aspect,
        outcome,
        summary,
        List.of(e),
        outcome instanceof Outcome.Fail ? worst.rows() : new int[0],
        i ->
            List.of(
                s.names().get(errors.suggested(i)),
                Text.number(errors.noise().truth().at(i, s.labels()[i]))));
  }

  private static List<Excess> pairs(LabelledSubject s, LabelErrors errors, double budget) {
    int classes = s.classes();
    double confidence = 1 - 2 * budget / (classes * (classes - 1.0));
    int[] issues = errors.issues();
    List<Excess> out = new ArrayList<>();
    for (int truth = 0; truth < classes; truth++) {
      for (int given = 0; given < classes; given++) {
        if (truth != given) {
          int from = truth;
          int to = given;
          Estimate e =
              Intervals.difference(
                  "excess of '%s' labelled '%s'"
                      .formatted(s.names().get(truth), s.names().get(given)),
                  rate(errors, truth, given),
                  elsewhere(errors, classes, truth, given),
                  confidence);
          int[] rows =
              Arrays.stream(issues)
                  .filter(i -> s.labels()[i] == to && errors.suggested(i) == from)
                  .toArray();
          out.add(
              new Excess(
                  "'%s' labelled '%s'".formatted(s.names().get(truth), s.names().get(given)),
                  e,
                  rows));
        }
      }
    }
    return sorted(out);
  }

  /// Beside trusted rows, what their model expects of each pair is known, overlap included.
  private static List<Excess> pairsBesideTrusted(
      LabelledSubject s, Contradictions found, double budget) {
    int classes = s.classes();
    double confidence = 1 - 2 * budget / (classes * (classes - 1.0));
    List<Excess> out = new ArrayList<>();
    for (int truth = 0; truth < classes; truth++) {
      int from = truth;
      int[] of =
          IntStream.range(0, s.size()).filter(i -> found.model().suggested(i) == from).toArray();
      for (int given = 0; given < classes; given++) {
        int to = given;
        int[] hits =
            Arrays.stream(of).filter(i -> found.contradicted()[i] && s.labels()[i] == to).toArray();
        if (truth != given && of.length >= FEWEST) {
          double expected =
              Arrays.stream(of)
                      .mapToDouble(i -> found.model().truth().at(i, to))
                      .filter(p -> p <= found.threshold())
                      .sum()
                  / of.length;
          double[] interval = new Intervals.Share(hits.length, of.length).wilson(confidence);
          String name = "'%s' labelled '%s'".formatted(s.names().get(truth), s.names().get(given));
          double share = (double) hits.length / of.length;
          out.add(
              new Excess(
                  name,
                  new Estimate(
                      "excess of " + name,
                      share - expected,
                      interval[0] - expected,
                      interval[1] - expected,
                      of.length,
                      "Wilson, corrected, less the share expected by " + found.reference()),
                  hits));
        }
      }
    }
    return sorted(out);
  }

  private static Intervals.Share rate(LabelErrors errors, int truth, int given) {
    double anchors = NoiseModel.anchors(errors.pooled(), truth);
    return new Intervals.Share(errors.noise().rate(truth, given) * anchors, anchors);
  }

  private static Intervals.Share elsewhere(LabelErrors errors, int classes, int truth, int given) {
    if (classes == 2) {
      return rate(errors, given, truth);
    }
    double anchors = NoiseModel.anchors(errors.pooled(), truth);
    double others =
        IntStream.range(0, classes)
            .filter(k -> k != truth && k != given)
            .mapToDouble(k -> errors.noise().rate(truth, k))
            .sum();
    return new Intervals.Share(others / (classes - 2) * anchors, anchors);
  }

  private static List<Excess> slices(LabelledSubject s, Contradictions found, double budget) {
    List<Slice> slices = allSlices(s);
    double confidence = 1 - 2 * budget / Math.max(1, slices.size());
    double observed = count(found, IntStream.range(0, s.size()).toArray());
    double expected = Arrays.stream(found.expected()).sum();
    List<Excess> out = new ArrayList<>();
    for (Slice slice : slices) {
      int n = slice.rows().length;
      double hits = count(found, slice.rows());
      double own = Arrays.stream(slice.rows()).mapToDouble(i -> found.expected()[i]).sum();
      double rest = (observed - hits - (expected - own)) / Math.max(1, s.size() - n);
      double less = own / n + Math.max(0, rest);
      double[] interval = new Intervals.Share(hits, n).wilson(confidence);
      Estimate e =
          new Estimate(
              "excess of contradicted labels where " + slice.name(),
              hits / n - less,
              interval[0] - less,
              interval[1] - less,
              n,
              "Wilson, corrected over %d slices, less the expected share".formatted(slices.size()));
      out.add(
          new Excess(
              slice.name(),
              e,
              Arrays.stream(slice.rows()).filter(i -> found.contradicted()[i]).toArray()));
    }
    return sorted(out);
  }

  private static double count(Contradictions found, int[] rows) {
    return Arrays.stream(rows).filter(i -> found.contradicted()[i]).count();
  }

  private static List<Slice> allSlices(LabelledSubject s) {
    var data = s.subject().data();
    var roles = s.subject().roles();
    return Stream.of(
            roles.source().stream(),
            roles.time().stream(),
            roles.features(data.columnNames()).stream())
        .flatMap(c -> c)
        .filter(c -> data.find(c).isPresent())
        .flatMap(c -> Slice.of(data, c, s.rows(), FEWEST).stream())
        .toList();
  }

  private static List<Excess> sorted(List<Excess> all) {
    return all.stream()
        .filter(e -> e.excess().isDefined())
        .sorted(
            Comparator.comparingDouble((Excess e) -> -e.excess().low()).thenComparing(Excess::name))
        .toList();
  }
}
