package dev.gambeson.monitor.reference;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A protected attribute and where its groups come from.
///
/// @param name what people call it
/// @param groups names of the groups, 2 to 100
/// @param feature the model's input that holds it; empty when the caller gives the groups
/// @param cuts for a numeric feature: a value equal to a cut belongs below it; ascending
public record GroupSource(
    String name, List<String> groups, OptionalInt feature, List<Double> cuts) {
  /// Most groups of an attribute.
  public static final int MOST = 100;

  public GroupSource {
    requireNonNull(name, "name");
    groups = List.copyOf(groups);
    cuts = List.copyOf(cuts);
    if (groups.size() < 2 || groups.size() > MOST) {
      throw new IllegalArgumentException(
          "attribute %s has %d groups; 2 to %d can be watched"
              .formatted(name, groups.size(), MOST));
    }
  }

  /// An attribute that the caller gives with every request, as an index into `groups`, -1 unknown.
  public static GroupSource given(String name, List<String> groups) {
    return new GroupSource(name, groups, OptionalInt.empty(), List.of());
  }

  /// An attribute that is one of the model's inputs.
  ///
  /// @param cuts where to cut a number; none for a category
  public static GroupSource ofFeature(FeatureSpace space, String name, double... cuts) {
    int f = space.names().indexOf(name);
    if (f < 0) {
      throw new IllegalArgumentException(
          "protected attribute '%s' is no input of the model; inputs are %s"
              .formatted(name, space.names()));
    }
    return switch (space.features().get(f)) {
      case Feature.Categorical c -> new GroupSource(name, c.levels(), OptionalInt.of(f), List.of());
      case Feature.Numeric _ -> {
        List<Double> list = new ArrayList<>();
        for (double cut : cuts) {
          list.add(cut);
        }
        yield new GroupSource(name, names(name, list), OptionalInt.of(f), list);
      }
    };
  }

  private static List<String> names(String name, List<Double> cuts) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i <= cuts.size(); i++) {
      String below = i == cuts.size() ? "" : " <= " + NumericColumn.format(cuts.get(i));
      String above = i == 0 ? "" : NumericColumn.format(cuts.get(i - 1)) + " < ";
      all.add(above + name + below);
    }
    return all;
  }

  /// The group of a raw value; -1 for none.
  int code(double value) {
    if (Double.isNaN(value)) {
      return -1;
    }
    if (cuts.isEmpty()) {
      return value >= 0 && value < groups.size() ? (int) value : -1;
    }
    int code = 0;
    while (code < cuts.size() && value > cuts.get(code)) {
      code++;
    }
    return code;
  }
}
