package dev.gambeson.data;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.admit.BlendInfos;
import dev.gambeson.data.admit.RowRule;
import java.util.Optional;
import java.util.Set;

/// Holds back every row of a source whose influence is beyond the cap, also those that no screen
/// saw.
record HarmfulSources(String column, Set<String> sources) implements RowRule {
  /// The screen that measures the influence of sources.
  static final String SCREEN = "GB-POIS-010";

  HarmfulSources {
    sources = Set.copyOf(sources);
  }

  /// The rule; empty when no source is harmful.
  static Optional<RowRule> rule(String column, Set<String> sources) {
    return sources.isEmpty() ? Optional.empty() : Optional.of(new HarmfulSources(column, sources));
  }

  @Override
  public String check() {
    return BlendInfos.RATE.id();
  }

  @Override
  public void judge(Batch batch, Holding holding) {
    int index = batch.indexOf(column);
    if (index < 0) {
      return;
    }
    Cells cells = batch.columns().get(index);
    for (int row = 0; row < batch.size(); row++) {
      if (sources.contains(cells.text(row))) {
        holding.hold(row, "the influence of its source is beyond the cap (" + SCREEN + ")");
      }
    }
  }
}
