package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/// The bootstrap without resampling rows: each group's four counts are multinomial, so they are
/// drawn directly.
final class CellBootstrap {
  private static final int DRAWS = 1000;

  private CellBootstrap() {}

  static Estimate estimate(
      String name, GroupAudit audit, ToDoubleFunction<GroupAudit> metric, Seed seed) {
    long n = audit.overall().rows();
    double value = metric.applyAsDouble(audit);
    if (!Double.isFinite(value)) {
      return Estimate.undefined(name, n, "a rate it needs has no rows");
    }
    RandomGenerator random = seed.child(name).random();
    double[] draws = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      draws[d] = metric.applyAsDouble(draw(audit, random));
    }
    double[] defined = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    if (defined.length < 0.95 * DRAWS) {
      return Estimate.undefined(
          name, n, (DRAWS - defined.length) + " of " + DRAWS + " resamples leave it undefined");
    }
    double low = defined[(int) Math.floor(0.025 * (defined.length - 1))];
    double high = defined[(int) Math.ceil(0.975 * (defined.length - 1))];
    return new Estimate(
        name,
        value,
        Math.min(low, value),
        Math.max(high, value),
        n,
        "multinomial bootstrap of %d draws, 95 %% percentiles".formatted(DRAWS));
  }

  private static GroupAudit draw(GroupAudit audit, RandomGenerator random) {
    List<GroupAudit.Group> groups = new ArrayList<>();
    for (GroupAudit.Group group : audit.groups()) {
      groups.add(new GroupAudit.Group(group.name(), draw(group.counts(), random)));
    }
    return new GroupAudit(audit.attribute(), groups, audit.leftOut());
  }

  private static Confusion draw(Confusion c, RandomGenerator random) {
    List<Confusion.Cell> cells =
        List.of(c.truePositive(), c.falsePositive(), c.falseNegative(), c.trueNegative());
    Confusion.Cell[] drawn = new Confusion.Cell[4];
    long left = c.rows();
    long pool = left;
    for (int i = 0; i < 4; i++) {
      long rows = cells.get(i).rows();
      long hits = i == 3 || pool == 0 ? left : binomial(left, (double) rows / pool, random);
      drawn[i] = scaled(cells.get(i), hits);
      left -= hits;
      pool -= rows;
    }
    return new Confusion(drawn[0], drawn[1], drawn[2], drawn[3]);
  }

  /// The cell with another number of rows, at its mean weight.
  private static Confusion.Cell scaled(Confusion.Cell cell, long rows) {
    double factor = cell.rows() == 0 ? 0 : (double) rows / cell.rows();
    return new Confusion.Cell(
        rows, factor * cell.weight(), factor * cell.weightSquared(), factor * cell.score());
  }

  /// A binomial draw by inversion, outward from the mode (Kemp 1986): exact, and about `sqrt(n p (1
  /// - p))` steps.
  static long binomial(long n, double p, RandomGenerator random) {
    if (n == 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    int count = Math.toIntExact(n);
    int mode = Math.min(count, (int) Math.floor((count + 1) * p));
    double odds = p / (1 - p);
    double atMode = BinomialDistribution.of(count, p).probability(mode);
    double u = random.nextDouble() - atMode;
    double below = atMode;
    double above = atMode;
    int low = mode;
    int high = mode;
    while (u > 0 && (low > 0 || high < count)) {
      if (high < count) {
        above *= odds * (count - high) / (high + 1);
        high++;
        u -= above;
        if (u <= 0) {
          return high;
        }
      }
      if (low > 0) {
        below *= low / (odds * (count - low + 1));
        low--;
        u -= below;
        if (u <= 0) {
          return low;
        }
      }
      if (above + below < 1e-300) {
        return mode; // rounding left a sliver of probability unassigned
      }
    }
    return mode;
  }
}
