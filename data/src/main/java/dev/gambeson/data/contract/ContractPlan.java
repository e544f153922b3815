package dev.gambeson.data.contract;

import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.data.contract.Contract.Comparison;
import dev.gambeson.data.contract.Contract.Dependency;
import dev.gambeson.data.contract.Contract.Monotone;
import dev.gambeson.data.contract.Contract.Reference;
import dev.gambeson.data.contract.Contract.Sum;
import dev.gambeson.data.internal.rows.CellHash;
import dev.gambeson.data.internal.rows.LongMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A contract with its names resolved to positions: shared by all threads.
final class ContractPlan {
  private static final int NONE = -1;

  final Contract contract;
  final long key;
  final List<Grouping> groupings = new ArrayList<>();
  final List<Relation> relations = new ArrayList<>();
  final List<Monotone> monotone; // over all rows
  final boolean[] needsValues;
  final boolean[] needsHashes;
  private final Map<String, Integer> positions = new HashMap<>();

  /// Rows that are compared with other rows by the hash of some columns.
  ///
  /// @param rule in words
  /// @param columns whose values together form the hash
  /// @param value the decided or growing column, -1 when there is none
  @SuppressWarnings("ArrayRecordComponent") // never leaves this package
  record Grouping(Type type, String rule, int[] columns, int value, boolean strictly) {
    enum Type {
      UNIQUE,
      KEY,
      DEPENDENCY,
      MONOTONE
    }
  }

  /// What must hold within a row.
  sealed interface Relation {
    /// In words.
    String rule();

    /// Columns it concerns.
    int[] columns();
  }

  @SuppressWarnings("ArrayRecordComponent") // never leaves this package
  record Compared(String rule, int[] columns, Comparison comparison, boolean texts)
      implements Relation {}

  @SuppressWarnings("ArrayRecordComponent") // never leaves this package
  record Added(String rule, int[] columns, double tolerance) implements Relation {}

  @SuppressWarnings("ArrayRecordComponent") // never leaves this package
  record Referred(String rule, int[] columns, LongMap known) implements Relation {}

  /// @param key of the hashes; secret where the data may be hostile
  /// @param tables reads the tables that are referred to
  ContractPlan(Contract contract, long key, Function<Reference, Dataset> tables) {
    this.contract = contract;
    this.key = key;
    int n = contract.columns().size();
    this.needsValues = new boolean[n];
    this.needsHashes = new boolean[n];
    for (int c = 0; c < n; c++) {
      positions.put(contract.columns().get(c).name(), c);
    }
    groupings();
    contract.comparisons().forEach(this::compared);
    contract.sums().forEach(this::added);
    contract.references().forEach(r -> referred(r, tables.apply(r)));
    this.monotone = contract.monotone().stream().filter(m -> m.per().isEmpty()).toList();
    monotone.forEach(m -> needsValues[position(m.column())] = true);
  }

  /// Reads the columns of another table that a contract refers to, each cell as it is written.
  static Dataset read(Reference reference) {
    Map<String, ReadOptions.Kind> texts =
        reference.match().stream()
            .distinct()
            .collect(Collectors.toMap(c -> c, _ -> ReadOptions.Kind.TEXT));
    return DataFiles.read(reference.file(), ReadOptions.defaults().withTypes(texts));
  }

  int position(String column) {
    return positions.getOrDefault(column, NONE);
  }

  int[] positions(List<String> columns) {
    return columns.stream().mapToInt(this::position).toArray();
  }

  private void groupings() {
    List<ColumnRule> columns = contract.columns();
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).unique()) {
        group(Grouping.Type.UNIQUE, "unique", new int[] {c}, NONE, false);
      }
    }
    for (List<String> k : contract.keys()) {
      group(Grouping.Type.KEY, "key " + k, positions(k), NONE, false);
    }
    for (Dependency d : contract.dependencies()) {
      String rule = "%s decides %s".formatted(String.join(", ", d.columns()), d.decides());
      group(Grouping.Type.DEPENDENCY, rule, positions(d.columns()), position(d.decides()), false);
      needsHashes[position(d.decides())] = true;
    }
    for (Monotone m : contract.monotone()) {
      if (!m.per().isEmpty()) {
        group(
            Grouping.Type.MONOTONE,
            describe(m),
            positions(m.per()),
            position(m.column()),
            m.strictly());
        needsValues[position(m.column())] = true;
      }
    }
  }

  static String describe(Monotone m) {
    return m.column()
        + (m.strictly() ? " grows" : " does not go back")
        + (m.per().isEmpty() ? "" : " per " + String.join(", ", m.per()));
  }

  private void group(Grouping.Type type, String rule, int[] columns, int value, boolean strictly) {
    groupings.add(new Grouping(type, rule, columns, value, strictly));
    for (int c : columns) {
      needsHashes[c] = true;
    }
  }

  private void compared(Comparison c) {
    int[] columns = {position(c.left()), position(c.right())};
    boolean texts = contract.columns().get(columns[0]).type() == ColumnType.TEXT;
    relations.add(new Compared(c.toString(), columns, c, texts));
    if (!texts) {
      values(columns);
    }
  }

  private void added(Sum s) {
    List<String> all = new ArrayList<>(s.columns());
    all.add(s.equals());
    int[] columns = positions(all);
    String rule = String.join(" + ", s.columns()) + " = " + s.equals();
    relations.add(new Added(rule, columns, s.tolerance()));
    values(columns);
  }

  private void values(int[] columns) {
    for (int c : columns) {
      needsValues[c] = true;
    }
  }

  private void referred(Reference r, Dataset table) {
    int[] columns = positions(r.columns());
    for (int c : columns) {
      needsHashes[c] = true;
    }
    String rule =
        "%s in %s (%s)"
            .formatted(
                String.join(", ", r.columns()),
                String.join(", ", r.match()),
                r.file().getFileName());
    relations.add(new Referred(rule, columns, rowsOf(table, r.match())));
  }

  private LongMap rowsOf(Dataset table, List<String> columns) {
    CellHash hash = new CellHash(key);
    long[] joined = new long[table.size()];
    long[] one = new long[table.size()];
    for (int k = 0; k < columns.size(); k++) {
      Column column = table.column(columns.get(k));
      hash.of(
          new Cells.Texts(
              IntStream.range(0, table.size()).mapToObj(column::text).toArray(String[]::new)),
          one);
      for (int i = 0; i < joined.length; i++) {
        joined[i] = k == 0 ? one[i] : CellHash.join(joined[i], one[i]);
      }
    }
    LongMap known = new LongMap();
    for (long h : joined) {
      if (h != 0) {
        known.put(h, 0);
      }
    }
    return known;
  }
}
