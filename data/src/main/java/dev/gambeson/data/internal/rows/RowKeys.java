package dev.gambeson.data.internal.rows;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds rows that agree in every one of some columns. Rows are met by a 64-bit hash and then
/// compared cell by cell, so that a collision is never taken for a twin.
public final class RowKeys {
  private final List<Column> columns;
  private final long[] hashes;

  private RowKeys(List<Column> columns, long[] hashes) {
    this.columns = columns;
    this.hashes = hashes;
  }

  public static RowKeys of(Dataset data, List<String> names) {
    List<Column> columns = names.stream().map(data::column).toList();
    long[] hashes = new long[data.size()];
    for (Column column : columns) {
      long[] cells = cellHashes(column);
      for (int row = 0; row < hashes.length; row++) {
        hashes[row] = mix(hashes[row] * 31 + cells[row]);
      }
    }
    return new RowKeys(columns, hashes);
  }

  /// Equal cells hash alike, also when one file's column was read as numbers and the other's as
  /// text.
  private static long[] cellHashes(Column column) {
    long[] out = new long[column.size()];
    switch (column) {
      case TextColumn c -> {
        long[] levels = c.levels().stream().mapToLong(RowKeys::hash).toArray();
        long missing = hash("");
        for (int row = 0; row < out.length; row++) {
          out[row] = c.codes()[row] < 0 ? missing : levels[c.codes()[row]];
        }
      }
      case NumericColumn c -> {
        for (int row = 0; row < out.length; row++) {
          out[row] = hash(c.text(row));
        }
      }
    }
    return out;
  }

  private static long hash(String text) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(h);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  public int size() {
    return hashes.length;
  }

  private boolean same(int row, RowKeys other, int otherRow) {
    for (int c = 0; c < columns.size(); c++) {
      if (!columns.get(c).text(row).equals(other.columns.get(c).text(otherRow))) {
        return false;
      }
    }
    return true;
  }

  /// For each row, the first row of this table that agrees with it: itself when it is the first.
  public int[] firstTwins() {
    return twinsIn(this);
  }

  /// For each row, the first row of `other` that agrees with it; -1 when there is none.
  public int[] twinsIn(RowKeys other) {
    Map<Long, Integer> first = new HashMap<>();
    for (int row = 0; row < other.hashes.length; row++) {
      first.putIfAbsent(other.hashes[row], row);
    }
    int[] twins = new int[hashes.length];
    for (int row = 0; row < twins.length; row++) {
      int candidate = first.getOrDefault(hashes[row], -1);
      twins[row] = candidate >= 0 && same(row, other, candidate) ? candidate : -1;
    }
    return twins;
  }

  /// How many twins a row would have in this table by chance, were its columns independent: the
  /// number of rows times the product over columns of the chance that two cells agree. Dependent
  /// columns have more; so this is a floor.
  public double twinsByChance() {
    double chance = hashes.length;
    for (Column column : columns) {
      chance *= agreement(column);
    }
    return chance;
  }

  /// The share of pairs of two rows that agree.
  private static double agreement(Column column) {
    long[] cells = cellHashes(column);
    Arrays.sort(cells);
    double same = 0; // ordered pairs; a row is no pair with itself
    long run = 0;
    for (int i = 0; i < cells.length; i++) {
      run++;
      if (i + 1 == cells.length || cells[i + 1] != cells[i]) {
        same += (double) run * (run - 1);
        run = 0;
      }
    }
    double n = cells.length;
    return n < 2 ? 0 : same / (n * (n - 1));
  }
}
