package dev.gambeson.data.admit;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.StreamCheck;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// GB-DATA-031 to 033: is the blend of sources within its caps? Counts every row; no sample.
public final class BlendCheck implements StreamCheck<SourceCounts> {
  private static final int SHOWN = 20;

  private final Roles roles;
  private final BlendPolicy blend;
  private final SourceHistory history;
  private final LocalDate today;

  /// @param history what was admitted before; rates are not examined without one
  /// @param today day of the admission
  public BlendCheck(Roles roles, BlendPolicy blend, SourceHistory history, LocalDate today) {
    this.roles = roles;
    this.blend = blend;
    this.history = history;
    this.today = today;
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(BlendInfos.SHARE, BlendInfos.SOURCES, BlendInfos.RATE);
  }

  @Override
  public SourceCounts start() {
    return new SourceCounts(roles.source());
  }

  @Override
  public List<CheckResult> judge(SourceCounts seen, String table, CheckContext context) {
    if (!BlendInfos.asked(blend, context)) {
      return each(i -> CheckResult.notExamined(i.id(), "", "no cap is set"));
    }
    if (roles.source().isEmpty()) {
      return each(i ->
          CheckResult.inconclusive(
              i.id(), "", "caps are set, but no source column is named (--source COLUMN)"));
    }
    if (seen.tooMany()) {
      return each(i ->
          CheckResult.inconclusive(
              i.id(),
              "",
              "column '%s' has more than %,d values: it names rows, not sources"
                  .formatted(roles.source().orElse(""), SourceCounts.MAX_SOURCES)));
    }
    Judge judge = new Judge(seen.rows(), table, context);
    return Stream.of(judge.shares(), judge.sources(), judge.rates()).flatMap(List::stream).toList();
  }

  /// Whether any cap is set.
  boolean applies(CheckContext context) {
    return roles.source().isPresent() && BlendInfos.asked(blend, context);
  }

  /// The rules that hold back what exceeds a cap.
  ///
  /// @param sampling saw every row that nothing else holds back
  List<RowRule> rules(Sampling sampling, CheckContext context) {
    Quotas quotas = new Quotas(blend, history, today, context);
    SortedMap<String, Long> counts = sampling.counts();
    return sampling.rules(
        quotas.of(counts), source -> quotas.reason(source, counts.getOrDefault(source, 0L)));
  }

  private List<CheckResult> each(java.util.function.Function<CheckInfo, CheckResult> result) {
    return infos().stream().map(result).toList();
  }

  /// The three questions, over the counts of one table.
  private final class Judge {
    private final SortedMap<String, Long> rows;
    private final long total;
    private final String table;
    private final CheckContext context;
    private final Quotas quotas;

    Judge(SortedMap<String, Long> rows, String table, CheckContext context) {
      this.rows = rows;
      this.total = rows.values().stream().mapToLong(Long::longValue).sum();
      this.table = table;
      this.context = context;
      this.quotas = new Quotas(blend, history, today, context);
    }

    List<CheckResult> shares() {
      List<Map.Entry<String, Long>> over =
          rows.entrySet().stream()
              .filter(e -> share(e.getValue()) > quotas.cap(e.getKey()))
              .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
              .toList();
      Optional<Map.Entry<String, Long>> largest =
          over.isEmpty()
              ? rows.entrySet().stream().max(Map.Entry.comparingByValue())
              : Optional.of(over.getFirst());
      Estimate estimate =
          Estimate.exact(
              "share of rows of source '%s'"
                  .formatted(largest.map(e -> named(e.getKey())).orElse("")),
              largest.map(e -> share(e.getValue())).orElse(0.0),
              total);
      List<Finding> findings =
          over.stream().limit(SHOWN).map(e -> overShare(e.getKey(), e.getValue())).toList();
      return List.of(
          result(
              BlendInfos.SHARE,
              "",
              findings,
              over.isEmpty()
                  ? "No source brings more than its cap; the largest brings %s of the rows."
                      .formatted(Text.percent(estimate.value()))
                  : "%d of %d sources bring more than their cap."
                      .formatted(over.size(), rows.size()),
              List.of(estimate),
              List.of(table())));
    }

    private double share(long n) {
      return total == 0 ? 0 : (double) n / total;
    }

    private Finding overShare(String source, long n) {
      return finding(
          BlendInfos.SHARE,
          source,
          "Source over its share",
          "Source '%s' brings %,d of %,d rows, %s; its cap is %s."
              .formatted(
                  named(source),
                  n,
                  total,
                  Text.percent(share(n)),
                  Text.percent(quotas.cap(source))));
    }

    List<CheckResult> sources() {
      double part = context.parameter(BlendInfos.SOURCES, "min-part");
      int needed = (int) context.parameter(BlendInfos.SOURCES, "min-sources");
      long counted =
          rows.entrySet().stream()
              .filter(e -> !e.getKey().isEmpty() && share(e.getValue()) >= part)
              .count();
      String summary =
          "%d sources bring at least %s of the rows each; %d are needed."
              .formatted(counted, Text.percent(part), needed);
      List<Finding> findings =
          counted >= needed
              ? List.of()
              : List.of(finding(BlendInfos.SOURCES, "", "Too few sources", summary));
      return List.of(
          result(
              BlendInfos.SOURCES,
              "",
              findings,
              summary,
              List.of(Estimate.exact("number of sources", (double) counted, total)),
              List.of()));
    }

    List<CheckResult> rates() {
      boolean asked =
          Stream.of("max-batch-growth", "max-day-growth", "max-new-rows")
              .anyMatch(p -> context.parameter(BlendInfos.RATE, p) > 0);
      if (!asked || history.sources().isEmpty()) {
        return List.of(
            CheckResult.notExamined(
                BlendInfos.RATE.id(),
                "rate",
                asked
                    ? "there is no history: no earlier admission was named (--reference)"
                    : "no cap is set"));
      }
      List<Finding> findings = new ArrayList<>();
      rows.forEach((source, n) ->
          quotas
              .rate(source)
              .filter(r -> n > r.rows())
              .ifPresent(r -> findings.add(overRate(source, n, r))));
      return List.of(
          result(
              BlendInfos.RATE,
              "rate",
              findings.stream().limit(SHOWN).toList(),
              "%d of %d sources bring more at once than they may."
                  .formatted(findings.size(), rows.size()),
              List.of(Estimate.exact("sources over their rate", findings.size(), rows.size())),
              List.of()));
    }

    private Finding overRate(String source, long n, Quotas.Rate rate) {
      return finding(
          BlendInfos.RATE,
          source,
          "Source over its rate",
          "Source '%s' brings %,d rows; %,d are allowed: %s."
              .formatted(named(source), n, rate.rows(), rate.because()));
    }

    private Finding finding(CheckInfo info, String aspect, String title, String message) {
      Where where = Where.file(table).atColumn(roles.source().orElseThrow());
      return new Finding(
          info.id(), aspect, context.severity(info), title, message, where, info.fix());
    }

    private CheckResult result(
        CheckInfo info,
        String aspect,
        List<Finding> findings,
        String summary,
        List<Estimate> estimates,
        List<Exhibit> exhibits) {
      Outcome outcome = findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail();
      return CheckResult.of(info.id(), aspect, outcome, summary, estimates, findings, exhibits);
    }

    private Exhibit table() {
      List<List<String>> lines =
          rows.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
              .limit(SHOWN)
              .map(e ->
                  List.of(
                      named(e.getKey()),
                      "%,d".formatted(e.getValue()),
                      Text.percent(share(e.getValue())),
                      Text.percent(quotas.cap(e.getKey()))))
              .toList();
      return new Exhibit.Table(
          "Rows by source",
          "The largest sources, with the share that each may have.",
          List.of("source", "rows", "share", "cap"),
          lines);
    }
  }

  private static String named(String source) {
    return source.isEmpty() ? "(none)" : source;
  }
}
