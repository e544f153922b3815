package dev.gambeson.data;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.HeldRow;
import dev.gambeson.data.admit.RowRule;
import dev.gambeson.data.admit.SourceHistory;
import dev.gambeson.data.screen.drift.DriftPlan;
import java.util.List;
import java.util.Optional;

/// What [DataGate] says about a table.
///
/// @param result every check with its outcome, ready for the renderers of `report`
/// @param held rows that screens would hold back, ascending by row number. Of a table larger than
///   the sample these are rows of the sample alone
/// @param ranked every row that a screen suspects, the most suspicious first; a subset of the rows
///   that were sampled
/// @param rules what admission asks of every row in its second reading, besides `held`
/// @param table what was read
/// @param roles what the columns are for
/// @param types of the columns, as the sample shows them
/// @param driftPlan by which versions of the table are counted for slow drift
/// @param history what each source brought before
public record DataVerdict(
    Result result,
    List<HeldRow> held,
    List<RankedRow> ranked,
    List<RowRule> rules,
    Table table,
    Roles roles,
    List<AdmissionManifest.ColumnType> types,
    Optional<DriftPlan> driftPlan,
    SourceHistory history) {
  public DataVerdict {
    types = List.copyOf(types);
    requireNonNull(result, "result");
    held = List.copyOf(held);
    ranked = List.copyOf(ranked);
    rules = List.copyOf(rules);
  }

  /// The table that was read.
  ///
  /// @param name what messages call it
  /// @param kind `csv`, `parquet`, …
  /// @param columns names in order
  /// @param rows rows that could be taken apart
  /// @param unreadable rows that could not
  /// @param screened rows that the screens saw
  /// @param bytes size of the source as it was read
  /// @param sha256 hexadecimal
  public record Table(
      String name,
      String kind,
      List<String> columns,
      long rows,
      long unreadable,
      long screened,
      long bytes,
      String sha256) {
    public Table {
      columns = List.copyOf(columns);
    }
  }

  /// A row in the order of suspicion.
  ///
  /// @param row number in the source, from 1
  /// @param score estimated share of poison among this row and all before it, from 0 to 1
  /// @param screens the checks that think so
  public record RankedRow(long row, double score, List<String> screens) {
    public RankedRow {
      screens = List.copyOf(screens);
    }
  }

  /// Whether nothing speaks against training on the table as it is: the verdict is a pass.
  public boolean passed() {
    return result.verdict() == Result.Verdict.PASS;
  }

  /// Findings that count, worst first.
  public List<Finding> findings() {
    return result.findings().stream()
        .filter(Result.Judged::counts)
        .map(Result.Judged::finding)
        .toList();
  }

  /// What one check said; one per aspect.
  public List<CheckResult> of(String check) {
    return result.results().stream().filter(r -> r.check().equals(check)).toList();
  }

  /// Goes on only when the table passed: a pipeline's one line.
  ///
  /// @return this
  /// @throws GambesonException when it did not, with the worst finding
  public DataVerdict orThrow() {
    if (!passed()) {
      String worst =
          findings().stream()
              .findFirst()
              .map(f -> "%s: %s (%s)".formatted(f.check(), f.title(), f.severity().id()))
              .or(() ->
                  result.results().stream()
                      .filter(
                          r -> r.outcome().map(o -> o.id().equals("inconclusive")).orElse(false))
                      .findFirst()
                      .map(r -> r.check() + " is inconclusive: " + r.summary()))
              .orElse("no check could be asked of it");
      throw GambesonException.badInput(
          "%s must not train anything: %s.".formatted(table.name(), worst));
    }
    return this;
  }
}
