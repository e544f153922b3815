package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Profile;
import java.util.List;

/// A question that one pass over all rows of a table answers.
///
/// @param <P> what it remembers of the rows
public interface StreamCheck<P extends Profile<P>> {
  /// What it asks; constant. One check may answer several questions from one memory.
  List<CheckInfo> infos();

  /// An empty memory; called once per thread.
  P start();

  /// Judges what was seen.
  ///
  /// @param seen every row of the table
  /// @param table name of the table, for [dev.gambeson.core.Where]
  /// @return at least one result per entry of [#infos]
  List<CheckResult> judge(P seen, String table, CheckContext context);
}
