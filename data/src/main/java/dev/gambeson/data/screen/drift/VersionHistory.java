package dev.gambeson.data.screen.drift;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Roles;
import java.util.ArrayList;
import java.util.List;

/// Summaries of the versions of one table that were admitted before, oldest first, all counted by
/// the plan of the first.
public record VersionHistory(List<DriftSummary> versions) {
  /// No version yet.
  public static final VersionHistory EMPTY = new VersionHistory(List.of());

  /// @throws GambesonException when a version was counted by another plan
  public VersionHistory {
    versions = List.copyOf(versions);
    for (DriftSummary v : versions) {
      if (!v.plan().equals(versions.getFirst().plan())) {
        throw GambesonException.badInput(
            "The drift summaries of the earlier versions were not counted by one plan. Start a new"
                + " history where the schema changed.");
      }
    }
  }

  /// The plan by which the next version is counted: that of the first, or a new one.
  ///
  /// @param sample rows of the version at hand, used when there is no history
  public DriftPlan plan(Dataset sample, Roles roles) {
    return versions.isEmpty() ? DriftPlan.learn(sample, roles) : versions.getFirst().plan();
  }

  /// The history with one more version.
  public VersionHistory with(DriftSummary next) {
    List<DriftSummary> all = new ArrayList<>(versions);
    all.add(next);
    return new VersionHistory(all);
  }
}
