package dev.gambeson.data.screen.drift;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import java.util.Arrays;

/// Rows of one version, counted by a [DriftPlan]: per column, class and bin. Exact: any partition
/// and order of the rows gives the same counts.
public final class DriftProfile implements Profile<DriftProfile> {
  private final DriftPlan plan;
  private final long[][] counts; // per column: class-major bins
  private final long[] classes;
  private long rows;

  /// An empty profile.
  public DriftProfile(DriftPlan plan) {
    this.plan = plan;
    this.counts =
        plan.columns().stream()
            .map(c -> new long[plan.classCount() * c.count()])
            .toArray(long[][]::new);
    this.classes = new long[plan.classCount()];
  }

  @Override
  public void add(Batch batch) {
    int[] label = labels(batch);
    rows += batch.size();
    for (int c : label) {
      classes[c]++;
    }
    for (int i = 0; i < counts.length; i++) {
      DriftPlan.Bins bins = plan.columns().get(i);
      int at = batch.indexOf(bins.name());
      for (int row = 0; row < batch.size(); row++) {
        int bin = at < 0 ? bins.count() - 1 : bin(bins, batch.columns().get(at), row);
        counts[i][label[row] * bins.count() + bin]++;
      }
    }
  }

  private int[] labels(Batch batch) {
    int[] out = new int[batch.size()];
    int at = plan.label().map(batch::indexOf).orElse(-1);
    for (int row = 0; row < out.length; row++) {
      int c = at < 0 ? -1 : plan.classes().indexOf(batch.columns().get(at).text(row));
      out[row] = c < 0 ? plan.classes().size() : c;
    }
    return out;
  }

  private static int bin(DriftPlan.Bins bins, Cells cells, int row) {
    if (bins.numeric() && cells instanceof Cells.Numbers n) {
      return n.isMissing(row) ? bins.count() - 1 : bins.of(n.values()[row]);
    }
    return bins.of(cells.text(row));
  }

  @Override
  public void merge(DriftProfile other) {
    rows += other.rows;
    for (int c = 0; c < classes.length; c++) {
      classes[c] += other.classes[c];
    }
    for (int i = 0; i < counts.length; i++) {
      for (int b = 0; b < counts[i].length; b++) {
        counts[i][b] += other.counts[i][b];
      }
    }
  }

  /// What was counted, to be kept with the version.
  public DriftSummary summary() {
    return new DriftSummary(
        plan,
        rows,
        Arrays.stream(classes).boxed().toList(),
        Arrays.stream(counts).map(c -> Arrays.stream(c).boxed().toList()).toList());
  }
}
