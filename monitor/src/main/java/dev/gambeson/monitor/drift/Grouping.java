package dev.gambeson.monitor.drift;

import dev.gambeson.monitor.reference.Bins;
import java.util.ArrayList;
import java.util.List;

/// The bins of a feature, taken together into the groups over which its population stability index
/// is summed: ten parts of the reference (a value that makes up a tenth or more is a part of its
/// own), values outside the reference's range, and missing ones. Levels of a category with less
/// than 1 % of the reference are pooled, since the index of rare groups is noise.
final class Grouping {
  private static final double RARE = 0.01;
  private static final int PARTS = 10;

  private final int[] of;
  private final List<String> names = new ArrayList<>();

  private Grouping(int bins) {
    this.of = new int[bins];
  }

  /// @param counts the reference's array
  /// @param at where the feature's bins begin
  static Grouping of(Bins bins, long[] counts, int at) {
    Grouping grouping = new Grouping(bins.count());
    switch (bins) {
      case Bins.Numbers numbers -> grouping.parts(numbers, counts, at);
      case Bins.Levels levels -> grouping.levels(levels, counts, at);
    }
    return grouping;
  }

  private void parts(Bins.Numbers bins, long[] counts, int at) {
    int cells = bins.missing();
    long total = 0;
    for (int c = 1; c < cells - 1; c++) {
      total += counts[at + c];
    }
    long seen = 0;
    int first = 1;
    for (int c = 1; c < cells - 1; c++) {
      boolean spike = counts[at + c] * PARTS >= total && total > 0;
      if (spike && first < c) {
        group(bins, first, c - 1);
        first = c;
      }
      long before = seen;
      seen += counts[at + c];
      boolean full = seen * PARTS / Math.max(1, total) > before * PARTS / Math.max(1, total);
      if (spike || full || c == cells - 2) {
        group(bins, first, c);
        first = c + 1;
      }
    }
    of[0] = names.size();
    of[cells - 1] = names.size();
    names.add("outside the reference");
    of[bins.missing()] = names.size();
    names.add("missing");
  }

  private void group(Bins.Numbers bins, int from, int to) {
    for (int c = from; c <= to; c++) {
      of[c] = names.size();
    }
    names.add(
        from == to
            ? bins.name(from)
            : bins.name(from).replaceFirst(" to .*", "")
                + " to "
                + bins.name(to).replaceFirst(".* to ", ""));
  }

  private void levels(Bins.Levels bins, long[] counts, int at) {
    long total = 0;
    for (int b = 0; b < bins.missing(); b++) {
      total += counts[at + b];
    }
    int pooled = -1;
    for (int b = 0; b < bins.missing(); b++) {
      if (counts[at + b] >= RARE * total && counts[at + b] > 0) {
        of[b] = names.size();
        names.add(bins.name(b));
      } else {
        if (pooled < 0) {
          pooled = names.size();
          names.add("rare levels");
        }
        of[b] = pooled;
      }
    }
    of[bins.missing()] = names.size();
    names.add(bins.name(bins.missing()));
  }

  int size() {
    return names.size();
  }

  String name(int group) {
    return names.get(group);
  }

  long[] sum(long[] counts, int at) {
    long[] sums = new long[size()];
    for (int b = 0; b < of.length; b++) {
      sums[of[b]] += counts[at + b];
    }
    return sums;
  }
}
