package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.drift.TwoSample;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The door for a batch: rows of today against a reference, in one call. For rows with times, feed
/// a [ModelMonitor] instead, which also asks whether what it sees lasts.
///
/// Guaranteed: the same rows, reference, policy and seed give the same results. A batch that is
/// judged alone has no second window to confirm it: each feature has one false sign with
/// probability alpha of GB-MON-001 at most, as far as the index follows its chi-square law.
public final class MonitorGate {
  private static final int PARTS = 24;
  private static final int SAMPLE = 500;

  private MonitorGate() {}

  /// Judges a batch.
  ///
  /// @param reference to compare with
  /// @param current rows, with scores or without
  /// @param truth true class per row; empty when unknown
  /// @throws GambesonException when there is no row
  public static List<CheckResult> run(
      Reference reference, Observed current, int[] truth, CheckContext context) {
    if (current.rows().count() == 0) {
      throw GambesonException.nothingExamined("The current data hold no row.");
    }
    if (current.rows().width() != reference.layout().space().width()) {
      throw GambesonException.badInput(
          "The current rows have %d inputs, the reference has %d: give the table of the same model."
              .formatted(current.rows().width(), reference.layout().space().width()));
    }
    MonitorSubject subject =
        new MonitorSubject(
            reference,
            windows(reference.layout(), current, truth),
            sample(current.rows(), context),
            true);
    List<CheckResult> results = new ArrayList<>();
    for (Check<MonitorSubject> check : MonitorChecks.all()) {
      if (context.policy().enabled(check.info())) {
        results.addAll(check.run(subject, context));
      }
    }
    return results;
  }

  /// Learns the reference from rows and judges the batch; since both are at hand, a table of exact
  /// distances stands beside the results of GB-MON-001.
  ///
  /// @param shape the model, or its inputs alone
  /// @param before reference rows
  /// @param beforeTruth their true classes; empty when unknown
  /// @param current rows
  /// @param truth their true classes; empty when unknown
  public static List<CheckResult> compare(
      ModelShape shape,
      Observed before,
      int[] beforeTruth,
      Observed current,
      int[] truth,
      CheckContext context) {
    Reference reference = Reference.of(shape, before, beforeTruth, SAMPLE, context.seed());
    return run(reference, current, truth, context).stream()
        .map(r ->
            r.check().equals(InputDriftCheck.INFO.id())
                ? with(r, exact(shape, before.rows(), current.rows()))
                : r)
        .toList();
  }

  private static CheckResult with(CheckResult r, Exhibit exhibit) {
    List<Exhibit> exhibits = new ArrayList<>(r.exhibits());
    exhibits.add(exhibit);
    return new CheckResult(
        r.check(),
        r.aspect(),
        r.outcome(),
        r.summary(),
        r.estimates(),
        r.findings(),
        exhibits,
        r.notExaminedBecause());
  }

  private static Exhibit exact(ModelShape shape, Rows before, Rows now) {
    List<List<String>> rows = new ArrayList<>();
    for (int f = 0; f < shape.space().width(); f++) {
      double[] a = column(before, f);
      double[] b = column(now, f);
      if (shape.space().features().get(f) instanceof Feature.Numeric n
          && a.length > 1
          && b.length > 1) {
        TwoSample.Ks ks = TwoSample.ks(a, b);
        rows.add(
            List.of(
                n.name(),
                Text.number(ks.distance()),
                Text.number(ks.p()),
                Text.number(TwoSample.wasserstein(a, b))));
      }
    }
    return new Exhibit.Table(
        "Numbers, compared value by value",
        "Kolmogorov-Smirnov test and Wasserstein distance (in the unit of the feature), missing values left out. With many rows the smallest difference has a small p: the verdict rests on the index.",
        List.of("feature", "KS", "p", "Wasserstein"),
        rows);
  }

  private static double[] column(Rows rows, int f) {
    return IntStream.range(0, rows.count())
        .mapToDouble(i -> rows.at(i, f))
        .filter(Double::isFinite)
        .toArray();
  }

  private static Rows sample(Rows rows, CheckContext context) {
    int[] all = IntStream.range(0, rows.count()).toArray();
    return rows.select(
        Shuffles.sample(
            all, Math.min(SAMPLE, all.length), context.seed().child("batch sample").random()));
  }

  /// The batch cut into parts in its order.
  private static List<Window> windows(Layout layout, Observed current, int[] truth) {
    int n = current.rows().count();
    int parts = Math.min(PARTS, n);
    List<Window> windows = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      int from = (int) ((long) n * p / parts);
      int to = (int) ((long) n * (p + 1) / parts);
      Observed part = slice(layout, current, from, to);
      long[] counts = new long[layout.size()];
      layout.add(counts, part);
      for (int i = from; i < to && truth.length > 0; i++) {
        int outcome = truth[i];
        layout.awaiting(part, i - from).ifPresent(r -> layout.addOutcome(counts, r, outcome));
      }
      windows.add(new Window(Instant.ofEpochSecond(p), Instant.ofEpochSecond(p + 1), counts));
    }
    return windows;
  }

  private static Observed slice(Layout layout, Observed all, int from, int to) {
    int k = Math.max(1, layout.shape().classes().size());
    boolean scored = all.scores().length == (long) all.rows().count() * k;
    return new Observed(
        all.rows().slice(from, to),
        all.labels().length > 0 ? Arrays.copyOfRange(all.labels(), from, to) : new int[0],
        scored ? Arrays.copyOfRange(all.scores(), from * k, to * k) : new float[0],
        all.groups().stream().map(g -> Arrays.copyOfRange(g, from, to)).toList());
  }
}
