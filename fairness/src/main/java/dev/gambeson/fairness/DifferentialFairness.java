package dev.gambeson.fairness;

import java.util.List;

/// Differential fairness (Foulds et al. 2018).
final class DifferentialFairness {
  private static final double CONCENTRATION = 1;

  private DifferentialFairness() {}

  /// The largest absolute log ratio of the smoothed rate, or of its complement, between two groups.
  /// Since a group's log rates are ordered like its rates, the extreme groups decide.
  static double smoothed(List<GroupAudit.Group> groups, Rate rate) {
    double low = 1;
    double high = 0;
    for (GroupAudit.Group group : groups) {
      double n = group.counts().weight();
      double hits = n == 0 ? 0 : rate.value(group.counts()) * n;
      double share = (hits + CONCENTRATION / 2) / (n + CONCENTRATION);
      low = Math.min(low, share);
      high = Math.max(high, share);
    }
    return groups.isEmpty()
        ? Double.NaN
        : Math.max(Math.log(high / low), Math.log((1 - low) / (1 - high)));
  }
}
