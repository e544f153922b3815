package dev.gambeson.server.canary;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.math.BigDecimal;
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
