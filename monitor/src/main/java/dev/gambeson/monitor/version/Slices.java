package dev.gambeson.monitor.version;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.Bins;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Groups of rows that share a value or a range of one input, or of two.
final class Slices {
  /// A group.
  ///
  /// @param feature index of the input; -1 for two inputs
  /// @param name in words
  /// @param rows its members
  record Slice(int feature, String name, BitSet rows) {
    int size() {
      return rows.cardinality();
    }

    Slice and(Slice other) {
      BitSet both = (BitSet) rows.clone();
      both.and(other.rows);
      return new Slice(-1, name + " and " + other.name, both);
    }
  }

  private static final int PARTS = 10;

  private Slices() {}

  /// Levels, tenths and frequent values of every input, with at least so many rows.
  static List<Slice> singles(FeatureSpace space, Rows rows, int least) {
    List<Slice> slices = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      Feature feature = space.features().get(f);
      Bins bins = Bins.of(feature, rows, f, PARTS);
      BitSet[] members = new BitSet[bins.count()];
      for (int i = 0; i < rows.count(); i++) {
        int bin = bins.of(rows.at(i, f));
        if (members[bin] == null) {
          members[bin] = new BitSet(rows.count());
        }
        members[bin].set(i);
      }
      for (int b = 0; b < members.length; b++) {
        if (members[b] != null
            && members[b].cardinality() >= least
            && members[b].cardinality() < rows.count()) {
          slices.add(new Slice(f, feature.name() + " " + bins.name(b), members[b]));
        }
      }
      if (feature instanceof Feature.Numeric) {
        slices.addAll(values(feature.name(), f, rows, least));
      }
    }
    return slices;
  }

  /// Rows that share one exact number, when it is shared by enough of them but by less than a part:
  /// a number that was planted.
  private static List<Slice> values(String name, int f, Rows rows, int least) {
    Map<Double, BitSet> members = new TreeMap<>();
    for (int i = 0; i < rows.count(); i++) {
      double v = rows.at(i, f);
      if (Double.isFinite(v)) {
        members.computeIfAbsent(v, _ -> new BitSet()).set(i);
      }
    }
    List<Slice> slices = new ArrayList<>();
    members.forEach((v, who) -> {
      int n = who.cardinality();
      if (n >= least && n * PARTS < rows.count()) {
        slices.add(new Slice(f, name + " = " + NumericColumn.format(v), who));
      }
    });
    return slices;
  }
}
