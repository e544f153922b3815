package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.stats.Binomials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

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
      long hits = i == 3 || pool == 0 ? left : Binomials.draw(left, (double) rows / pool, random);
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
}
