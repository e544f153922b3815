package dev.gambeson.data.screen.activation;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.data.screen.trigger.PlainView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What both screens of activations share: suspects per class, confirmation, report.
abstract class ActivationScreen implements Screen {
  private static final int FEWEST_OF_CLASS = 50;
  private static final int FEWEST_SUSPECTS = 10;
  private static final double CONFIDENCE = 0.998;

  private final CheckInfo info;

  ActivationScreen(CheckInfo info) {
    this.info = info;
  }

  /// Which rows of a class stand out.
  ///
  /// @param rows positions within the class
  /// @param scores one per row of the class, higher is more suspicious
  /// @param signal one figure for the report
  @SuppressWarnings("ArrayRecordComponent") // handed on once inside the package
  record Outstanding(int[] rows, double[] scores, double signal) {}

  /// Finds the outstanding rows of one class.
  abstract Outstanding find(Rows activations, int[] ofClass, Seed seed, CheckContext context);

  /// What the figure of [Outstanding#signal] is called.
  abstract String signalName();

  @Override
  public final CheckInfo info() {
    return info;
  }

  @Override
  public final Screened run(ScreenSubject subject, CheckContext context) {
    Optional<Activations> activations = subject.activations();
    if (activations.isEmpty()) {
      return Screened.notExamined(info, "No model was given; with --model its last hidden layer is looked at.");
    }
    if (subject.label().isEmpty()) {
      return Screened.notExamined(info, "The table has no label column of classes.");
    }
    int[] labels = subject.label().get().codes();
    int classes = subject.label().get().names().size();
    List<int[]> byClass =
        IntStream.range(0, classes)
            .mapToObj(c -> IntStream.range(0, labels.length).filter(r -> labels[r] == c).toArray())
            .toList();
    if (byClass.stream().filter(rows -> rows.length >= FEWEST_OF_CLASS).count() < 2) {
      return Screened.inconclusive(
          info, "Fewer than two classes have " + FEWEST_OF_CLASS + " rows each.");
    }
    Rows values = activations.get().of(subject.data());
    if (values.count() != subject.size() || !finite(values)) {
      return Screened.inconclusive(
          info, "The model gives no finite value per row in '%s'.".formatted(activations.get().tensor()));
    }
    return screened(subject, activations.get().tensor(), values, byClass, context);
  }

  private static boolean finite(Rows rows) {
    return Arrays.stream(rows.values()).allMatch(Double::isFinite);
  }

  private Screened screened(
      ScreenSubject subject,
      String tensor,
      Rows values,
      List<int[]> byClass,
      CheckContext context) {
    double[] suspicion = new double[subject.size()];
    Arrays.fill(suspicion, Double.NaN);
    int[] labels = subject.label().orElseThrow().codes();
    Seed seed = context.seed().child(info.id());
    Reclassification exclusion = new Reclassification(PlainView.of(subject), labels, seed.child("ask"), context.workers());
    List<Suspects> all = new ArrayList<>();
    for (int c = 0; c < byClass.size(); c++) {
      int[] rows = byClass.get(c);
      if (rows.length >= FEWEST_OF_CLASS) {
        Outstanding found = find(values, rows, seed.child(c), context);
        for (int i = 0; i < rows.length; i++) {
          suspicion[rows[i]] = found.scores()[i];
        }
        all.add(asked(c, rows, found, exclusion, labels.length));
      }
    }
    return judged(subject, tensor, all, suspicion, exclusion, context);
  }

  private static Suspects asked(
      int c, int[] rows, Outstanding found, Reclassification exclusion, int size) {
    boolean[] suspect = new boolean[size];
    int[] suspects = Arrays.stream(found.rows()).map(i -> rows[i]).toArray();
    Arrays.stream(suspects).forEach(r -> suspect[r] = true);
    int[] rest = Arrays.stream(rows).filter(r -> !suspect[r]).toArray();
    boolean[] nobody = new boolean[size];
    return new Suspects(
        c,
        suspects,
        rows.length,
        found.signal(),
        exclusion.disagreeing(suspects, nobody, "suspects " + c),
        exclusion.disagreeing(rest, nobody, "rest " + c));
  }

  private Screened judged(
      ScreenSubject subject,
      String tensor,
      List<Suspects> all,
      double[] suspicion,
      Reclassification exclusion,
      CheckContext context) {
    double margin = context.parameter(info, "min-excess");
    double least = context.parameter(info, "min-share");
    List<String> names = subject.label().orElseThrow().names();
    List<Suspects> bad =
        all.stream()
            .filter(s -> s.count() >= FEWEST_SUSPECTS && s.departs(all, margin, least, CONFIDENCE))
            .toList();
    List<Screened.Held> held = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Suspects s : bad) {
      List<Screened.Held> own = hold(s, names, exclusion, subject.size(), context.seed());
      held.addAll(own);
      findings.add(finding(subject, tensor, s, own.size(), names, context));
    }
    held.sort(Comparator.comparingInt(Screened.Held::row));
    Estimate share = Intervals.wilson("share of rows held back", held.size(), subject.size());
    String summary =
        bad.isEmpty()
            ? "No class hides rows that look like another class."
            : "%d class(es) hide rows that look like another: %d rows.".formatted(bad.size(), held.size());
    CheckResult result =
        CheckResult.of(
            info.id(),
            "",
            bad.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
            summary,
            List.of(share),
            findings,
            List.of(table(all, names)));
    return new Screened(List.of(result), suspicion, held);
  }

  /// Suspects alone are too many to hold: only those that look like another class are.
  private static List<Screened.Held> hold(
      Suspects s, List<String> names, Reclassification exclusion, int size, Seed seed) {
    boolean[] suspect = new boolean[size];
    Arrays.stream(s.rows()).forEach(r -> suspect[r] = true);
    boolean[] disagree = exclusion.disagree(s.rows(), suspect, seed.child("hold").child(s.label()));
    String reason =
        "stands apart from label %s in the model's last hidden layer and looks like another class"
            .formatted(names.get(s.label()));
    return IntStream.range(0, s.rows().length)
        .filter(i -> disagree[i])
        .mapToObj(i -> new Screened.Held(s.rows()[i], reason))
        .toList();
  }

  private Finding finding(
      ScreenSubject subject,
      String tensor,
      Suspects s,
      int held,
      List<String> names,
      CheckContext context) {
    String message =
        "Of %d rows with label %s, %d stand apart in '%s' (%s %s); %s of them look like another class, %s of the rest do. %d rows are held back."
            .formatted(
                s.size(),
                names.get(s.label()),
                s.count(),
                tensor,
                signalName(),
                Text.number(s.signal()),
                Text.percent(s.within().value()),
                Text.percent(s.rest().value()),
                held);
    return new Finding(
        info.id(),
        names.get(s.label()),
        context.severity(info),
        "Label " + names.get(s.label()) + " hides rows of another class",
        message,
        Where.file(subject.data().name()),
        info.fix());
  }

  private Exhibit table(List<Suspects> all, List<String> names) {
    List<List<String>> rows =
        all.stream()
            .sorted(Comparator.comparingDouble((Suspects s) -> s.within().value()).reversed())
            .limit(20)
            .map(s -> List.of(
                names.get(s.label()),
                Integer.toString(s.size()),
                Integer.toString(s.count()),
                Text.number(Math.round(s.signal() * 1000) / 1000.0),
                Text.percent(s.within().value()),
                Text.percent(s.rest().value())))
            .toList();
    return new Exhibit.Table(
        "Rows that stand apart, by label",
        "A label is suspect when rows that stand apart look like another class far more often than its other rows do, and more so than in other labels.",
        List.of("label", "rows", "stand apart", signalName(), "of them look like another", "of the rest"),
        rows);
  }
}
