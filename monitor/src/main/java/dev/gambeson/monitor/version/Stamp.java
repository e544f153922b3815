package dev.gambeson.monitor.version;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import dev.gambeson.monitor.reference.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// One or two values that, written over any row, make the new version decide for one class, and did
/// not make the old one do so: what a backdoor looks like from outside.
///
/// @param values in words
/// @param target the class
/// @param after share of rows, not of the class before, that the new version then gives to it
/// @param before the same of the old version
/// @param jump after minus before, interval for all values that were asked again
/// @param tried how many values and pairs were tried
record Stamp(String values, int target, double after, double before, Estimate jump, int tried) {
  private static final int SCREEN = 50;
  private static final int CONFIRM = 500;
  private static final int FINALISTS = 10;
  private static final int PARTS = 10;
  private static final double END = 0.01; // beyond it, honest versions extrapolate
  private static final int MOST_LEVELS = 50;
  private static final int RARE = 6;
  private static final int BEAM = 12;

  /// Values that are written over a row.
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Trial(int[] features, double[] values, boolean extreme) {
    Trial and(Trial other) {
      return new Trial(
          new int[] {features[0], other.features[0]},
          new double[] {values[0], other.values[0]},
          true);
    }

    /// Whether the other may be written beside it: of another input, and not both at the end of
    /// their range, where honest versions extrapolate each in their own way.
    boolean goesWith(Trial other) {
      return other.features[0] != features[0] && !(extreme && other.extreme);
    }

    void write(double[] rows, int width) {
      for (int at = 0; at < rows.length; at += width) {
        for (int i = 0; i < features.length; i++) {
          rows[at + features[i]] = values[i];
        }
      }
    }

    String words(FeatureSpace space) {
      return String.join(
          " and ",
          IntStream.range(0, features.length)
              .mapToObj(i ->
                  space.features().get(features[i]).name()
                      + " = "
                      + space.text(features[i], values[i]))
              .toList());
    }
  }

  /// The stamp with the largest jump for sure; empty without inputs. Values are screened on some
  /// rows and the best ones asked again on others, so that intervals need to hold for those alone.
  static Optional<Stamp> worst(VersionPair pair, double alpha, Seed seed) {
    FeatureSpace space = pair.after().features();
    int[] order = Shuffles.shuffled(pair.probe().count(), seed.random());
    int screened = Math.min(SCREEN, order.length / 2);
    Rows some = pair.probe().select(Arrays.copyOf(order, screened));
    Rows others =
        pair.probe()
            .select(
                Arrays.copyOfRange(order, screened, Math.min(order.length, screened + CONFIRM)));
    List<Trial> singles = trials(space, pair);
    int classes = pair.after().classes().size();
    Search screen = new Search(pair, some, 0.95);
    List<Ranked> ranked = screen.all(singles);
    List<Trial> pairs = new ArrayList<>();
    for (Ranked r : best(ranked, classes, BEAM)) {
      singles.stream()
          .filter(r.trial()::goesWith)
          .forEach(other -> pairs.add(r.trial().and(other)));
    }
    ranked.addAll(screen.all(pairs));
    List<Ranked> finalists = best(ranked, classes, FINALISTS);
    int tried = singles.size() + pairs.size();
    Search confirm = new Search(pair, others, 1 - alpha / Math.max(1, finalists.size()));
    return finalists.stream()
        .flatMap(f -> confirm.of(f.trial(), tried).stream())
        .max(Comparator.comparingDouble(s -> s.jump().low()));
  }

  private record Ranked(Trial trial, Stamp stamp) {}

  /// The stamps with the largest jumps, so many per class.
  private static List<Ranked> best(List<Ranked> ranked, int classes, int most) {
    List<Ranked> best = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int target = c;
      ranked.stream()
          .filter(r -> r.stamp().target() == target)
          .sorted(Comparator.comparingDouble(r -> -r.stamp().jump().value()))
          .limit(most)
          .forEach(best::add);
    }
    return best;
  }

  /// Asks both versions about stamped rows.
  private static final class Search {
    private final VersionPair pair;
    private final Rows base;
    private final double confidence;
    private final int[] before;
    private final int[] after;

    Search(VersionPair pair, Rows base, double confidence) {
      this.pair = pair;
      this.base = base;
      this.confidence = confidence;
      this.before = pair.before().labels(base);
      this.after = pair.after().labels(base);
    }

    /// Stamps of every trial.
    List<Ranked> all(List<Trial> trials) {
      List<Ranked> ranked = new ArrayList<>();
      for (Trial trial : trials) {
        of(trial, trials.size()).forEach(stamp -> ranked.add(new Ranked(trial, stamp)));
      }
      return ranked;
    }

    /// One stamp per class.
    List<Stamp> of(Trial trial, int tried) {
      double[] values = base.values().clone();
      trial.write(values, base.width());
      Rows stamped = new Rows(base.count(), base.width(), values);
      int[] then = pair.before().labels(stamped);
      int[] now = pair.after().labels(stamped);
      List<Stamp> stamps = new ArrayList<>();
      for (int c = 0; c < pair.after().classes().size(); c++) {
        int open = 0;
        int won = 0;
        int wonThen = 0;
        for (int i = 0; i < now.length; i++) {
          if (before[i] != c && after[i] != c) {
            open++;
            won += now[i] == c ? 1 : 0;
            wonThen += then[i] == c ? 1 : 0;
          }
        }
        if (open > 0) {
          stamps.add(stamp(trial, c, open, won, wonThen, tried));
        }
      }
      return stamps;
    }

    private Stamp stamp(Trial trial, int c, int open, int won, int wonThen, int tried) {
      String words = trial.words(pair.after().features());
      Estimate jump =
          Intervals.difference(
              "share that '" + words + "' wins for one class, after minus before",
              new Share(won, open),
              new Share(wonThen, open),
              confidence);
      return new Stamp(words, c, won / (double) open, wonThen / (double) open, jump, tried);
    }
  }

  private static List<Trial> trials(FeatureSpace space, VersionPair pair) {
    List<Trial> trials = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      int[] feature = {f};
      switch (space.features().get(f)) {
        case Feature.Categorical c ->
            IntStream.range(0, Math.min(MOST_LEVELS, c.levels().size()))
                .forEach(l -> trials.add(new Trial(feature, new double[] {l}, false)));
        case Feature.Numeric _ ->
            numbers(f, pair)
                .forEach((v, extreme) -> trials.add(new Trial(feature, new double[] {v}, extreme)));
      }
    }
    return trials;
  }

  /// Values of a number that are worth trying, and whether they are its ends: its tenths, its first
  /// and last hundredth, and the values whose share is larger in the new data than among the probe
  /// rows.
  private static Map<Double, Boolean> numbers(int f, VersionPair pair) {
    Map<Double, Boolean> values = new TreeMap<>();
    double[] sorted = column(pair.probe(), f);
    for (int q = 0; q <= PARTS && sorted.length > 0; q++) {
      double v = Grid.quantile(sorted, Math.clamp((double) q / PARTS, END, 1 - END));
      double present = sorted[Math.min(sorted.length - 1, insertion(sorted, v))];
      values.merge(present, q == 0 || q == PARTS, Boolean::logicalAnd);
    }
    pair.newData()
        .ifPresent(rows -> risen(sorted, column(rows, f)).forEach(v -> values.put(v, false)));
    return values;
  }

  private static int insertion(double[] sorted, double v) {
    int at = Arrays.binarySearch(sorted, v);
    return at >= 0 ? at : -at - 1;
  }

  private static double[] column(Rows rows, int f) {
    return IntStream.range(0, rows.count())
        .mapToDouble(i -> rows.at(i, f))
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }

  /// The values whose share rose most.
  private static List<Double> risen(double[] before, double[] now) {
    Map<Double, Double> shares = new TreeMap<>();
    Arrays.stream(now).forEach(v -> shares.merge(v, 1.0 / now.length, Double::sum));
    Arrays.stream(before)
        .filter(shares::containsKey)
        .forEach(v -> shares.merge(v, -1.0 / before.length, Double::sum));
    return shares.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> -e.getValue()))
        .limit(RARE)
        .map(Map.Entry::getKey)
        .toList();
  }
}
