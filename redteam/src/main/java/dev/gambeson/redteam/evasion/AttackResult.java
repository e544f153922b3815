package dev.gambeson.redteam.evasion;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.Arrays;
import java.util.List;

/// What one attack did to a block of rows. Every row counted as fooled was classified again from
/// the row stored here, lies within the threat model and keeps bounds, whole numbers, levels and
/// immutable features. That a row held says only that this attack, with this budget, found nothing.
///
/// @param attack name of the attack
/// @param threat what the attacker was allowed
/// @param rows one result per row, in order
public record AttackResult(String attack, ThreatModel threat, List<RowResult> rows) {
  public AttackResult {
    rows = List.copyOf(rows);
  }

  /// Rows classified correctly before the attack.
  public long attacked() {
    return rows.stream().filter(r -> r.outcome() != RowOutcome.ALREADY_WRONG).count();
  }

  /// Number of rows with an outcome.
  public long count(RowOutcome outcome) {
    return rows.stream().filter(r -> r.outcome() == outcome).count();
  }

  /// Share of rows classified correctly before the attack, with its Wilson interval.
  public Estimate accuracy() {
    return Intervals.wilson("accuracy before any attack", attacked(), rows.size());
  }

  /// Share of correctly classified rows that are fooled, with its Wilson interval.
  public Estimate success() {
    return Intervals.wilson(
        "share of correctly classified rows fooled by " + attack,
        count(RowOutcome.FOOLED),
        attacked());
  }

  /// Share of all rows that are classified correctly and stay so when changes up to `epsilon` are
  /// allowed, with its Wilson interval. Rows about which the attack learnt nothing count as robust
  /// here: look at [#unknownShare] first.
  public Estimate robustAccuracy(double epsilon) {
    long robust =
        rows.stream()
            .filter(r -> r.outcome() != RowOutcome.ALREADY_WRONG)
            .filter(r -> !r.fooledWithin(threat.norm(), epsilon))
            .count();
    return Intervals.wilson("robust accuracy under " + attack, robust, rows.size());
  }

  /// Share of correctly classified rows about which the attack learnt nothing.
  public double unknownShare() {
    return attacked() == 0
        ? 0
        : rows.stream().filter(RowResult::unknown).count() / (double) attacked();
  }

  /// Median distance of the fooled rows, in the threat model's norm; NaN when there are none.
  public double medianDistance() {
    double[] sorted = distances();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /// Mean distance of the fooled rows, in the threat model's norm; NaN when there are none.
  public double meanDistance() {
    return Arrays.stream(distances()).average().orElse(Double.NaN);
  }

  private double[] distances() {
    return rows.stream()
        .filter(r -> r.outcome() == RowOutcome.FOOLED)
        .mapToDouble(r -> r.distances().in(threat.norm()))
        .toArray();
  }

  /// Mean number of queries per attacked row; 0 when none was attacked.
  public double meanQueries() {
    return rows.stream()
        .filter(r -> r.outcome() != RowOutcome.ALREADY_WRONG)
        .mapToInt(RowResult::queries)
        .average()
        .orElse(0);
  }
}
