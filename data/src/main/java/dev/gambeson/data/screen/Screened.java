package dev.gambeson.data.screen;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import java.util.List;

/// What a [Screen] says.
///
/// @param results the outcomes, one per aspect, at least one
/// @param suspicion one value a row, higher is more suspicious, NaN where the screen has no
///   opinion; no values when it did not run. Only the order within one screen means something. Not
///   copied: treat as immutable.
/// @param held rows to hold back, in row order
/// @param trusted suspicion of trusted rows that the screen did not learn from, on the scale of
///   `suspicion`, in any order; no values where it has none. Not copied: treat as immutable.
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
public record Screened(
    List<CheckResult> results, double[] suspicion, List<Held> held, double[] trusted) {
  /// Without suspicion of trusted rows.
  public Screened(List<CheckResult> results, double[] suspicion, List<Held> held) {
    this(results, suspicion, held, new double[0]);
  }

  public Screened {
    results = List.copyOf(results);
    held = List.copyOf(held);
  }

  /// A row to hold back.
  ///
  /// @param row index into the subject's rows
  /// @param reason one clause for the quarantine, for example `label 1 disagrees with 9 of its 10
  ///   nearest neighbours`
  public record Held(int row, String reason) {}

  /// The screen does not apply: listed as not examined, which is no pass.
  public static Screened notExamined(CheckInfo info, String reason) {
    return only(CheckResult.notExamined(info.id(), "", reason));
  }

  /// The screen could not conclude.
  public static Screened inconclusive(CheckInfo info, String reason) {
    return only(CheckResult.inconclusive(info.id(), "", reason));
  }

  private static Screened only(CheckResult result) {
    return new Screened(List.of(result), new double[0], List.of());
  }
}
