package dev.gambeson.monitor.reference;

import java.util.Set;
import java.util.TreeSet;

/// The number line cut into half-open cells `[edge, next edge)`, chosen from reference values so
/// that cells hold about equally many of them. A value that occurs often gets a cell of its own,
/// and what lies below the smallest or above the largest reference value falls into the first or
/// the last cell, which hold no reference value: a constant column that starts to move shows, and
/// so does a change beside a spike at zero.
///
/// Immutable and thread-safe.
public final class Grid {
  /// Most edges that a stored grid may have.
  static final int MAX_EDGES = 4095;

  private static final int STRIPS = 256;

  // The range is cut into equal strips. Which strip a number falls into never falls when the number
  // grows, however it is rounded; so only edges of its own strip need to be compared with it.
  private final double[] edges;
  private final double low;
  private final double scale;
  private final int[] from = new int[STRIPS + 1]; // edges in strips before

  private Grid(double[] edges) {
    this.edges = edges;
    this.low = edges.length == 0 ? 0 : edges[0];
    double range = edges.length == 0 ? 0 : edges[edges.length - 1] - low;
    this.scale = range > 0 && Double.isFinite(STRIPS / range) ? STRIPS / range : 0;
    for (double edge : edges) {
      from[strip(edge) + 1]++;
    }
    for (int s = 1; s <= STRIPS; s++) {
      from[s] += from[s - 1];
    }
  }

  private int strip(double value) {
    return Math.clamp((int) ((value - low) * scale), 0, STRIPS - 1);
  }

  /// A grid with these edges.
  ///
  /// @param edges strictly ascending, finite
  public static Grid of(double... edges) {
    if (edges.length > MAX_EDGES) {
      throw new IllegalArgumentException(
          "a grid of %d edges; %d are allowed".formatted(edges.length, MAX_EDGES));
    }
    for (int i = 0; i < edges.length; i++) {
      if (!Double.isFinite(edges[i]) || (i > 0 && !(edges[i - 1] < edges[i]))) {
        throw new IllegalArgumentException(
            "the edges of a grid must be finite and ascend; edge %d does not".formatted(i + 1));
      }
    }
    return new Grid(edges.clone());
  }

  /// A grid whose cells hold about one part of the values each.
  ///
  /// @param sorted ascending, finite; may be empty
  /// @param parts how many parts; a value that makes up a part or more gets its own cell
  public static Grid quantiles(double[] sorted, int parts) {
    Set<Double> edges = new TreeSet<>();
    int n = sorted.length;
    if (n > 0) {
      edges.add(sorted[0] + 0.0);
      addAbove(edges, sorted[n - 1]);
      for (int i = 1; i < parts; i++) {
        edges.add(quantile(sorted, (double) i / parts) + 0.0);
      }
      for (int from = 0, to = 0; from < n; from = to) {
        while (to < n && sorted[to] == sorted[from]) {
          to++;
        }
        if ((long) (to - from) * parts >= n) {
          edges.add(sorted[from] + 0.0);
          addAbove(edges, sorted[from]);
        }
      }
    }
    return new Grid(edges.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void addAbove(Set<Double> edges, double value) {
    double above = Math.nextUp(value);
    if (Double.isFinite(above)) {
      edges.add(above);
    }
  }

  /// The quantile of sorted values by linear interpolation (Hyndman and Fan 1996, type 7, as NumPy
  /// does it).
  public static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    double t = at - below;
    double d = sorted[above] - sorted[below];
    return t >= 0.5 ? sorted[above] - d * (1 - t) : sorted[below] + d * t;
  }

  /// Number of cells: one more than edges.
  public int cells() {
    return edges.length + 1;
  }

  /// A copy of the edges.
  public double[] edges() {
    return edges.clone();
  }

  /// The cell of a number: how many edges lie at or below it. NaN falls into the first cell; ask
  /// for it before.
  public int cell(double value) {
    int strip = strip(value);
    int at = from[strip];
    int end = from[strip + 1];
    while (end - at > 4) {
      int middle = (at + end) >>> 1;
      if (edges[middle] <= value) {
        at = middle + 1;
      } else {
        end = middle;
      }
    }
    while (at < end && edges[at] <= value) {
      at++;
    }
    return at;
  }

  /// Whether a cell lies outside the reference's range.
  public boolean outside(int cell) {
    return cell == 0 || cell == edges.length;
  }

  /// Where a cell begins; negative infinity for the first.
  public double from(int cell) {
    return cell == 0 ? Double.NEGATIVE_INFINITY : edges[cell - 1];
  }

  /// Where a cell ends, itself not in it; infinity for the last.
  public double to(int cell) {
    return cell == edges.length ? Double.POSITIVE_INFINITY : edges[cell];
  }
}
