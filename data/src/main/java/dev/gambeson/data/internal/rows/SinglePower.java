package dev.gambeson.data.internal.rows;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Roc;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How well single inputs predict the label.
public final class SinglePower {
  private static final int FOLDS = 5;
  private static final int BINS = 32;

  private final FeatureSpace space;
  private final List<String> classes;
  private final LabelledRows set;
  private final int[] judged; // class indices, each judged against the rest
  private final int[] folds;

  /// The AUC of one input for the class it predicts best.
  public record Power(String feature, String className, Estimate auc) {}

  public SinglePower(
      FeatureSpace space, List<String> classes, LabelledRows set, int minRows, Seed seed) {
    this.space = space;
    this.classes = classes;
    this.set = set;
    int[] counts = new int[classes.size()];
    for (int c : set.truth()) {
      counts[c]++;
    }
    int[] enough =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] >= minRows && set.size() - counts[c] >= minRows)
            .toArray();
    this.judged = classes.size() == 2 && enough.length == 2 ? new int[] {1} : enough;
    var random = seed.random();
    this.folds = IntStream.range(0, set.size()).map(_ -> random.nextInt(FOLDS)).toArray();
  }

  /// Whether at least one class can be told from the rest.
  public boolean possible() {
    return judged.length > 0;
  }

  /// The power of one feature; needs [#possible].
  public Power of(int feature) {
    String name = space.features().get(feature).name();
    Power best = new Power(name, "", Estimate.undefined("AUC of '" + name + "'", 0, "no class"));
    for (int c : judged) {
      Estimate auc = auc(feature, c, "AUC of '" + name + "'");
      if (!best.auc().isDefined() || auc.value() > best.auc().value()) {
        best = new Power(name, classes.get(c), auc);
      }
    }
    return best;
  }

  private Estimate auc(int feature, int c, String name) {
    boolean[] positive = new boolean[set.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = set.truth()[i] == c;
    }
    double[] values = column(feature);
    boolean raw =
        space.features().get(feature) instanceof Feature.Numeric
            && Arrays.stream(values).noneMatch(Double::isNaN);
    Estimate rates = Roc.of(foldedRates(bins(feature, values), positive), positive).auc(name);
    if (!raw) {
      return rates;
    }
    Estimate up = Roc.of(values, positive).auc(name);
    Estimate monotone = up.value() >= 0.5 ? up : mirror(up);
    return monotone.value() >= rates.value() ? monotone : rates;
  }

  private static Estimate mirror(Estimate e) {
    return new Estimate(e.name(), 1 - e.value(), 1 - e.high(), 1 - e.low(), e.n(), e.method());
  }

  private double[] column(int feature) {
    double[] values = new double[set.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = set.rows().at(i, feature);
    }
    return values;
  }

  /// Bin of each row: 0 for missing, then levels or quantile bins.
  private int[] bins(int feature, double[] values) {
    if (space.features().get(feature) instanceof Feature.Categorical) {
      return Arrays.stream(values).mapToInt(v -> (int) v + 1).toArray();
    }
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] cuts =
        IntStream.range(1, BINS)
            .mapToDouble(
                b -> sorted.length == 0 ? 0 : sorted[(int) ((long) b * sorted.length / BINS)])
            .distinct()
            .toArray();
    return Arrays.stream(values).mapToInt(v -> Double.isNaN(v) ? 0 : 1 + upTo(cuts, v)).toArray();
  }

  /// Number of cuts at or below the value.
  private static int upTo(double[] cuts, double value) {
    int at = Arrays.binarySearch(cuts, value);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /// For each row, the rate of positives in its bin outside its fold, drawn towards the overall
  /// rate by one row's weight.
  private double[] foldedRates(int[] bins, boolean[] positive) {
    int width = Arrays.stream(bins).max().orElse(0) + 1;
    int[] all = new int[width * FOLDS];
    int[] hits = new int[width * FOLDS];
    int[] foldAll = new int[FOLDS];
    int[] foldHits = new int[FOLDS];
    for (int i = 0; i < bins.length; i++) {
      int cell = folds[i] * width + bins[i];
      int hit = positive[i] ? 1 : 0;
      all[cell]++;
      hits[cell] += hit;
      foldAll[folds[i]]++;
      foldHits[folds[i]] += hit;
    }
    double[] rates = new double[bins.length];
    for (int i = 0; i < rates.length; i++) {
      int n = 0;
      int h = 0;
      int total = 0;
      int totalHits = 0;
      for (int f = 0; f < FOLDS; f++) {
        if (f != folds[i]) {
          n += all[f * width + bins[i]];
          h += hits[f * width + bins[i]];
          total += foldAll[f];
          totalHits += foldHits[f];
        }
      }
      double overall = total == 0 ? 0.5 : (double) totalHits / total;
      rates[i] = (h + overall) / (n + 1);
    }
    return rates;
  }
}
