package dev.gambeson.data;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/// Compares a column of two sets.
final class TwoSamples {
  private static final double EXACT_PAIRS = 250_000; // above, the asymptotic p-value is as good
  private static final double LEAST_EXPECTED = 5; // Cochran 1954

  private TwoSamples() {}

  /// One column compared.
  ///
  /// @param p not adjusted
  /// @param detail what moved, one sentence
  record Shift(String column, double p, Estimate effect, String detail) {}

  static Shift of(Feature feature, LabelledRows train, LabelledRows test) {
    return switch (feature) {
      case Feature.Numeric f ->
          numbers(f.name(), present(train, f.name()), present(test, f.name()));
      case Feature.Categorical f ->
          levels(
              f.name(),
              counts(train.data().column(f.name())),
              counts(test.data().column(f.name())));
    };
  }

  static Shift ofLabels(String label, List<String> classes, LabelledRows train, LabelledRows test) {
    return levels(label, classCounts(classes, train), classCounts(classes, test));
  }

  private static Map<String, Long> classCounts(List<String> classes, LabelledRows set) {
    Map<String, Long> counts = new TreeMap<>();
    for (int c : set.truth()) {
      counts.merge(classes.get(c), 1L, Long::sum);
    }
    return counts;
  }

  private static double[] present(LabelledRows set, String name) {
    return switch (set.data().column(name)) {
      case NumericColumn c -> Arrays.stream(c.values()).filter(v -> !Double.isNaN(v)).toArray();
      case TextColumn _ ->
          throw new IllegalStateException(name + " is text, but the model takes a number");
    };
  }

  private static Map<String, Long> counts(Column column) {
    Map<String, Long> counts = new TreeMap<>();
    switch (column) {
      case TextColumn c -> {
        long[] byCode = new long[c.levels().size()];
        for (int code : c.codes()) {
          if (code >= 0) {
            byCode[code]++;
          }
        }
        for (int code = 0; code < byCode.length; code++) {
          if (byCode[code] > 0) {
            counts.put(c.levels().get(code), byCode[code]);
          }
        }
      }
      case NumericColumn c -> {
        for (int row = 0; row < c.size(); row++) {
          if (!c.isMissing(row)) {
            counts.merge(c.text(row), 1L, Long::sum);
          }
        }
      }
    }
    return counts;
  }

  static Shift numbers(String column, double[] train, double[] test) {
    String name = "KS distance of '" + column + "'";
    if (train.length < 2 || test.length < 2) {
      return new Shift(column, 1, Estimate.undefined(name, 0, "fewer than two values"), "");
    }
    KolmogorovSmirnovTest ks = KolmogorovSmirnovTest.withDefaults();
    boolean exact = (double) train.length * test.length <= EXACT_PAIRS;
    var result = ks.with(exact ? PValueMethod.AUTO : PValueMethod.ASYMPTOTIC).test(train, test);
    double d = result.getStatistic();
    double half = band(train.length, 0.025) + band(test.length, 0.025);
    Estimate effect =
        new Estimate(
            name,
            d,
            Math.max(0, d - half),
            Math.min(1, d + half),
            (long) train.length + test.length,
            "KS, DKW band 95 %");
    String detail =
        "The median went from %s to %s."
            .formatted(Text.number(median(train)), Text.number(median(test)));
    return new Shift(column, result.getPValue(), effect, detail);
  }

  /// Half-width of the DKW band that fails with probability `alpha`.
  private static double band(int n, double alpha) {
    return Math.sqrt(Math.log(2 / alpha) / (2.0 * n));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  static Shift levels(String column, Map<String, Long> train, Map<String, Long> test) {
    String name = "total variation distance of '" + column + "'";
    TreeMap<String, Long> union = new TreeMap<>(train);
    test.forEach((level, n) -> union.merge(level, n, Long::sum));
    double n = train.values().stream().mapToLong(Long::longValue).sum();
    double m = test.values().stream().mapToLong(Long::longValue).sum();
    if (n < 2 || m < 2) {
      return new Shift(column, 1, Estimate.undefined(name, 0, "fewer than two values"), "");
    }
    double distance = 0;
    double variance = 0;
    String moved = "";
    double furthest = -1;
    for (String level : union.keySet()) {
      double p = train.getOrDefault(level, 0L) / n;
      double q = test.getOrDefault(level, 0L) / m;
      distance += Math.abs(p - q) / 2;
      variance += p * (1 - p) / n + q * (1 - q) / m;
      if (Math.abs(p - q) > furthest) {
        furthest = Math.abs(p - q);
        moved = "'%s' went from %s to %s.".formatted(level, Text.percent(p), Text.percent(q));
      }
    }
    double half = Intervals.Z95 * Math.sqrt(variance * union.size()) / 2; // Cauchy-Schwarz bound
    Estimate effect =
        new Estimate(
            name,
            distance,
            Math.max(0, distance - half),
            Math.min(1, distance + half),
            (long) (n + m),
            "total variation, normal bound 95 %");
    return new Shift(column, chiSquare(union, train, test, n / (n + m)), effect, moved);
  }

  private static double chiSquare(
      Map<String, Long> union, Map<String, Long> train, Map<String, Long> test, double share) {
    double needed = LEAST_EXPECTED / Math.min(share, 1 - share);
    List<long[]> cells = new ArrayList<>();
    long[] rest = new long[2];
    union.forEach((level, count) -> {
      long[] cell = {train.getOrDefault(level, 0L), test.getOrDefault(level, 0L)};
      if (count >= needed) {
        cells.add(cell);
      } else {
        rest[0] += cell[0];
        rest[1] += cell[1];
      }
    });
    if (rest[0] + rest[1] > 0) {
      cells.add(rest);
    }
    return cells.size() < 2
        ? 1
        : ChiSquareTest.withDefaults().test(cells.toArray(long[][]::new)).getPValue();
  }

  /// p-values adjusted for the false discovery rate (Benjamini and Hochberg 1995), in their order.
  static double[] adjust(double[] p) {
    Integer[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -p[i]))
            .toArray(Integer[]::new);
    double[] adjusted = new double[p.length];
    double running = 1;
    for (int k = 0; k < order.length; k++) {
      int rank = p.length - k;
      running = Math.min(running, p[order[k]] * p.length / rank);
      adjusted[order[k]] = running;
    }
    return adjusted;
  }

  /// The KS distance that is just significant at level `alpha` (asymptotically).
  static double detectable(int n, int m, double alpha) {
    return Math.sqrt(-Math.log(alpha / 2) / 2) * Math.sqrt(1.0 / n + 1.0 / m);
  }
}
