package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import java.util.List;
import java.util.Optional;

/// A question that the profile of a table answers, alone or beside the profile of another.
public interface ProfileCheck {
  /// What it asks; constant.
  List<CheckInfo> infos();

  /// Judges a profile.
  ///
  /// @param seen of the table in question, at least 1 ([TableProfile#summary()])
  /// @param reference of a table that is trusted, published or not
  /// @param table name of the table, for [dev.gambeson.core.Where]
  /// @return at least one result per entry of [#infos]
  List<CheckResult> judge(
      TableSummary seen, Optional<TableSummary> reference, String table, CheckContext context);
}
