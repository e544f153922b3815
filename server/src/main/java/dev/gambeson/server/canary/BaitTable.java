package dev.gambeson.server.canary;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Records as CSV (RFC 4180), as they are planted.
final class BaitTable {
  private BaitTable() {}

  static String csv(FeatureSpace space, Rows rows) {
    StringBuilder out = new StringBuilder();
    line(out, space.features().stream().map(Feature::name).collect(Collectors.toList()));
    for (int row = 0; row < rows.count(); row++) {
      int r = row;
      line(
          out,
          IntStream.range(0, rows.width())
              .mapToObj(f -> cell(space.features().get(f), rows.at(r, f)))
              .collect(Collectors.toList()));
    }
    return out.toString();
  }

  /// What [#csv] writes, or a training pipeline did with it, as rows again.
  ///
  /// @throws IllegalArgumentException when an input is no column
  static Rows read(FeatureSpace space, List<String> columns, List<List<String>> table) {
    int width = space.width();
    int[] at = new int[width];
    for (int f = 0; f < width; f++) {
      String name = space.features().get(f).name();
      at[f] = columns.indexOf(name);
      if (at[f] < 0) {
        throw new IllegalArgumentException(
            "The table has no column '%s', which is an input of the model.".formatted(name));
      }
    }
    double[] values = new double[table.size() * width];
    for (int row = 0; row < table.size(); row++) {
      for (int f = 0; f < width; f++) {
        values[row * width + f] = value(space.features().get(f), table.get(row).get(at[f]));
      }
    }
    return new Rows(table.size(), width, values);
  }

  private static double value(Feature feature, String cell) {
    String text = cell.strip();
    if (feature instanceof Feature.Categorical c) {
      int level = c.levels().indexOf(text);
      return level >= 0 || !text.endsWith(".0")
          ? level
          : c.levels().indexOf(text.substring(0, text.length() - 2)); // a level that is a number
    }
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN; // no number: no bait
    }
  }

  private static void line(StringBuilder out, Iterable<String> cells) {
    String gap = "";
    for (String cell : cells) {
      out.append(gap).append(quoted(cell));
      gap = ",";
    }
    out.append("\r\n");
  }

  private static String cell(Feature feature, double value) {
    if (feature instanceof Feature.Categorical c) {
      return value >= 0 && value < c.levels().size() ? c.levels().get((int) value) : "";
    }
    return Double.isNaN(value)
        ? ""
        : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
