package dev.gambeson.data.pii;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.pii.PiiType.Kind;
import dev.gambeson.data.pii.anonymity.Anonymity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// GB-PII-001 to 006: personal data and credentials in a table, in one pass.
///
/// No finding, message or exhibit holds a personal value: values are shown as their length, mail
/// addresses as `j***@e***.com`.
public final class PiiScan implements StreamCheck<PiiProfile> {
  private final PiiOptions options;
  private final PiiFinder finder;

  public PiiScan(PiiOptions options) {
    this.options = options;
    this.finder = PiiFinder.of(options);
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(
        PiiInfos.COLUMNS,
        PiiInfos.SPECIAL,
        PiiInfos.CREDENTIALS,
        Anonymity.K,
        Anonymity.L,
        PiiInfos.TEXTS);
  }

  @Override
  public PiiProfile start() {
    return new PiiProfile(finder, options);
  }

  /// What the columns hold, in their order; columns that hold nothing personal are left out.
  ///
  /// @param minShare smallest share of cells, see GB-PII-001
  public List<ColumnVerdict> verdicts(PiiProfile seen, double minShare) {
    return new Verdicts(finder, minShare).of(seen);
  }

  @Override
  public List<CheckResult> judge(PiiProfile seen, String table, CheckContext context) {
    List<CheckResult> results = new ArrayList<>();
    if (seen.examined() == 0) {
      String reason =
          seen.rows() == 0
              ? "The table has no rows."
              : "None of the %,d rows fell into the sample of one in %d."
                  .formatted(seen.rows(), options.oneRowIn());
      infos().forEach(info -> results.add(CheckResult.inconclusive(info.id(), "", reason)));
      return results;
    }
    List<ColumnVerdict> direct = verdicts(seen, context.parameter(PiiInfos.COLUMNS, "min-share"));
    List<ColumnVerdict> special = verdicts(seen, context.parameter(PiiInfos.SPECIAL, "min-share"));
    StrayCells stray = new StrayCells(finder, seen, options.expected());
    results.add(columns(PiiInfos.COLUMNS, Kind.DIRECT, direct, List.of(), seen, table, context));
    List<StrayCells.Stray> health = stray.of(Set.of(Kind.SPECIAL), special);
    results.add(columns(PiiInfos.SPECIAL, Kind.SPECIAL, special, health, seen, table, context));
    results.add(cells(PiiInfos.CREDENTIALS, stray.credentials(), seen, table, context));
    results.addAll(Anonymity.judge(seen.anonymity(), table, context));
    List<ColumnVerdict> known = verdicts(seen, context.parameter(PiiInfos.TEXTS, "min-share"));
    List<StrayCells.Stray> texts = stray.of(Set.of(Kind.DIRECT, Kind.QUASI), known);
    results.add(cells(PiiInfos.TEXTS, texts, seen, table, context));
    return results;
  }

  private CheckResult columns(
      CheckInfo info,
      Kind kind,
      List<ColumnVerdict> verdicts,
      List<StrayCells.Stray> stray,
      PiiProfile seen,
      String table,
      CheckContext context) {
    List<ColumnVerdict> ofKind = verdicts.stream().filter(v -> v.type().kind() == kind).toList();
    List<ColumnVerdict> unexpected =
        ofKind.stream().filter(v -> !options.expected().contains(v.column())).toList();
    List<Finding> findings = new ArrayList<>();
    for (ColumnVerdict v : unexpected) {
      findings.add(finding(info, v, table, context));
    }
    if (!stray.isEmpty()) {
      CheckResult cells = cells(info, stray, seen, table, context);
      findings.addAll(cells.findings());
    }
    boolean fails = findings.stream().anyMatch(f -> f.severity() != Severity.INFO);
    String summary =
        "%d of %,d columns hold %s%s; %s."
            .formatted(
                ofKind.size(),
                seen.names().size(),
                kind == Kind.DIRECT ? "personal identifiers" : "special categories of data",
                ofKind.size() > unexpected.size()
                    ? ", %d of them as expected".formatted(ofKind.size() - unexpected.size())
                    : "",
                examined(seen));
    Estimate share =
        Estimate.exact(
            "share of columns", (double) ofKind.size() / seen.names().size(), seen.names().size());
    return CheckResult.of(
        info.id(),
        "",
        fails ? new Outcome.Fail() : new Outcome.Pass(),
        summary,
        List.of(share),
        findings,
        ofKind.isEmpty() ? List.of() : List.of(table(ofKind)));
  }

  private static Finding finding(
      CheckInfo info, ColumnVerdict v, String table, CheckContext context) {
    String figures =
        v.share().isDefined()
            ? "%s of its %,d values (95 %% interval %s to %s)%s; first rows %s; the first is %s"
                .formatted(
                    Text.percent(v.share().value()),
                    v.share().n(),
                    Text.percent(v.share().low()),
                    Text.percent(v.share().high()),
                    v.validity().value() < 1
                        ? ", " + Text.percent(v.validity().value()) + " of this form pass the test"
                        : "",
                    v.rows().stream().map(r -> Long.toString(r)).collect(Collectors.joining(", ")),
                    v.example())
            : "its values say nothing more";
    String others =
        v.alsoFits().isEmpty()
            ? ""
            : "; it may be "
                + v.alsoFits().stream().map(PiiType::title).collect(Collectors.joining(" or "))
                + " instead";
    Where where = Where.file(table).atColumn(v.column());
    return new Finding(
        info.id(),
        v.column(),
        context.severity(info),
        v.type().title(),
        "Column '%s' by %s: %s: %s%s."
            .formatted(v.column(), v.basis().words(), v.type().title(), figures, others),
        v.rows().isEmpty() ? where : where.atRow(v.rows().getFirst()),
        info.fix());
  }

  /// Judges single cells: no more than the policy's share of rows may hold any.
  private CheckResult cells(
      CheckInfo info,
      List<StrayCells.Stray> stray,
      PiiProfile seen,
      String table,
      CheckContext context) {
    long most = stray.stream().mapToLong(StrayCells.Stray::rows).max().orElse(0);
    String name = "largest share of rows that hold one kind in one column";
    boolean all = seen.examined() == seen.rows();
    Estimate share =
        all
            ? Estimate.exact(name, (double) most / seen.rows(), seen.rows())
            : Intervals.clopperPearson(name, most, seen.examined());
    double limit = context.parameter(info, "max-share");
    Outcome outcome = Outcome.atMost(share, limit);
    List<Finding> findings = new ArrayList<>();
    for (StrayCells.Stray s : stray) {
      boolean over = outcome instanceof Outcome.Fail && s.rows() > limit * seen.examined();
      findings.add(
          new Finding(
              info.id(),
              s.column(),
              over ? context.severity(info) : Severity.INFO,
              s.type().title(),
              "Column '%s' holds %s in %,d rows; first rows %s; the first is %s."
                  .formatted(
                      s.column(),
                      s.type().title(),
                      s.rows(),
                      s.first().stream()
                          .map(r -> Long.toString(r))
                          .collect(Collectors.joining(", ")),
                      s.example()),
              Where.file(table).atColumn(s.column()).atRow(s.first().getFirst()),
              info.fix()));
    }
    String summary =
        stray.isEmpty()
            ? "None found; " + examined(seen) + "."
            : "%d kinds in %d columns; %s."
                .formatted(
                    stray.stream().map(StrayCells.Stray::type).distinct().count(),
                    stray.stream().map(StrayCells.Stray::column).distinct().count(),
                    examined(seen));
    return CheckResult.of(info.id(), "", outcome, summary, List.of(share), findings, List.of());
  }

  private String examined(PiiProfile seen) {
    return options.oneRowIn() == 1
        ? "all %,d rows examined".formatted(seen.rows())
        : "%,d of %,d rows examined, one in %d by hash"
            .formatted(seen.examined(), seen.rows(), options.oneRowIn());
  }

  private static Exhibit table(List<ColumnVerdict> verdicts) {
    return new Exhibit.Table(
        "Columns and what they hold",
        "Shares with 95 % Wilson intervals; by name where nothing in the cells could be tested.",
        List.of("column", "kind", "share of values", "recognised by"),
        verdicts.stream()
            .map(v ->
                List.of(
                    v.column(),
                    v.type().title(),
                    v.share().isDefined()
                        ? "%s (%s to %s)"
                            .formatted(
                                Text.percent(v.share().value()),
                                Text.percent(v.share().low()),
                                Text.percent(v.share().high()))
                        : "",
                    v.basis().words()))
            .toList());
  }
}
