package dev.gambeson.monitor.drift;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.monitor.reference.Bins;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// How far one feature of a window lies from the reference.
///
/// @param feature its name
/// @param psi population stability index
/// @param chance what the index exceeds by chance with the probability asked for
/// @param ks Kolmogorov-Smirnov distance at the edges of the cells; total variation for a category
/// @param jensenShannon distance to base 2
/// @param wasserstein in reference standard deviations; NaN for a category
/// @param moved the group whose share changed most
/// @param before its share in the reference
/// @param now its share in the window
/// @param groups all groups, in the order of their values
public record FeatureDrift(
    String feature,
    Estimate psi,
    double chance,
    double ks,
    double jensenShannon,
    double wasserstein,
    String moved,
    double before,
    double now,
    List<Group> groups) {
  /// A part of a feature's values.
  ///
  /// @param name the range, the level, or what else it holds
  /// @param before its share in the reference
  /// @param now its share in the window
  public record Group(String name, double before, double now) {}

  public FeatureDrift {
    groups = List.copyOf(groups);
  }

  /// Every feature, the largest index first.
  ///
  /// @param alpha probability of exceeding [#chance] without drift, per feature
  public static List<FeatureDrift> all(Reference reference, long[] window, double alpha) {
    long[] base = reference.counts();
    List<FeatureDrift> all = new ArrayList<>();
    for (int f = 0; f < reference.layout().features().size(); f++) {
      all.add(of(reference.layout(), f, base, window, alpha));
    }
    all.sort(Comparator.comparingDouble(d -> -d.psi().value()));
    return all;
  }

  private static FeatureDrift of(Layout layout, int f, long[] base, long[] window, double alpha) {
    Feature feature = layout.space().features().get(f);
    Bins bins = layout.features().get(f);
    int at = layout.featureAt(f);
    Grouping grouping = Grouping.of(bins, base, at);
    long[] before = grouping.sum(base, at);
    long[] now = grouping.sum(window, at);
    Psi psi = Psi.of(before, now);
    double m = Arrays.stream(before).sum();
    double n = Arrays.stream(now).sum();
    int moved = 0;
    double variation = 0;
    for (int g = 0; g < before.length; g++) {
      variation += Math.abs(before[g] / m - now[g] / n) / 2;
      if (Math.abs(before[g] / m - now[g] / n) > Math.abs(before[moved] / m - now[moved] / n)) {
        moved = g;
      }
    }
    double ks = variation;
    double wasserstein = Double.NaN;
    if (bins instanceof Bins.Numbers numbers && feature instanceof Feature.Numeric numeric) {
      ks = Distances.ks(base, window, at, numbers.grid().cells());
      wasserstein = Distances.wasserstein(numbers.grid(), base, window, at) / numeric.scale();
    }
    return new FeatureDrift(
        feature.name(),
        psi.estimate("PSI of '" + feature.name() + "'"),
        psi.chance(alpha),
        ks,
        Distances.jensenShannon(base, window, at, bins.count()),
        wasserstein,
        grouping.name(moved),
        before[moved] / m,
        now[moved] / n,
        groups(grouping, before, now));
  }

  private static List<Group> groups(Grouping grouping, long[] before, long[] now) {
    double m = Arrays.stream(before).sum();
    double n = Arrays.stream(now).sum();
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < before.length; g++) {
      if (before[g] > 0 || now[g] > 0) {
        groups.add(new Group(grouping.name(g), before[g] / m, now[g] / n));
      }
    }
    return groups;
  }

  /// What moved, in words.
  public String words() {
    return "'%s' PSI %s (%s: %s to %s)"
        .formatted(
            feature, Text.number(psi.value()), moved, Text.percent(before), Text.percent(now));
  }
}
