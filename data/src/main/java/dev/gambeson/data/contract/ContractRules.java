package dev.gambeson.data.contract;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.admit.RowRule;
import dev.gambeson.data.contract.ContractPlan.Grouping;
import dev.gambeson.data.contract.ContractPlan.Referred;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Which rows a contract keeps out of an admitted set.
///
/// Held: rows with a cell of another type, an empty cell where none may be, a value that breaks its
/// rule, a comparison or sum that does not hold, a reference that is not found, a key that an
/// earlier row has, and the fewest rows that must go for a dependency to hold. Not held, because no
/// single row is to blame: an excess of empty cells or of unlisted values where the contract allows
/// a share of them, rows that go back where they should grow, a wrong number of rows, wrong
/// columns.
public final class ContractRules {
  private ContractRules() {}

  /// The rules of a check's contract.
  ///
  /// @param seen what the check saw of the whole table in the first pass; tells which rows repeat
  ///   others. 8 bytes for each row that does.
  public static List<RowRule> of(ContractProfile seen) {
    Scans scans = new Scans(seen.plan());
    return List.of(
        new CellRule(ContractInfos.SCHEMA.id(), scans),
        new CellRule(ContractInfos.VALUES.id(), scans),
        new KeyRule(scans, groups(seen)));
  }

  private static List<Group> groups(ContractProfile seen) {
    List<Group> groups = new ArrayList<>();
    List<Grouping> groupings = seen.plan().groupings;
    for (int g = 0; g < groupings.size(); g++) {
      Grouping grouping = groupings.get(g);
      if (grouping.type() != Grouping.Type.MONOTONE) {
        LongStream.Builder rows = LongStream.builder();
        seen.breaking(g, rows::add);
        groups.add(new Group(reason(seen, grouping), rows.build().sorted().toArray()));
      }
    }
    return groups;
  }

  private static String reason(ContractProfile seen, Grouping grouping) {
    return switch (grouping.type()) {
      case UNIQUE ->
          "column '%s': an earlier row has the same value"
              .formatted(seen.columns(grouping.columns()).getFirst());
      case KEY -> "an earlier row has the same " + grouping.rule();
      case DEPENDENCY -> "breaks the dependency '%s'".formatted(grouping.rule());
      case MONOTONE -> "goes back";
    };
  }

  /// @param rows ascending
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Group(String reason, long[] rows) {}

  private record Breach(String check, int row, String reason) {}

  /// What breaks within the rows of a batch; worked out once for all rules that ask about it.
  private static final class Scans {
    private final ContractPlan plan;
    private final ThreadLocal<Scanned> scanned;

    Scans(ContractPlan plan) {
      this.plan = plan;
      this.scanned = ThreadLocal.withInitial(() -> new Scanned(new BatchScan(plan)));
    }

    @SuppressWarnings("ReferenceEquality") // the same batch, not an equal one
    List<Breach> of(Batch batch) {
      Scanned own = scanned.get();
      if (own.batch != batch) {
        own.breaches = new ArrayList<>();
        own.scan.scan(batch, new Noting(plan, own.breaches));
        own.batch = batch;
      }
      return own.breaches;
    }
  }

  private static final class Scanned {
    private final BatchScan scan;
    private @Nullable Batch batch;
    private List<Breach> breaches = List.of();

    Scanned(BatchScan scan) {
      this.scan = scan;
    }
  }

  private record Noting(ContractPlan plan, List<Breach> into) implements BatchScan.Sink {
    @Override
    public void cell(int column, Kind kind, int row, Cells cells) {
      ColumnRule rule = plan.contract.columns().get(column);
      boolean shared =
          (kind == Kind.EMPTY && rule.nulls() > 0) || (kind == Kind.ALLOWED && rule.coverage() < 1);
      if (!shared) {
        String check = kind == Kind.TYPE ? ContractInfos.SCHEMA.id() : ContractInfos.VALUES.id();
        String reason =
            kind == Kind.EMPTY ? "is empty" : "breaks '" + CellTest.describe(rule, kind) + "'";
        into.add(new Breach(check, row, "column '%s' %s".formatted(rule.name(), reason)));
      }
    }

    @Override
    public void relation(int relation, int row) {
      ContractPlan.Relation broken = plan.relations.get(relation);
      boolean reference = broken instanceof Referred;
      into.add(
          new Breach(
              reference ? ContractInfos.KEYS.id() : ContractInfos.VALUES.id(),
              row,
              (reference ? "not found: " : "breaks ") + "'" + broken.rule() + "'"));
    }
  }

  private record CellRule(String check, Scans scans) implements RowRule {
    @Override
    public void judge(Batch batch, Holding holding) {
      for (Breach b : scans.of(batch)) {
        if (b.check().equals(check)) {
          holding.hold(b.row(), b.reason());
        }
      }
    }
  }

  private record KeyRule(CellRule references, List<Group> groups) implements RowRule {
    KeyRule(Scans scans, List<Group> groups) {
      this(new CellRule(ContractInfos.KEYS.id(), scans), groups);
    }

    @Override
    public String check() {
      return references.check();
    }

    @Override
    public void judge(Batch batch, Holding holding) {
      references.judge(batch, holding);
      long[] numbers = batch.rowNumbers();
      for (Group group : groups) {
        for (int i = 0; group.rows().length > 0 && i < numbers.length; i++) {
          if (Arrays.binarySearch(group.rows(), numbers[i]) >= 0) {
            holding.hold(i, group.reason());
          }
        }
      }
    }
  }
}
