package dev.gambeson.core.data;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// One raw input of a model, with what an attacker or an applicant may do to it. In a [Rows] block
/// a numeric feature holds its raw value and a categorical one the index of its level.
public sealed interface Feature {
  /// Column name.
  String name();

  /// Whether nobody can change it at decision time (age, sex, history).
  boolean immutable();

  /// A number.
  ///
  /// @param integer whether only whole numbers are valid
  /// @param min smallest valid value
  /// @param max largest valid value
  /// @param scale one unit of change: the standard deviation in the reference data; above 0
  /// @param immutable see [Feature#immutable]
  record Numeric(
      String name, boolean integer, double min, double max, double scale, boolean immutable)
      implements Feature {
    public Numeric {
      requireNonNull(name, "name");
      if (!(min <= max) || !(scale > 0)) {
        throw new IllegalArgumentException(
            "feature %s: range [%s, %s], scale %s".formatted(name, min, max, scale));
      }
    }
  }

  /// One of a fixed set of levels.
  ///
  /// @param levels valid values; the index into this list is the value in a [Rows] block, -1
  ///   missing
  /// @param immutable see [Feature#immutable]
  record Categorical(String name, List<String> levels, boolean immutable) implements Feature {
    public Categorical {
      requireNonNull(name, "name");
      levels = List.copyOf(levels);
    }
  }
}
