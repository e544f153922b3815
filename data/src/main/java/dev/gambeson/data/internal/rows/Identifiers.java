package dev.gambeson.data.internal.rows;

import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.LabelledRows;
import java.util.Arrays;

/// Recognises columns that number or name the rows.
public final class Identifiers {
  private Identifiers() {}

  /// Whether the column has a different value in every row and either counts up or down with the
  /// row number, or holds whole numbers that fill at least half of their range, or is text.
  public static boolean looksLikeOne(LabelledRows set, String column) {
    return switch (set.data().column(column)) {
      case TextColumn c -> isDistinct(c);
      case NumericColumn c -> isDistinct(c) && (isMonotone(c) || isDense(c));
    };
  }

  private static boolean isDistinct(TextColumn column) {
    boolean[] seen = new boolean[column.levels().size()];
    for (int code : column.codes()) {
      if (code < 0 || seen[code]) {
        return false;
      }
      seen[code] = true;
    }
    return true;
  }

  private static boolean isDistinct(NumericColumn column) {
    double[] sorted = column.values().clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (Double.isNaN(sorted[i]) || (i > 0 && sorted[i] == sorted[i - 1])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMonotone(NumericColumn column) {
    double[] v = column.values();
    boolean up = v[v.length - 1] > v[0];
    for (int i = 1; i < v.length; i++) {
      if (v[i] > v[i - 1] != up) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDense(NumericColumn column) {
    double range =
        Arrays.stream(column.values()).max().orElse(0)
            - Arrays.stream(column.values()).min().orElse(0);
    return column.isIntegral() && range < 2.0 * column.size();
  }
}
