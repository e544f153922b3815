package dev.gambeson.data.contract;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.contract.ContractPlan.Added;
import dev.gambeson.data.contract.ContractPlan.Compared;
import dev.gambeson.data.contract.ContractPlan.Referred;
import dev.gambeson.data.contract.ContractPlan.Relation;
import dev.gambeson.data.internal.rows.CellHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Goes over the cells of a batch and tells what breaks a contract within one row. Not thread-safe.
final class BatchScan {
  private static final double[] NO_VALUES = {};
  private static final long[] NO_HASHES = {};

  private final ContractPlan plan;
  private final CellTest[] tests;
  private final double[][] values;
  private final long[][] hashes;
  private final CellHash hash;
  private List<String> names = List.of();
  private int[] places = {};

  /// Takes in breaches.
  interface Sink {
    /// A cell that is empty or breaks the rule of its column.
    ///
    /// @param row index into the batch
    void cell(int column, Kind kind, int row, Cells cells);

    /// A row that breaks what must hold within it.
    void relation(int relation, int row);
  }

  BatchScan(ContractPlan plan) {
    this.plan = plan;
    this.tests = plan.contract.columns().stream().map(CellTest::of).toArray(CellTest[]::new);
    this.values = new double[tests.length][];
    this.hashes = new long[tests.length][];
    Arrays.fill(values, NO_VALUES);
    Arrays.fill(hashes, NO_HASHES);
    this.hash = new CellHash(plan.key);
  }

  /// Names of the columns, as the batches have them.
  List<String> names() {
    return names;
  }

  void scan(Batch batch, Sink sink) {
    layOut(batch.names());
    for (int c = 0; c < tests.length; c++) {
      if (places[c] >= 0) {
        Cells cells = batch.columns().get(places[c]);
        values[c] = plan.needsValues[c] ? new double[batch.size()] : NO_VALUES;
        switch (cells) {
          case Cells.Texts texts -> texts(c, texts, sink);
          case Cells.Numbers numbers -> numbers(c, numbers, sink);
        }
        if (plan.needsHashes[c]) {
          hashes[c] = new long[batch.size()];
          hash.of(cells, hashes[c]);
        }
      }
    }
    for (int r = 0; r < plan.relations.size(); r++) {
      if (hasAll(plan.relations.get(r).columns())) {
        relation(r, batch, sink);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a short cut: the same list comes with every batch
  private void layOut(List<String> given) {
    if (given == names || given.equals(names)) {
      return;
    }
    if (!names.isEmpty()) {
      throw GambesonException.badInput("The columns of the table change between its rows.");
    }
    names = given;
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < given.size(); i++) {
      index.putIfAbsent(given.get(i), i);
    }
    places =
        plan.contract.columns().stream().mapToInt(c -> index.getOrDefault(c.name(), -1)).toArray();
  }

  /// Whether the table has all of these columns.
  boolean hasAll(int[] columns) {
    for (int c : columns) {
      if (places[c] < 0) {
        return false;
      }
    }
    return true;
  }

  private void texts(int c, Cells.Texts cells, Sink sink) {
    CellTest test = tests[c];
    String[] texts = cells.values();
    double[] out = values[c];
    for (int i = 0; i < texts.length; i++) {
      String cell = texts[i];
      if (cell.isEmpty()) {
        sink.cell(c, Kind.EMPTY, i, cells);
      } else {
        int breaches = test.breaches(cell);
        if (breaches != 0) {
          tell(c, breaches, i, cells, sink);
        }
      }
      if (out.length > 0) {
        out[i] = cell.isEmpty() ? Double.NaN : test.value();
      }
    }
  }

  private void numbers(int c, Cells.Numbers cells, Sink sink) {
    CellTest test = tests[c];
    boolean asText = plan.contract.columns().get(c).type() == ColumnType.TEXT;
    double[] numbers = cells.values();
    double[] out = values[c];
    for (int i = 0; i < numbers.length; i++) {
      boolean missing = Double.isNaN(numbers[i]);
      if (missing) {
        sink.cell(c, Kind.EMPTY, i, cells);
      } else {
        int breaches = test.breaches(numbers[i], asText ? cells.text(i) : "");
        if (breaches != 0) {
          tell(c, breaches, i, cells, sink);
        }
      }
      if (out.length > 0) {
        out[i] = missing ? Double.NaN : test.value();
      }
    }
  }

  private static void tell(int c, int breaches, int row, Cells cells, Sink sink) {
    for (int rest = breaches; rest != 0; rest &= rest - 1) {
      sink.cell(c, KINDS[Integer.numberOfTrailingZeros(rest)], row, cells);
    }
  }

  private static final Kind[] KINDS = Kind.values();

  private void relation(int r, Batch batch, Sink sink) {
    Relation relation = plan.relations.get(r);
    switch (relation) {
      case Compared c when c.texts() -> compareTexts(r, c, batch, sink);
      case Compared c -> compare(r, c, sink);
      case Added a -> add(r, a, batch.size(), sink);
      case Referred f -> {
        long[] joined = joined(f.columns(), batch.size());
        for (int i = 0; i < joined.length; i++) {
          if (joined[i] != 0 && !f.known().contains(joined[i])) {
            sink.relation(r, i);
          }
        }
      }
    }
  }

  private void compare(int r, Compared rule, Sink sink) {
    double[] left = values[rule.columns()[0]];
    double[] right = values[rule.columns()[1]];
    for (int i = 0; i < left.length; i++) {
      if (!Double.isNaN(left[i])
          && !Double.isNaN(right[i])
          && !rule.comparison().operator().holds(Double.compare(left[i], right[i]))) {
        sink.relation(r, i);
      }
    }
  }

  private void compareTexts(int r, Compared rule, Batch batch, Sink sink) {
    Cells left = batch.columns().get(places[rule.columns()[0]]);
    Cells right = batch.columns().get(places[rule.columns()[1]]);
    for (int i = 0; i < batch.size(); i++) {
      if (!left.isMissing(i)
          && !right.isMissing(i)
          && !rule.comparison().operator().holds(left.text(i).compareTo(right.text(i)))) {
        sink.relation(r, i);
      }
    }
  }

  private void add(int r, Added rule, int n, Sink sink) {
    int[] columns = rule.columns();
    double[] total = values[columns[columns.length - 1]];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int k = 0; k < columns.length - 1; k++) {
        sum += values[columns[k]][i];
      }
      double off = Math.abs(sum - total[i]);
      double rounding = 1e-12 * Math.max(Math.abs(sum), Math.abs(total[i]));
      if (off > rule.tolerance() + rounding) { // never true of NaN: a cell is empty or of no type
        sink.relation(r, i);
      }
    }
  }

  /// The values of a column in the batch scanned last, as [Scalar] has them.
  double[] values(int column) {
    return values[column];
  }

  /// The hashes of some columns together in the batch scanned last; a new array.
  long[] joined(int[] columns, int n) {
    long[] joined = Arrays.copyOf(hashes[columns[0]], n);
    for (int k = 1; k < columns.length; k++) {
      long[] next = hashes[columns[k]];
      for (int i = 0; i < n; i++) {
        joined[i] = CellHash.join(joined[i], next[i]);
      }
    }
    return joined;
  }
}
