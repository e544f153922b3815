package dev.gambeson.core.data;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A column of text, dictionary-encoded.
///
/// @param name header
/// @param levels distinct values, in order of first appearance
/// @param codes index into `levels` per row; -1 means missing. Not copied: treat as immutable.
@SuppressWarnings("ArrayRecordComponent") // a column of millions of cells is not copied on access
public record TextColumn(String name, List<String> levels, int[] codes) implements Column {
  public TextColumn {
    requireNonNull(name, "name");
    levels = List.copyOf(levels);
    requireNonNull(codes, "codes");
  }

  /// Encodes values; a null or empty string is missing.
  public static TextColumn of(String name, List<String> values) {
    Map<String, Integer> dictionary = new LinkedHashMap<>();
    int[] codes = new int[values.size()];
    for (int i = 0; i < codes.length; i++) {
      String value = values.get(i);
      codes[i] =
          value == null || value.isEmpty()
              ? -1
              : dictionary.computeIfAbsent(value, _ -> dictionary.size());
    }
    return new TextColumn(name, List.copyOf(dictionary.keySet()), codes);
  }

  @Override
  public int size() {
    return codes.length;
  }

  @Override
  public boolean isMissing(int row) {
    return codes[row] < 0;
  }

  @Override
  public String text(int row) {
    return codes[row] < 0 ? "" : levels.get(codes[row]);
  }

  @Override
  public TextColumn select(int[] rows) {
    return new TextColumn(name, levels, Arrays.stream(rows).map(r -> codes[r]).toArray());
  }
}
