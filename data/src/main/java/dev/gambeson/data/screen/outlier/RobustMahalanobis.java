package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// Rows far from the half of the data that lies closest together (Rousseeuw and Van Driessen, "A
/// Fast Algorithm for the Minimum Covariance Determinant Estimator", Technometrics 41, 1999).
///
/// Score: squared Mahalanobis distance from the reweighted estimate: the half of the rows, `(n + d
/// +
/// 1) / 2`, with the smallest determinant of covariance is sought ([FastMcd]), its covariance
///    scaled so that the median distance is that of a chi-squared variable, and mean and covariance
///    taken again from the rows within its 0.975 quantile. Withstands up to half of the rows being
///    outliers, whatever they look like. Expects one cloud of rows: where the data have several,
///    all but one may look far. A direction without variance among the inner half gets a small
///    variance: rows that leave it are far, as they should be.
public final class RobustMahalanobis implements OutlierDetector {
  private static final double QUANTILE = 0.975;

  @Override
  public String name() {
    return "robust Mahalanobis";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    FastMcd.Estimate raw = FastMcd.of(rows, seed.child("fast-mcd"), workers);
    double[] distances = raw.model(rows).own(workers);
    ChiSquaredDistribution chi = ChiSquaredDistribution.of(rows.width());
    double correction = median(distances) / chi.inverseCumulativeProbability(0.5);
    double limit = correction * chi.inverseCumulativeProbability(QUANTILE);
    int[] inside =
        IntStream.range(0, rows.count()).filter(row -> distances[row] <= limit).toArray();
    return FastMcd.Estimate.of(rows, inside, raw.ridge()).model(rows);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
