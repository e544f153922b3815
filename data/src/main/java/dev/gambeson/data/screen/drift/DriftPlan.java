package dev.gambeson.data.screen.drift;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How the rows of every version of a table are counted: learnt from the first version, kept for
/// all, so that versions compare. Counts alone are kept: they are exact, small, and mergeable in
/// any order.
///
/// Values appear in it (levels of text columns): keep columns with personal values out of the
/// features, by roles.
///
/// @param label the label column, if any
/// @param classes its classes that are told apart, at most 20; others share one
/// @param columns features
public record DriftPlan(Optional<String> label, List<String> classes, List<Bins> columns) {
  static final int MAX_CLASSES = 20;
  static final int MAX_LEVELS = 10;
  static final int MAX_COLUMNS = 1000;
  private static final int MAX_LEVEL_CHARS = 200;

  public DriftPlan {
    classes = List.copyOf(classes);
    columns = List.copyOf(columns);
  }

  /// How one column is counted.
  ///
  /// @param name the column
  /// @param edges inner edges of the bins of a number, ascending; empty for a column of levels
  /// @param levels the levels that are told apart; empty for a number
  public record Bins(String name, List<Double> edges, List<String> levels) {
    public Bins {
      edges = List.copyOf(edges);
      levels = List.copyOf(levels);
    }

    boolean numeric() {
      return levels.isEmpty();
    }

    /// Bins or levels, then one for other levels, then one for missing cells.
    int count() {
      return (numeric() ? edges.size() + 1 : levels.size()) + 2;
    }

    /// The bin of a cell's text.
    int of(String text) {
      if (text.isEmpty()) {
        return count() - 1;
      }
      if (!numeric()) {
        int level = levels.indexOf(text);
        return level < 0 ? count() - 2 : level;
      }
      double value = number(text);
      return Double.isNaN(value) ? count() - 2 : of(value);
    }

    /// The bin of a number that is not missing.
    int of(double value) {
      int bin = 0;
      while (bin < edges.size() && value >= edges.get(bin)) {
        bin++;
      }
      return bin;
    }

    /// A short decimal number; NaN for anything else.
    private static double number(String text) {
      if (text.length() > 40) {
        return Double.NaN;
      }
      for (int i = 0; i < text.length(); i++) {
        if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
          return Double.NaN;
        }
      }
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException _) {
        return Double.NaN;
      }
    }
  }

  /// Learns a plan: deciles of numbers with more than ten values, the ten commonest levels of other
  /// columns, the twenty commonest classes. At most 1,000 columns are kept, in the table's order.
  ///
  /// @param first the first version, or a sample of it
  public static DriftPlan learn(Dataset first, Roles roles) {
    List<Bins> columns =
        roles.features(first.columnNames()).stream()
            .limit(MAX_COLUMNS)
            .map(c -> bins(first.column(c)))
            .toList();
    List<String> classes =
        roles.label().flatMap(first::find).map(c -> commonest(c, MAX_CLASSES)).orElse(List.of());
    return new DriftPlan(roles.label(), classes, columns);
  }

  private static Bins bins(Column column) {
    if (column instanceof NumericColumn n) {
      double[] sorted = Arrays.stream(n.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
      if (Arrays.stream(sorted).distinct().limit(MAX_LEVELS + 1L).count() > MAX_LEVELS) {
        List<Double> edges =
            IntStream.range(1, MAX_LEVELS)
                .mapToObj(i -> sorted[(int) ((long) i * sorted.length / MAX_LEVELS)])
                .distinct()
                .toList();
        return new Bins(column.name(), edges, List.of());
      }
    }
    List<String> levels = commonest(column, MAX_LEVELS);
    return levels.isEmpty()
        ? new Bins(column.name(), List.of(0.0), List.of())
        : new Bins(column.name(), List.of(), levels);
  }

  private static List<String> commonest(Column column, int most) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int row = 0; row < column.size(); row++) {
      String text = column.text(row);
      if (!text.isEmpty() && text.length() <= MAX_LEVEL_CHARS) {
        counts.merge(text, 1, Integer::sum);
      }
    }
    List<String> levels = new ArrayList<>(counts.keySet());
    levels.sort(
        Comparator.<String>comparingInt(l -> -counts.getOrDefault(l, 0))
            .thenComparing(Comparator.naturalOrder()));
    return levels.subList(0, Math.min(most, levels.size()));
  }

  /// Classes told apart, and one for the others and for rows without a label.
  int classCount() {
    return classes.size() + 1;
  }
}
