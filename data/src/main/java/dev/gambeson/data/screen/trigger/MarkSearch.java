package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Workers;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Counts every mark that enough images carry and ranks marks by the lower Wilson bound of the
/// probability of a label among their carriers. Ranking by the bound, not by a standard score, is
/// what finds 1 % of poison (measured, attack.md section 3).
final class MarkSearch {
  private static final int MOST = 2000;

  private final Pixels pixels;
  private final Truth truth;
  private final int fewest;
  private final Workers workers;

  MarkSearch(Pixels pixels, Truth truth, int fewest, Workers workers) {
    this.pixels = pixels;
    this.truth = truth;
    this.fewest = fewest;
    this.workers = workers;
  }

  /// A mark and the label it might call up.
  ///
  /// @param n labelled images that carry it
  /// @param hits those with the label
  /// @param lowest lower bound of the share, at the error probability of the search over all marks
  record Marked(Mark mark, int target, int n, int hits, double lowest) {}

  /// The best marks.
  ///
  /// @param best at most 2,000, the highest bound first
  /// @param looked number of mark and class pairs looked at
  record Found(List<Marked> best, long looked) {
    Found {
      best = List.copyOf(best);
    }
  }

  /// @param error probability that one of the bounds is too high, over all marks (Bonferroni)
  Found run(double error) {
    int rows = pixels.image().height();
    List<List<Counted>> counted = workers.map(rows + 1, this::ofRow);
    long looked = (long) truth.classes() * counted.stream().mapToLong(List::size).sum();
    double confidence = Math.min(1 - 1e-12, 1 - 2 * error / Math.max(1, looked));
    double z = Intervals.z(confidence);
    List<Marked> best =
        counted.stream()
            .flatMap(List::stream)
            .map(c -> c.marked(z))
            .sorted(Comparator.comparingDouble(Marked::lowest).reversed())
            .limit(MOST)
            .toList();
    return new Found(best, looked);
  }

  /// Carriers of a mark by label.
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Counted(Mark mark, int[] hits) {
    /// For its commonest label.
    Marked marked(double z) {
      int n = IntStream.of(hits).sum();
      int top = 0;
      for (int c = 1; c < hits.length; c++) {
        top = hits[c] > hits[top] ? c : top;
      }
      return new Marked(mark, top, n, hits[top], lowest(hits[top], n, z));
    }
  }

  /// Lower Wilson bound at a normal quantile.
  static double lowest(int hits, int n, double z) {
    if (n == 0) {
      return 0;
    }
    double p = (double) hits / n;
    double z2 = z * z;
    double half = z * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
    return Math.max(0, (p + z2 / (2 * n) - half) / (1 + z2 / n));
  }

  /// Marks of one row of pixels; of shapes anywhere for the row after the last.
  private List<Counted> ofRow(int y) {
    List<Counted> out = new ArrayList<>();
    int channels = pixels.image().channels();
    int wide = pixels.image().width();
    for (int channel = 0; channel < channels; channel++) {
      if (y == pixels.image().height()) {
        anywhere(channel, out);
        continue;
      }
      for (int x = 0; x < wide; x++) {
        int at = pixels.position(y, x, channel);
        count(Mark.Kind.VALUE, at, 256, i -> pixels.at(at, i), out);
        count(Mark.Kind.BAND, at, 8, i -> pixels.at(at, i) >> 5, out);
        if (y + 3 <= pixels.image().height() && x + 3 <= wide) {
          short[] shapes = pixels.shapes(y, x, channel);
          count(Mark.Kind.SHAPE, at, 512, i -> shapes[i], out);
        }
      }
    }
    return out;
  }

  private void count(Mark.Kind kind, int at, int codes, IntUnaryOperator code, List<Counted> out) {
    int k = truth.classes();
    int[] counts = new int[codes * k];
    for (int i = 0; i < pixels.count(); i++) {
      int label = truth.codes()[i];
      if (label >= 0) {
        counts[code.applyAsInt(i) * k + label]++;
      }
    }
    keep(kind, at, codes, counts, out);
  }

  private void keep(Mark.Kind kind, int at, int codes, int[] counts, List<Counted> out) {
    int k = truth.classes();
    for (int c = 0; c < codes; c++) {
      int[] hits = java.util.Arrays.copyOfRange(counts, c * k, (c + 1) * k);
      int n = IntStream.of(hits).sum();
      if (n >= fewest && n <= pixels.count() / 2) { // half of the images carry no trigger
        out.add(new Counted(new Mark(kind, at, c), hits));
      }
    }
  }

  private void anywhere(int channel, List<Counted> out) {
    boolean[][] seen = new boolean[512][];
    for (int y = 0; y + 3 <= pixels.image().height(); y++) {
      for (int x = 0; x + 3 <= pixels.image().width(); x++) {
        short[] shapes = pixels.shapes(y, x, channel);
        for (int i = 0; i < shapes.length; i++) {
          if (seen[shapes[i]] == null) {
            seen[shapes[i]] = new boolean[pixels.count()];
          }
          seen[shapes[i]][i] = true;
        }
      }
    }
    int k = truth.classes();
    int[] counts = new int[512 * k];
    for (int code = 0; code < 512; code++) {
      for (int i = 0; seen[code] != null && i < pixels.count(); i++) {
        if (seen[code][i] && truth.codes()[i] >= 0) {
          counts[code * k + truth.codes()[i]]++;
        }
      }
    }
    keep(Mark.Kind.ANYWHERE, channel, 512, counts, out);
  }
}
