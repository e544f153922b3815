package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/// The search for the half of the rows with the smallest determinant of covariance: random starts,
/// two concentration steps each, the best ones to the end; on more than 600 rows first within
/// groups of 300, then on the groups together, then on all rows (sections 3 and 4 of the paper).
final class FastMcd {
  private static final double RIDGE =
      1e-4; // of the mean variance: a hundredth of a standard deviation
  private static final int SMALL = 600;
  private static final int GROUP = 300;
  private static final int GROUPS = 5;
  private static final int STARTS = 500;
  private static final int WIDE_STARTS = 50; // beyond 40 features a step costs d³
  private static final int BEST = 10;
  private static final int MAX_STEPS = 100;

  private final double ridge;
  private final Workers workers;

  private FastMcd(double ridge, Workers workers) {
    this.ridge = ridge;
    this.workers = workers;
  }

  /// @param rows at least 2
  static Estimate of(Rows rows, Seed seed, Workers workers) {
    double variance = CommonOps_DDRM.trace(Moments.of(rows).covariance()) / rows.width();
    FastMcd search = new FastMcd(Math.max(variance * RIDGE, 1e-300), workers);
    List<Estimate> best =
        rows.count() <= SMALL
            ? search.fromStarts(rows, starts(rows.width()), seed)
            : search.fromGroups(rows, seed);
    return search.workers.map(best.size(), i -> search.toTheEnd(rows, best.get(i))).stream()
        .min(Comparator.comparingDouble(Estimate::logDeterminant))
        .orElseThrow();
  }

  private static int starts(int width) {
    return width <= 40 ? STARTS : WIDE_STARTS;
  }

  private List<Estimate> fromGroups(Rows rows, Seed seed) {
    int groups = Math.min(GROUPS, rows.count() / GROUP);
    int[] merged = Shuffles.shuffled(rows.count(), seed.child("groups").random());
    merged = Arrays.copyOf(merged, Math.min(rows.count(), groups * GROUP));
    List<Estimate> candidates = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      Rows group = rows.select(Arrays.copyOfRange(merged, g * GROUP, (g + 1) * GROUP));
      candidates.addAll(fromStarts(group, starts(rows.width()) / groups, seed.child(g)));
    }
    return best(rows.select(merged), candidates);
  }

  private List<Estimate> fromStarts(Rows rows, int starts, Seed seed) {
    return best(rows, workers.map(starts, start -> start(rows, seed.child(start))));
  }

  // Two steps of each candidate on these rows, then the best ones.
  private List<Estimate> best(Rows rows, List<Estimate> candidates) {
    return workers.map(candidates.size(), i -> step(rows, step(rows, candidates.get(i)))).stream()
        .sorted(Comparator.comparingDouble(Estimate::logDeterminant))
        .limit(BEST)
        .toList();
  }

  private Estimate start(Rows rows, Seed seed) {
    int[] order = Shuffles.shuffled(rows.count(), seed.random());
    return Estimate.of(rows, Arrays.copyOf(order, Math.min(rows.width() + 1, rows.count())), ridge);
  }

  private Estimate toTheEnd(Rows rows, Estimate from) {
    Estimate now = step(rows, from);
    for (int i = 0; i < MAX_STEPS; i++) {
      Estimate next = step(rows, now);
      if (!(next.logDeterminant() < now.logDeterminant() - 1e-12)) {
        return now;
      }
      now = next;
    }
    return now;
  }

  /// A concentration step: the estimate from the `h` rows nearest to the last one. Its determinant
  /// is never larger (theorem 1).
  private Estimate step(Rows rows, Estimate from) {
    double[] distances = from.model(rows).score(rows, workers);
    int h = Math.min(rows.count(), (rows.count() + rows.width() + 1) / 2);
    return Estimate.of(rows, nearest(distances, h), ridge);
  }

  private static int[] nearest(double[] distances, int h) {
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    double limit = sorted[h - 1];
    int[] chosen = new int[h];
    int at = 0;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] < limit) {
        chosen[at++] = i;
      }
    }
    for (int i = 0; i < distances.length && at < h; i++) { // ties: the first rows
      if (distances[i] == limit) {
        chosen[at++] = i;
      }
    }
    return chosen;
  }

  /// Centre and shape of a subset.
  ///
  /// @param logDeterminant of the covariance with its ridge
  /// @param whitening upper triangular; maps centred rows to unit covariance
  @SuppressWarnings("ArrayRecordComponent") // package-private, passed along without copies
  record Estimate(double[] centre, double logDeterminant, DMatrixRMaj whitening, double ridge) {
    static Estimate of(Rows rows, int[] chosen, double ridge) {
      Moments moments = Moments.of(rows, chosen);
      int width = rows.width();
      DMatrixRMaj covariance = moments.covariance();
      for (int f = 0; f < width; f++) {
        covariance.add(f, f, ridge);
      }
      var cholesky = DecompositionFactory_DDRM.chol(width, true);
      if (!cholesky.decompose(covariance)) {
        throw GambesonException.badInput("The covariance of the features is not finite.");
      }
      DMatrixRMaj lower = cholesky.getT(null);
      double log = 0;
      for (int f = 0; f < width; f++) {
        log += 2 * Math.log(lower.get(f, f));
      }
      return new Estimate(moments.mean(), log, inverseTransposed(lower), ridge);
    }

    private static DMatrixRMaj inverseTransposed(DMatrixRMaj lower) {
      int n = lower.getNumRows();
      DMatrixRMaj out = new DMatrixRMaj(n, n);
      for (int c = 0; c < n; c++) { // column c of the inverse becomes row c
        out.set(c, c, 1 / lower.get(c, c));
        for (int r = c + 1; r < n; r++) {
          double sum = 0;
          for (int i = c; i < r; i++) {
            sum += lower.get(r, i) * out.get(c, i);
          }
          out.set(c, r, -sum / lower.get(r, r));
        }
      }
      return out;
    }

    LinearModel model(Rows rows) {
      return new LinearModel(rows, centre, whitening);
    }
  }
}
