package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.admit.RowRule;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// GB-DATA-018 over all rows of a stream: how many repeat an earlier one exactly? Rows are compared
/// by their features and label, as written, by keyed 64-bit hashes: 8 bytes a row. Two different
/// rows count as one with a chance of at most n^2 / 2^65.
public final class RepeatedRows implements StreamCheck<RepeatedRowsProfile> {
  private static final CheckInfo INFO = DuplicateInfos.DUPLICATES;
  private static final int SHOWN = 5;

  private final Roles roles;
  private final long key;

  /// @param roles columns that are compared: features and label
  public RepeatedRows(Roles roles) {
    this(roles, new SecureRandom().nextLong());
  }

  /// With a given key of the hashes, for profiles made on several machines.
  public RepeatedRows(Roles roles, long key) {
    this.roles = roles;
    this.key = key;
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  @Override
  public RepeatedRowsProfile start() {
    return new RepeatedRowsProfile(roles, key);
  }

  @Override
  public List<CheckResult> judge(RepeatedRowsProfile seen, String table, CheckContext context) {
    String aspect = "all rows";
    if (seen.rows() == 0 || seen.columns() == 0) {
      return List.of(CheckResult.inconclusive(INFO.id(), aspect, "There is nothing to compare."));
    }
    long[] repeats = seen.repeats();
    double share = (double) repeats.length / seen.rows();
    String summary =
        "%,d of %,d rows (%s) repeat an earlier row."
            .formatted(repeats.length, seen.rows(), Text.percent(share));
    List<Estimate> estimates =
        List.of(Estimate.exact("share of rows that repeat an earlier row", share, seen.rows()));
    if (repeats.length == 0) {
      return List.of(
          CheckResult.of(
              INFO.id(), aspect, new Outcome.Pass(), summary, estimates, List.of(), List.of()));
    }
    Outcome outcome = outcome(share, seen.twinsByChance(), context);
    String first =
        Arrays.stream(repeats)
            .limit(SHOWN)
            .mapToObj(r -> "row " + r)
            .collect(Collectors.joining(", "));
    Finding finding =
        new Finding(
            INFO.id(),
            aspect,
            outcome instanceof Outcome.Fail ? context.severity(INFO) : Severity.INFO,
            "Rows that repeat an earlier row",
            summary + " First: " + first + ".",
            Where.file(table).atRow(repeats[0]),
            INFO.fix());
    return List.of(
        CheckResult.of(
            INFO.id(), aspect, outcome, summary, estimates, List.of(finding), List.of()));
  }

  private static Outcome outcome(double share, double chance, CheckContext context) {
    if (share <= context.parameter(INFO, "max-repeats")) {
      return new Outcome.Pass();
    }
    return chance <= context.parameter(INFO, DuplicateInfos.MAX_CHANCE)
        ? new Outcome.Fail()
        : new Outcome.Inconclusive(
            "%s of the rows repeat an earlier one, but the columns take so few combinations of values that a row has %s twins by chance alone."
                .formatted(Text.percent(share), Text.number(chance)));
  }

  /// Holds every row that repeats an earlier one: for admission where repeats are to be dropped.
  public static RowRule rule(RepeatedRowsProfile seen) {
    return new Repeats(seen.repeats());
  }

  /// @param rows ascending
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Repeats(long[] rows) implements RowRule {
    @Override
    public String check() {
      return INFO.id();
    }

    @Override
    public void judge(Batch batch, Holding holding) {
      long[] numbers = batch.rowNumbers();
      for (int i = 0; rows.length > 0 && i < numbers.length; i++) {
        if (Arrays.binarySearch(rows, numbers[i]) >= 0) {
          holding.hold(i, "repeats an earlier row");
        }
      }
    }
  }
}
