package dev.gambeson.redteam.poisoning;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.model.nn.TabularEncoder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Whether some slice of the training data carries labels that the test data contradict: what label
/// flips and back doors leave behind when only the training data were tampered with.
final class LabelDisagreementCheck implements Check<AuditSubject> {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-007",
          "Training labels against the test data",
          "Is there a slice of the training data whose labels contradict what the test data teach?",
          "Whoever can write to the training data can make the model let something through: by flipping labels of a slice, or by adding rows with a trigger and the wrong label.",
          "Two networks are fitted on halves of the test data. Where both give a class at least the probability `confidence`, the training label is compared with it, slice by slice: every level, every frequent value and ten parts of each number. The share of contradicted rows is judged in the worst slice by its Wilson interval, Bonferroni-corrected over the slices (trigger mining ranked by lower bound; reference-model agreement after Northcutt et al. 2021, Confident learning).",
          "Poison that is in the test data too, poison where the reference is never sure, slices defined by two features at once, and slices of fewer than 30 rows about which it is sure. An honest change of policy between the two sets looks the same: read the rows.",
          "Look up the named rows at their source. If the labels are wrong, remove that source's rows, train again and audit again; screen what comes in before it may train anything.",
          Severity.HIGH,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "max-contradicted",
                  0.25,
                  0,
                  1,
                  "largest share of contradicted labels in any slice"),
              new CheckInfo.Parameter(
                  "confidence", 0.9, 0.5, 0.999, "probability from which the reference is sure"),
              new CheckInfo.Parameter(
                  "rows",
                  20_000,
                  100,
                  1_000_000,
                  "rows to look at, of each set; sampled by seed")));

  private static final int MIN_SLICE = 30;
  private static final int SHOWN = 8;

  /// A slice with its share of contradicted labels.
  private record Measured(Slices.Slice slice, int contradicted, Estimate share) {}

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.train().isEmpty()) {
      return List.of(CheckResult.notExamined(INFO.id(), "", "needs the training data (--train)"));
    }
    Seed seed = context.seed().child(INFO.id());
    int limit = (int) context.parameter(INFO, "rows");
    LabelledRows test = sample(subject.test(), limit, seed.child("test"));
    LabelledRows train = sample(subject.train().get(), limit, seed.child("train"));
    if (Arrays.stream(test.truth()).distinct().count() < 2) {
      return inconclusive("the test data hold one class only, so that they teach nothing");
    }
    int classes = subject.model().classes().size();
    TabularEncoder encoder = TabularEncoder.fit(subject.model().features(), test.rows());
    Reference reference = Reference.fit(test, encoder, classes, seed, context.workers());
    double confidence = context.parameter(INFO, "confidence");
    int[] sure = reference.sure(train, confidence);
    int[] own = reference.sureOfOwn(test, confidence);
    List<Measured> slices = measure(subject, train, sure);
    if (slices.isEmpty()) {
      return inconclusive(
          "the test data do not teach enough: on no slice of 30 training rows is the reference %s sure"
              .formatted(Text.percent(confidence)));
    }
    return List.of(judge(context, train, sure, slices, control(test, own)));
  }

  private static List<CheckResult> inconclusive(String reason) {
    return List.of(CheckResult.inconclusive(INFO.id(), "", reason));
  }

  private static LabelledRows sample(LabelledRows rows, int limit, Seed seed) {
    if (rows.size() <= limit) {
      return rows;
    }
    int[] all = IntStream.range(0, rows.size()).toArray();
    int[] picked = Shuffles.sample(all, limit, seed.random());
    Arrays.sort(picked);
    return rows.select(picked);
  }

  private static List<Measured> measure(AuditSubject subject, LabelledRows train, int[] sure) {
    int[] judged = IntStream.range(0, train.size()).filter(i -> sure[i] >= 0).toArray();
    List<Slices.Slice> slices =
        Slices.of(subject.model().features(), train.rows(), judged, MIN_SLICE);
    double level = 1 - 0.05 / Math.max(1, slices.size());
    return slices.stream()
        .map(s -> measure(s, train, sure, level))
        .sorted(
            Comparator.comparingDouble((Measured m) -> -m.share().low())
                .thenComparing(m -> m.slice().name()))
        .toList();
  }

  private static Measured measure(
      Slices.Slice slice, LabelledRows train, int[] sure, double level) {
    int hits = (int) Arrays.stream(slice.rows()).filter(i -> sure[i] != train.truth()[i]).count();
    Intervals.Share share = new Intervals.Share(hits, slice.rows().length);
    return new Measured(
        slice, hits, Intervals.wilson("contradicted labels where " + slice.name(), share, level));
  }

  /// The same share on the test rows themselves, each judged by the network that did not see it:
  /// how often a sure reference is wrong without any poison.
  private static Estimate control(LabelledRows test, int[] own) {
    int[] judged = IntStream.range(0, own.length).filter(i -> own[i] >= 0).toArray();
    long wrong = Arrays.stream(judged).filter(i -> own[i] != test.truth()[i]).count();
    return Intervals.wilson("contradicted labels in the test data (control)", wrong, judged.length);
  }

  private static CheckResult judge(
      CheckContext context,
      LabelledRows train,
      int[] sure,
      List<Measured> slices,
      Estimate control) {
    double limit = context.parameter(INFO, "max-contradicted");
    Measured worst = slices.getFirst();
    Outcome outcome = Outcome.atMost(worst.share(), limit);
    String summary =
        "In the worst of %d slices, %s, %d of %d training labels contradict a sure reference: %s [%s, %s]; in the test data themselves %s do."
            .formatted(
                slices.size(),
                worst.slice().name(),
                worst.contradicted(),
                worst.slice().rows().length,
                Text.percent(worst.share().value()),
                Text.percent(worst.share().low()),
                Text.percent(worst.share().high()),
                Text.percent(control.value()));
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(finding(context, train, sure, worst, summary, limit))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        List.of(worst.share(), control),
        findings,
        List.of(chart(slices, limit)));
  }

  private static Finding finding(
      CheckContext context,
      LabelledRows train,
      int[] sure,
      Measured worst,
      String summary,
      double limit) {
    String rows =
        Arrays.stream(worst.slice().rows())
            .filter(i -> sure[i] != train.truth()[i])
            .limit(SHOWN)
            .mapToObj(i -> describe(train, i))
            .collect(Collectors.joining("; "));
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "Training labels look tampered with",
        summary + " The policy allows " + Text.percent(limit) + ". First of them: " + rows + ".",
        Where.file(train.data().name()).atColumn(worst.slice().feature()),
        INFO.fix());
  }

  private static String describe(LabelledRows train, int row) {
    return train.data().columns().stream()
        .limit(4)
        .map(c -> c.name() + " " + c.text(row))
        .collect(Collectors.joining(", "));
  }

  private static Exhibit chart(List<Measured> slices, double limit) {
    List<Exhibit.Bar> bars =
        slices.stream()
            .limit(SHOWN)
            .map(m ->
                new Exhibit.Bar(
                    m.slice().name(),
                    m.share().value(),
                    m.share().low(),
                    m.share().high(),
                    m.share().n()))
            .toList();
    return new Exhibit.BarChart(
        "Training labels that the test data contradict, by slice",
        "Of the training rows about whose label networks fitted on the test data are sure, the share that carries another label. The worst slices by lower end of the interval; the line is the policy's limit.",
        Exhibit.Axis.share("contradicted labels"),
        bars,
        OptionalDouble.of(limit));
  }
}
