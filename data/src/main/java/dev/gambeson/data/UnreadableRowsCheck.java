package dev.gambeson.data;

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
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Profile;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// GB-DATA-010: are there rows that cannot be taken apart?
public final class UnreadableRowsCheck implements StreamCheck<UnreadableRowsCheck.Seen> {
  private static final int SHOWN = 20;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-010",
          "Unreadable rows",
          "Can every row of the table be taken apart?",
          "A row with too many or too few cells, or in another encoding, is read differently by every program: what was checked is not what trains, and a delimiter slipped into a cell moves values into other columns.",
          "Every row is taken apart strictly (RFC 4180, RFC 8259, UTF-8); rows that do not fit are counted, all of them.",
          "A row that was shifted and still has the right number of cells is not found here; the contract and the outlier screens look at values. After 10,000 unreadable rows the table is refused altogether.",
          "Correct the export that writes the table, or let `gambeson admit` put these rows into the quarantine.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-unreadable", 0, 0, 1, "largest share of rows that cannot be taken apart")));

  /// Counts of rows, and the first flaws.
  public static final class Seen implements Profile<Seen> {
    private long rows;
    private long flaws;
    private final TreeSet<Flaw> first =
        new TreeSet<>(Comparator.comparingLong(Flaw::row).thenComparing(Flaw::reason));

    private Seen() {}

    @Override
    public void add(Batch batch) {
      rows += batch.size();
      flaws += batch.flaws().size();
      first.addAll(batch.flaws());
      shorten();
    }

    @Override
    public void merge(Seen other) {
      rows += other.rows;
      flaws += other.flaws;
      first.addAll(other.first);
      shorten();
    }

    private void shorten() {
      while (first.size() > SHOWN) {
        first.pollLast();
      }
    }
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  @Override
  public Seen start() {
    return new Seen();
  }

  @Override
  public List<CheckResult> judge(Seen seen, String table, CheckContext context) {
    long all = seen.rows + seen.flaws;
    if (all == 0) {
      return List.of(CheckResult.inconclusive(INFO.id(), "", "There was no row."));
    }
    double share = (double) seen.flaws / all;
    Estimate exact = Estimate.exact("share of unreadable rows", share, all);
    if (seen.flaws == 0) {
      String summary = "All %,d rows could be taken apart.".formatted(all);
      return List.of(
          CheckResult.of(
              INFO.id(), "", new Outcome.Pass(), summary, List.of(exact), List.of(), List.of()));
    }
    String summary =
        "%,d of %,d rows (%s) cannot be taken apart."
            .formatted(seen.flaws, all, Text.percent(share));
    Outcome outcome = Outcome.atMost(exact, context.parameter(INFO, "max-unreadable"));
    Severity severity = outcome instanceof Outcome.Fail ? context.severity(INFO) : Severity.INFO;
    Flaw first = seen.first.getFirst();
    Finding finding =
        new Finding(
            INFO.id(),
            "",
            severity,
            "Rows cannot be taken apart",
            "%s The first: row %,d %s.".formatted(summary, first.row(), first.reason()),
            Where.file(table).atRow(first.row()),
            INFO.fix());
    return List.of(
        CheckResult.of(
            INFO.id(),
            "",
            outcome,
            summary,
            List.of(exact),
            List.of(finding),
            List.of(table(seen))));
  }

  private static Exhibit table(Seen seen) {
    return new Exhibit.Table(
        "Unreadable rows",
        "The first %d of %,d, counted from 1 without the header."
            .formatted(seen.first.size(), seen.flaws),
        List.of("row", "what is wrong"),
        seen.first.stream().map(f -> List.of(Long.toString(f.row()), f.reason())).toList());
  }
}
