package dev.gambeson.data.screen;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;

/// The exact `k` nearest neighbours of rows, by Euclidean distance in double precision.
///
/// Guarantees: every pair is compared, nothing is approximated; neighbours are in order of distance
/// and, where distances are equal, in order of row; the answer is the same, bit for bit, on any
/// number of threads and any processor. Does not scale the features: give standardised rows. Work
/// grows with rows x rows x features: sample what is larger than some 100,000 rows.
public final class Neighbours {
  private static final int PIECE = 64; // queries of one task; fixed, so that pieces do not move

  private final int k;
  private final int[] indices; // k per query, nearest first
  private final double[] distances;

  private Neighbours(int k, int[] indices, double[] distances) {
    this.k = k;
    this.indices = indices;
    this.distances = distances;
  }

  /// The nearest other rows of each row. A row is never its own neighbour, its copies are.
  ///
  /// @param rows at least 2, all values finite
  /// @param k at least 1; lowered to the number of other rows
  public static Neighbours among(Rows rows, int k, Workers workers) {
    if (rows.count() < 2) {
      throw new IllegalArgumentException("neighbours need at least 2 rows, not " + rows.count());
    }
    return search(
        rows, new NeighbourBlocks(rows), Math.min(positive(k), rows.count() - 1), true, workers);
  }

  /// The nearest rows of `reference` to each row of `queries`.
  ///
  /// @param queries any number, of the width of `reference`, all values finite
  /// @param reference at least 1, all values finite
  /// @param k at least 1; lowered to the number of reference rows
  public static Neighbours of(Rows queries, Rows reference, int k, Workers workers) {
    if (queries.width() != reference.width() || reference.count() == 0) {
      throw new IllegalArgumentException(
          "queries have %d features, the %d reference rows have %d"
              .formatted(queries.width(), reference.count(), reference.width()));
    }
    return search(
        queries,
        new NeighbourBlocks(reference),
        Math.min(positive(k), reference.count()),
        false,
        workers);
  }

  private static int positive(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
    return k;
  }

  private static Neighbours search(
      Rows queries, NeighbourBlocks reference, int k, boolean same, Workers workers) {
    NeighbourBlocks.requireFinite(queries);
    int pieces = Math.ceilDiv(queries.count(), PIECE);
    List<Nearest[]> found =
        workers.map(
            pieces,
            piece -> {
              int from = piece * PIECE;
              int to = Math.min(from + PIECE, queries.count());
              return reference.nearest(queries, from, to, k, same);
            });
    int[] indices = new int[Math.multiplyExact(queries.count(), k)];
    double[] distances = new double[indices.length];
    int at = 0;
    for (Nearest[] piece : found) {
      for (Nearest nearest : piece) {
        nearest.copyTo(indices, distances, at);
        at += k;
      }
    }
    return new Neighbours(k, indices, distances);
  }

  /// Number of rows that were asked about.
  public int count() {
    return indices.length / k;
  }

  /// Neighbours of each row.
  public int k() {
    return k;
  }

  /// The row that is `rank`-th nearest to `row`.
  ///
  /// @param rank from 0 (nearest) to `k - 1`
  public int index(int row, int rank) {
    return indices[row * k + rank];
  }

  /// Its Euclidean distance.
  public double distance(int row, int rank) {
    return distances[row * k + rank];
  }

  /// A copy of the neighbours of one row, nearest first.
  public int[] indices(int row) {
    return Arrays.copyOfRange(indices, row * k, (row + 1) * k);
  }

  /// The best rows so far of one query: a sorted list, since `k` is small.
  static final class Nearest {
    private final int[] rows;
    private final double[] squares;
    private int size;

    Nearest(int k) {
      rows = new int[k];
      squares = new double[k];
    }

    /// Squared distance that a further row must undercut; rows come in ascending order, so that of
    /// equals the first stays.
    double bound() {
      return size < rows.length ? Double.NaN : squares[size - 1];
    }

    void offer(int row, double square) {
      int at = size < rows.length ? size++ : size - 1;
      while (at > 0 && squares[at - 1] > square) {
        squares[at] = squares[at - 1];
        rows[at] = rows[at - 1];
        at--;
      }
      squares[at] = square;
      rows[at] = row;
    }

    private void copyTo(int[] indices, double[] distances, int at) {
      for (int i = 0; i < size; i++) {
        indices[at + i] = rows[i];
        distances[at + i] = Math.sqrt(squares[i]);
      }
    }
  }
}
