package dev.gambeson.data.contract;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.profile.CellType;
import dev.gambeson.data.profile.ColumnSummary;
import dev.gambeson.data.profile.TableProfile;
import dev.gambeson.data.profile.TableSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// GB-DATA-017: has the shape of the table changed against the reference? What [#compare] says can
/// also be had from profiles made elsewhere.
public final class SchemaDrift implements StreamCheck<TableProfile> {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-017",
          "Schema drift",
          "Does the table have the columns, the order, the types and the filled cells of the reference?",
          "A column that was renamed, moved, retyped or emptied at its source goes on being read by position or by habit, and the model learns from something else.",
          "Columns of the two profiles are compared by name: those that went, came, or changed places. A column's type is the narrowest that at least 95 % of its cells can be read as. Columns that were always filled and no longer are, and those that have become rarer: the difference in the share of empty cells with Newcombe's interval (1998).",
          "A column that kept name, type and filling may mean something else today; drift of values is GB-DATA-013's question. A renamed column shows as one gone and one come.",
          "Ask the source what changed; map the column back, or admit a new reference.",
          Severity.HIGH,
          List.of("ML02:2023", "ML08:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-nulls-gap", 0.05, 0, 1, "largest growth of the share of empty cells")));

  private final TableSummary reference;

  /// @param reference what was admitted earlier
  public SchemaDrift(TableSummary reference) {
    this.reference = reference;
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  @Override
  public TableProfile start() {
    return new TableProfile();
  }

  @Override
  public List<CheckResult> judge(TableProfile seen, String table, CheckContext context) {
    return compare(reference, seen.summary(), table, context);
  }

  /// What changed from the reference to now.
  public static List<CheckResult> compare(
      TableSummary reference, TableSummary now, String table, CheckContext context) {
    if (reference.rows() == 0 || now.rows() == 0) {
      String which = now.rows() == 0 ? "The table" : "The reference";
      return List.of(CheckResult.inconclusive(INFO.id(), "", which + " has no row."));
    }
    return List.of(
        columns(reference, now, table, context),
        types(reference, now, table, context),
        nulls(reference, now, table, context));
  }

  private static Map<String, ColumnSummary> byName(TableSummary table) {
    Map<String, ColumnSummary> columns = new HashMap<>();
    table.columns().forEach(c -> columns.put(c.name(), c));
    return columns;
  }

  private static CheckResult columns(
      TableSummary reference, TableSummary now, String table, CheckContext context) {
    Verdict verdict = new Verdict(INFO, "columns", table, context);
    List<String> before = reference.columns().stream().map(ColumnSummary::name).toList();
    List<String> after = now.columns().stream().map(ColumnSummary::name).toList();
    Set<String> old = new HashSet<>(before);
    Set<String> current = new HashSet<>(after);
    List<String> added = after.stream().filter(n -> !old.contains(n)).toList();
    for (String name : before) {
      verdict.rule();
      if (!current.contains(name)) {
        String hint =
            Text.didYouMean(name, added).map(a -> " There is a new column '" + a + "'.").orElse("");
        verdict.whole("Column gone", "'%s' was there.%s".formatted(name, hint), Optional.of(name));
      }
    }
    for (String name : added) {
      verdict.rule();
      verdict.whole("New column", "'%s' was not there.".formatted(name), Optional.of(name));
    }
    verdict.rule();
    List<String> kept = before.stream().filter(current::contains).toList();
    List<String> order = after.stream().filter(old::contains).toList();
    for (int i = 0; i < kept.size(); i++) {
      if (!kept.get(i).equals(order.get(i))) {
        verdict.whole(
            "Columns reordered",
            "'%s' stands where '%s' stood; the first of the columns that moved."
                .formatted(order.get(i), kept.get(i)),
            Optional.of(order.get(i)));
        break;
      }
    }
    return verdict.result("rules about columns", "");
  }

  private static CheckResult types(
      TableSummary reference, TableSummary now, String table, CheckContext context) {
    Verdict verdict = new Verdict(INFO, "types", table, context);
    Map<String, ColumnSummary> current = byName(now);
    for (ColumnSummary before : reference.columns()) {
      Optional<CellType> was = before.type();
      Optional<CellType> is =
          Optional.ofNullable(current.get(before.name())).flatMap(ColumnSummary::type);
      if (was.isPresent() && is.isPresent()) {
        verdict.rule();
        if (!was.equals(is) && !(was.get() == CellType.DECIMAL && is.get() == CellType.INTEGER)) {
          verdict.whole(
              "Another type",
              "'%s' held %s and holds %s.".formatted(before.name(), was.get().id(), is.get().id()),
              Optional.of(before.name()));
        }
      }
    }
    return verdict.result("typed columns", "No column is filled in both tables.");
  }

  private static CheckResult nulls(
      TableSummary reference, TableSummary now, String table, CheckContext context) {
    Verdict verdict = new Verdict(INFO, "empty cells", table, context);
    double limit = context.parameter(INFO, "max-nulls-gap");
    Map<String, ColumnSummary> current = byName(now);
    List<String> soft = new ArrayList<>();
    for (ColumnSummary before : reference.columns()) {
      ColumnSummary after = current.get(before.name());
      if (after != null) {
        verdict.rule();
        var gap =
            Intervals.difference(
                "", after.missing(), after.rows(), before.missing(), before.rows());
        if (gap.low() > limit) {
          verdict.whole(
              "More empty cells",
              "%s of '%s' are empty, %s were (difference %s to %s)."
                  .formatted(
                      Text.percent((double) after.missing() / after.rows()),
                      before.name(),
                      Text.percent((double) before.missing() / before.rows()),
                      Text.percent(gap.low()),
                      Text.percent(gap.high())),
              Optional.of(before.name()));
        } else if (before.missing() == 0 && after.missing() > 0) {
          soft.add(before.name());
        }
      }
    }
    soft.forEach(n ->
        verdict.note(
            "Empty cells in a column that had none",
            "'%s' was always filled and is no longer.".formatted(n),
            Optional.of(n)));
    return verdict.result("columns compared", "No column is in both tables.");
  }
}
