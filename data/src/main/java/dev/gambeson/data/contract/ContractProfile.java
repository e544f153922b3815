package dev.gambeson.data.contract;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.contract.ContractPlan.Grouping;
import dev.gambeson.data.internal.rows.RowHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What a contract has to know of a table: counts of breaches with their first examples, and 8
/// bytes a row for each unique column and each key, 16 for each dependency and each column that
/// grows per key.
public final class ContractProfile implements Profile<ContractProfile> {
  private static final int KINDS = Kind.values().length;

  private static final Tally NONE = new Tally();

  private final ContractPlan plan;
  private final BatchScan scan;
  private final @Nullable Tally[] cells; // column times kind
  private final Tally[] relations;
  private final RowHashes[] groups;
  private final Steps[] steps;
  private List<String> names = List.of();
  private long rows;
  private long[] present = {}; // the row numbers of the batch at hand

  ContractProfile(ContractPlan plan) {
    this.plan = plan;
    this.scan = new BatchScan(plan);
    this.cells = new Tally[plan.contract.columns().size() * KINDS];
    this.relations = new Tally[plan.relations.size()];
    this.groups = new RowHashes[plan.groupings.size()];
    this.steps = new Steps[plan.monotone.size()];
    for (int i = 0; i < relations.length; i++) {
      relations[i] = new Tally();
    }
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new RowHashes();
    }
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new Steps(plan.monotone.get(i).strictly());
    }
  }

  @Override
  public void add(Batch batch) {
    present = batch.rowNumbers();
    rows += batch.size();
    scan.scan(batch, sink);
    names = scan.names();
    for (int g = 0; g < groups.length; g++) {
      group(g, batch);
    }
    for (int s = 0; s < steps.length; s++) {
      int column = plan.position(plan.monotone.get(s).column());
      if (scan.hasAll(new int[] {column})) {
        steps[s].add(present, scan.values(column));
      }
    }
  }

  private final BatchScan.Sink sink =
      new BatchScan.Sink() {
        @Override
        public void cell(int column, Kind kind, int row, Cells from) {
          Tally tally = tally(column, kind);
          if (tally.hit(present[row])) {
            String shown =
                kind == Kind.EMPTY
                    ? ""
                    : Shown.cell(from.text(row), plan.contract.columns().get(column));
            tally.keep(new Tally.Example(present[row], shown));
          }
        }

        @Override
        public void relation(int relation, int row) {
          relations[relation].row(present[row]);
        }
      };

  private void group(int g, Batch batch) {
    Grouping grouping = plan.groupings.get(g);
    if (!scan.hasAll(grouping.columns())) {
      return;
    }
    long[] hashes = scan.joined(grouping.columns(), batch.size());
    switch (grouping.type()) {
      case UNIQUE, KEY -> groups[g].add(present, hashes);
      case DEPENDENCY -> {
        int[] decided = {grouping.value()};
        if (scan.hasAll(decided)) {
          groups[g].add(present, hashes, scan.joined(decided, batch.size()));
        }
      }
      case MONOTONE -> {
        if (scan.hasAll(new int[] {grouping.value()})) {
          groups[g].add(present, hashes, bits(scan.values(grouping.value())));
        }
      }
    }
  }

  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToLongBits(values[i]);
    }
    return bits;
  }

  /// Breaches of a column; made when first asked for, so that wide tables stay small.
  private Tally tally(int column, Kind kind) {
    int at = column * KINDS + kind.place();
    Tally tally = cells[at];
    if (tally == null) {
      tally = new Tally();
      cells[at] = tally;
    }
    return tally;
  }

  @Override
  public void merge(ContractProfile other) {
    if (plan != other.plan) {
      throw new IllegalArgumentException("profiles of two contracts");
    }
    if (!names.isEmpty() && !other.names.isEmpty() && !names.equals(other.names)) {
      throw GambesonException.badInput("The columns of the table change between its rows.");
    }
    names = names.isEmpty() ? other.names : names;
    rows += other.rows;
    for (int i = 0; i < cells.length; i++) {
      Tally theirs = other.cells[i];
      if (theirs != null) {
        tally(i / KINDS, Kind.values()[i % KINDS]).merge(theirs);
      }
    }
    for (int i = 0; i < relations.length; i++) {
      relations[i].merge(other.relations[i]);
    }
    for (int i = 0; i < groups.length; i++) {
      groups[i].merge(other.groups[i]);
    }
    for (int i = 0; i < steps.length; i++) {
      steps[i].merge(other.steps[i]);
    }
  }

  /// Rows seen.
  public long rows() {
    return rows;
  }

  /// Columns seen; none before the first batch.
  List<String> names() {
    return names;
  }

  Tally cells(int column, Kind kind) {
    Tally tally = cells[column * KINDS + kind.place()];
    return tally == null ? NONE : tally;
  }

  Tally relation(int relation) {
    return relations[relation];
  }

  /// Whether the table has all of these columns.
  boolean hasAll(List<String> columns) {
    return names.containsAll(columns);
  }

  Tally steps(int monotone) {
    return steps[monotone].backward();
  }

  /// Tells the rows that break a grouping.
  void breaking(int grouping, LongConsumer found) {
    Grouping rule = plan.groupings.get(grouping);
    switch (rule.type()) {
      case UNIQUE, KEY -> groups[grouping].repeats(found);
      case DEPENDENCY -> groups[grouping].deviations(found);
      case MONOTONE -> groups[grouping].goingBack(rule.strictly(), found);
    }
  }

  ContractPlan plan() {
    return plan;
  }

  /// Names of the columns that a list of positions means.
  List<String> columns(int[] positions) {
    List<String> out = new ArrayList<>();
    for (int p : positions) {
      out.add(plan.contract.columns().get(p).name());
    }
    return out;
  }
}
