package dev.gambeson.monitor.version;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import dev.gambeson.monitor.version.Slices.Slice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where decisions changed to one class much more often than elsewhere.
///
/// @param slice the group, in words
/// @param target the class that its decisions changed to
/// @param rows of the group that were not of the class before
/// @param changed of those, decisions that changed to the class
/// @param excess share changed in the group minus share changed elsewhere, interval for all groups
///   and classes that were looked at
record Concentration(String slice, int target, int rows, int changed, Estimate excess) {
  private static final int BEAM = 60;

  /// The group with the largest excess for sure; empty when there are no changes.
  ///
  /// @param least rows that a group must have
  /// @param alpha over all groups
  static Optional<Concentration> worst(
      FeatureSpace space,
      Rows rows,
      int[] before,
      int[] after,
      int classes,
      int least,
      double alpha) {
    List<Slice> singles = Slices.singles(space, rows, least);
    long pairs = (long) singles.size() * (singles.size() + 1) / 2;
    double confidence = 1 - alpha / Math.max(1, pairs * classes);
    Optional<Concentration> worst = Optional.empty();
    for (int c = 0; c < classes; c++) {
      BitSet flips = flips(before, after, c);
      if (flips.cardinality() >= 3) {
        Search search = new Search(open(before, c), flips, c, confidence, least);
        worst = larger(worst, search.run(singles));
      }
    }
    return worst;
  }

  private static Optional<Concentration> larger(
      Optional<Concentration> a, Optional<Concentration> b) {
    return a.isEmpty() || (b.isPresent() && b.get().excess().low() > a.get().excess().low())
        ? b
        : a;
  }

  /// Rows that were not of the class before, and so could change to it.
  private static BitSet open(int[] before, int target) {
    BitSet open = new BitSet(before.length);
    for (int i = 0; i < before.length; i++) {
      open.set(i, before[i] != target);
    }
    return open;
  }

  private static BitSet flips(int[] before, int[] after, int target) {
    BitSet flips = new BitSet(before.length);
    for (int i = 0; i < before.length; i++) {
      flips.set(i, before[i] != target && after[i] == target);
    }
    return flips;
  }

  /// The search for one class: every single group, then pairs of the most changed ones with all.
  private record Search(BitSet open, BitSet flips, int target, double confidence, int least) {
    Optional<Concentration> run(List<Slice> singles) {
      List<Slice> ranked = new ArrayList<>(singles);
      ranked.sort(Comparator.comparingDouble(s -> -excess(s.rows())));
      Optional<Concentration> worst = Optional.empty();
      for (Slice s : ranked) {
        worst = size(s.rows()) >= least ? larger(worst, Optional.of(of(s))) : worst;
      }
      for (Slice first : ranked.subList(0, Math.min(BEAM, ranked.size()))) {
        for (Slice second : ranked) {
          if (second.feature() != first.feature()) {
            worst = larger(worst, pair(first, second, worst));
          }
        }
      }
      return worst;
    }

    private Optional<Concentration> pair(Slice first, Slice second, Optional<Concentration> worst) {
      BitSet both = (BitSet) first.rows().clone();
      both.and(second.rows());
      boolean worthIt =
          size(both) >= least && excess(both) > worst.map(w -> w.excess().low()).orElse(0.0);
      return worthIt ? Optional.of(of(first.and(second))) : Optional.empty();
    }

    /// How many rows of a group could change to the class.
    private int size(BitSet rows) {
      BitSet members = (BitSet) rows.clone();
      members.and(open);
      return members.cardinality();
    }

    private int changed(BitSet rows) {
      BitSet changed = (BitSet) rows.clone();
      changed.and(flips);
      return changed.cardinality();
    }

    private double excess(BitSet rows) {
      double k = changed(rows);
      double size = Math.max(1, size(rows));
      return k / size - (flips.cardinality() - k) / Math.max(1, open.cardinality() - size);
    }

    private Concentration of(Slice slice) {
      int k = changed(slice.rows());
      int size = size(slice.rows());
      Estimate excess =
          Intervals.difference(
              "share changed to one class in '" + slice.name() + "' minus elsewhere",
              new Share(k, size),
              new Share(flips.cardinality() - k, open.cardinality() - size),
              confidence);
      return new Concentration(slice.name(), target, size, k, excess);
    }
  }
}
