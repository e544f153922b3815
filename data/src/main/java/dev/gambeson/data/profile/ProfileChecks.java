package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.data.StreamCheck;
import java.util.List;
import java.util.Optional;

/// The checks that a profile answers: GB-DATA-011 to 013.
public final class ProfileChecks {
  private static final List<ProfileCheck> ALL =
      List.of(new CompletenessCheck(), new DriftCheck(), new SurpriseCheck());

  private ProfileChecks() {}

  /// All of them, in the order of their ids.
  public static List<ProfileCheck> all() {
    return ALL;
  }

  /// What they ask.
  public static List<CheckInfo> infos() {
    return ALL.stream().flatMap(c -> c.infos().stream()).toList();
  }

  /// All of them on what a stream of rows leaves behind.
  ///
  /// @param reference of a table that is trusted; without one, what needs one is not examined
  public static StreamCheck<TableProfile> against(Optional<TableSummary> reference) {
    return new StreamCheck<>() {
      @Override
      public List<CheckInfo> infos() {
        return ProfileChecks.infos();
      }

      @Override
      public TableProfile start() {
        return new TableProfile();
      }

      @Override
      public List<CheckResult> judge(TableProfile seen, String table, CheckContext context) {
        TableSummary summary = seen.summary();
        return ALL.stream()
            .flatMap(c -> c.judge(summary, reference, table, context).stream())
            .toList();
      }
    };
  }
}
