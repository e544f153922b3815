package dev.gambeson.monitor.reference;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;

/// How the values of one feature are counted. The last bin is for missing values; for categories it
/// also takes levels that the model does not know, which [Rows] cannot tell from missing ones.
public sealed interface Bins {
  /// Number of bins.
  int count();

  /// The bin of a value.
  int of(double value);

  /// What a bin holds, in words.
  String name(int bin);

  /// The bin of missing values, always the last.
  default int missing() {
    return count() - 1;
  }

  /// Whether a bin holds values that the reference cannot hold: outside its range.
  boolean unseen(int bin);

  /// Bins of a number: cells of a grid, then missing.
  ///
  /// @param grid from the reference
  record Numbers(Grid grid) implements Bins {
    /// Parts of the grid: five for each decile.
    static final int PARTS = 50;

    public Numbers {
      requireNonNull(grid, "grid");
    }

    @Override
    public int count() {
      return grid.cells() + 1;
    }

    @Override
    public int of(double value) {
      return Double.isNaN(value) ? grid.cells() : grid.cell(value);
    }

    @Override
    public boolean unseen(int bin) {
      return bin < grid.cells() && grid.outside(bin);
    }

    @Override
    public String name(int bin) {
      if (bin == grid.cells()) {
        return "missing";
      }
      if (grid.cells() == 1) {
        return "any value";
      }
      double from = grid.from(bin);
      double to = grid.to(bin);
      if (bin == 0) {
        return "below " + Text.number(to);
      }
      if (bin == grid.cells() - 1) {
        return "above " + Text.number(Math.nextDown(from));
      }
      return Math.nextUp(from) == to
          ? Text.number(from)
          : Text.number(from) + " to " + Text.number(to);
    }
  }

  /// Bins of a category: its levels, then missing or unknown.
  ///
  /// @param feature whose levels
  record Levels(Feature.Categorical feature) implements Bins {
    public Levels {
      requireNonNull(feature, "feature");
    }

    @Override
    public int count() {
      return feature.levels().size() + 1;
    }

    @Override
    public int of(double value) {
      int level = (int) value;
      boolean known = value >= 0 && level == value && level < feature.levels().size();
      return known ? level : feature.levels().size();
    }

    @Override
    public boolean unseen(int bin) {
      return false;
    }

    @Override
    public String name(int bin) {
      return bin == missing() ? "missing or unknown" : "'" + feature.levels().get(bin) + "'";
    }
  }

  /// The bins of a feature, from its values in the reference.
  static Bins of(Feature feature, Rows rows, int column) {
    return of(feature, rows, column, Numbers.PARTS);
  }

  /// The bins of a feature, a number in so many parts.
  static Bins of(Feature feature, Rows rows, int column, int parts) {
    return switch (feature) {
      case Feature.Categorical c -> new Levels(c);
      case Feature.Numeric _ -> {
        double[] values = new double[rows.count()];
        int n = 0;
        for (int i = 0; i < rows.count(); i++) {
          double v = rows.at(i, column);
          if (Double.isFinite(v)) {
            values[n++] = v;
          }
        }
        double[] present = Arrays.copyOf(values, n);
        Arrays.sort(present);
        yield new Numbers(Grid.quantiles(present, parts));
      }
    };
  }
}
