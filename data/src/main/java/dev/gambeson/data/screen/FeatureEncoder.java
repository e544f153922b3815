package dev.gambeson.data.screen;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Turns the feature columns of a table into numbers that distances and linear models can use.
///
/// - A number becomes `(value - mean) / standard deviation`, a missing one 0; where values are
///   missing, a second column says so (0 or 1).
/// - A category becomes one column per level, 0 or `1/sqrt(2)`, so that two rows with different
///   levels lie 1 apart. Beyond the 50 most frequent levels all share one column.
/// - A constant column is left out, as is text of which more than half of the values differ and
///   there are more than 50: it names or describes the row.
public final class FeatureEncoder {
  private static final int MAX_LEVELS = 50;
  private static final double LEVEL = Math.sqrt(0.5);

  private final List<Part> parts;
  private final List<String> columns;

  private FeatureEncoder(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.columns =
        parts.stream().flatMap(p -> Collections.nCopies(p.width(), p.column()).stream()).toList();
  }

  private sealed interface Part {
    String column();

    int width();

    void encode(Column column, int at, int width, double[] out);
  }

  private record Numeric(String column, double mean, double deviation, boolean indicator)
      implements Part {
    @Override
    public int width() {
      return indicator ? 2 : 1;
    }

    @Override
    public void encode(Column cells, int at, int width, double[] out) {
      double[] values = numbers(cells);
      for (int row = 0; row < values.length; row++) {
        boolean missing = Double.isNaN(values[row]);
        out[row * width + at] = missing ? 0 : (values[row] - mean) / deviation;
        if (indicator) {
          out[row * width + at + 1] = missing ? 1 : 0;
        }
      }
    }
  }

  private record Category(String column, List<String> levels, boolean others) implements Part {
    @Override
    public int width() {
      return levels.size() + (others ? 1 : 0);
    }

    @Override
    public void encode(Column cells, int at, int width, double[] out) {
      for (int row = 0; row < cells.size(); row++) {
        if (cells.isMissing(row)) {
          continue;
        }
        int level = levels.indexOf(cells.text(row));
        int offset = level >= 0 ? level : others ? levels.size() : -1;
        if (offset >= 0) {
          out[row * width + at + offset] = LEVEL;
        }
      }
    }
  }

  /// Learns the encoding of the given columns from the rows that will be encoded.
  public static FeatureEncoder fit(Dataset data, List<String> features) {
    return fit(data, features, false);
  }

  /// Learns the encoding from other rows than those that will be encoded: levels that were not
  /// learnt share one column.
  public static FeatureEncoder fitTrusted(Dataset trusted, List<String> features) {
    return fit(trusted, features, true);
  }

  private static FeatureEncoder fit(Dataset data, List<String> features, boolean open) {
    List<Part> parts = new ArrayList<>();
    for (String feature : features) {
      Optional<Part> part =
          switch (data.column(feature)) {
            case NumericColumn c -> number(c);
            case TextColumn c -> category(c, open);
          };
      part.ifPresent(parts::add);
    }
    return new FeatureEncoder(parts);
  }

  private static Optional<Part> number(NumericColumn column) {
    double[] present = Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(present).average().orElse(0);
    double variance = Arrays.stream(present).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    boolean indicator = present.length > 0 && present.length < column.size();
    if (!(variance > 0) && !indicator) {
      return Optional.empty();
    }
    double deviation = variance > 0 && Double.isFinite(variance) ? Math.sqrt(variance) : 1;
    return Optional.of(new Numeric(column.name(), mean, deviation, indicator));
  }

  private static Optional<Part> category(TextColumn column, boolean open) {
    long[] counts = new long[column.levels().size()];
    Arrays.stream(column.codes()).filter(c -> c >= 0).forEach(c -> counts[c]++);
    List<Integer> used = new ArrayList<>();
    for (int level = 0; level < counts.length; level++) {
      if (counts[level] > 0) {
        used.add(level);
      }
    }
    boolean names = used.size() > MAX_LEVELS && used.size() > column.size() / 2;
    if (used.size() < (open ? 1 : 2) || names) {
      return Optional.empty();
    }
    used.sort(
        Comparator.comparingLong((Integer l) -> -counts[l])
            .thenComparing(l -> column.levels().get(l)));
    List<String> levels =
        used.stream().limit(MAX_LEVELS).map(column.levels()::get).sorted().toList();
    return Optional.of(new Category(column.name(), levels, open || used.size() > MAX_LEVELS));
  }

  private static double[] numbers(Column column) {
    return switch (column) {
      case NumericColumn c -> c.values();
      case TextColumn c -> {
        // learnt from numbers, now text: what is no number counts as missing
        double[] missing = new double[c.size()];
        Arrays.fill(missing, Double.NaN);
        yield missing;
      }
    };
  }

  /// The column that each encoded column was made from.
  public List<String> columns() {
    return columns;
  }

  /// Encodes a table that has these columns.
  public Rows encode(Dataset data) {
    int width = columns.size();
    double[] out = new double[Math.multiplyExact(data.size(), width)];
    int at = 0;
    for (Part part : parts) {
      part.encode(data.column(part.column()), at, width, out);
      at += part.width();
    }
    return new Rows(data.size(), width, out);
  }
}
