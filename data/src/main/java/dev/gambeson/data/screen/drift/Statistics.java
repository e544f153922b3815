package dev.gambeson.data.screen.drift;

import java.util.ArrayList;
import java.util.List;

/// The numbers of a version that are followed, in four families of equal weight: shares of the
/// classes; mean position of each number within each class; share of each bin within each class;
/// share of each class within each bin. Shares are on the angular scale (Anscombe 1948), where
/// their sampling error does not depend on their size.
final class Statistics {
  static final int FAMILIES = 4;
  private static final long FEWEST = 20; // rows behind a share, in every version

  private Statistics() {}

  /// One number over the versions.
  ///
  /// @param name for the report
  /// @param column the column it is about; empty for the label alone
  /// @param family 0 to 3
  /// @param share whether `values` are on the angular scale
  /// @param values one per version
  @SuppressWarnings("ArrayRecordComponent") // one value a version inside the package
  record Series(String name, String column, int family, boolean share, double[] values) {}

  static List<Series> of(List<DriftSummary> versions) {
    DriftPlan plan = versions.getFirst().plan();
    List<Series> out = new ArrayList<>();
    for (int c = 0; c < plan.classes().size(); c++) {
      int k = c;
      add(out, "share of label " + plan.classes().get(c), "", 0, versions, v -> v.classes().get(k), DriftSummary::rows);
    }
    int classes = plan.classes().isEmpty() ? 1 : plan.classes().size();
    for (int i = 0; i < plan.columns().size(); i++) {
      for (int c = 0; c < classes; c++) {
        column(out, versions, i, c);
      }
    }
    return out;
  }

  private static void column(List<Series> out, List<DriftSummary> versions, int i, int c) {
    DriftPlan plan = versions.getFirst().plan();
    DriftPlan.Bins bins = plan.columns().get(i);
    String within = plan.classes().isEmpty() ? "" : " among label " + plan.classes().get(c);
    if (bins.numeric()) {
      double[] means = versions.stream().mapToDouble(v -> position(v, i, c)).toArray();
      boolean known = java.util.Arrays.stream(means).noneMatch(Double::isNaN);
      if (known) {
        out.add(new Series("mean position of " + bins.name() + within, bins.name(), 1, false, means));
      }
    }
    for (int b = 0; b < bins.count(); b++) {
      int bin = b;
      String what = name(bins, b);
      add(out, "share of " + what + within, bins.name(), 2, versions, v -> v.count(i, c, bin), v -> v.classes().get(c));
      if (!plan.classes().isEmpty()) {
        add(
            out,
            "share of label " + plan.classes().get(c) + " where " + what,
            bins.name(),
            3,
            versions,
            v -> v.count(i, c, bin),
            v -> allClasses(v, i, bin));
      }
    }
  }

  private static String name(DriftPlan.Bins bins, int b) {
    if (b == bins.count() - 1) {
      return bins.name() + " missing";
    }
    if (b == bins.count() - 2) {
      return bins.name() + " other";
    }
    return bins.numeric()
        ? bins.name() + " in tenth " + (b + 1)
        : bins.name() + " = " + bins.levels().get(b);
  }

  private static double position(DriftSummary v, int i, int c) {
    int bins = v.plan().columns().get(i).count() - 2;
    double sum = 0;
    long n = 0;
    for (int b = 0; b < bins; b++) {
      sum += (double) b * v.count(i, c, b);
      n += v.count(i, c, b);
    }
    return n < FEWEST ? Double.NaN : sum / n / Math.max(1, bins - 1);
  }

  private static long allClasses(DriftSummary v, int i, int bin) {
    long n = 0;
    for (int c = 0; c < v.plan().classCount(); c++) {
      n += v.count(i, c, bin);
    }
    return n;
  }

  private static void add(
      List<Series> out,
      String name,
      String column,
      int family,
      List<DriftSummary> versions,
      java.util.function.ToLongFunction<DriftSummary> hits,
      java.util.function.ToLongFunction<DriftSummary> of) {
    double[] values = new double[versions.size()];
    for (int t = 0; t < values.length; t++) {
      long n = of.applyAsLong(versions.get(t));
      if (n < FEWEST) {
        return;
      }
      values[t] = Math.asin(Math.sqrt((hits.applyAsLong(versions.get(t)) + 0.375) / (n + 0.75)));
    }
    boolean moves = java.util.Arrays.stream(values).anyMatch(x -> x != values[0]);
    if (moves) {
      out.add(new Series(name, column, family, true, values));
    }
  }
}
