package dev.gambeson.data.admit;

import dev.gambeson.core.data.Batch;
import dev.gambeson.data.admit.HeldRow.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which rows of a batch are held back, by everything that has a say.
final class RowDecisions {
  private final List<RowRule> rules;
  private final Map<Long, List<Reason>> named;

  RowDecisions(List<RowRule> rules, List<HeldRow> held) {
    this.rules = List.copyOf(rules);
    this.named = new HashMap<>();
    held.forEach(h -> named.computeIfAbsent(h.row(), _ -> new ArrayList<>()).addAll(h.reasons()));
  }

  /// The same, with another rule.
  RowDecisions with(RowRule rule) {
    List<RowRule> more = new ArrayList<>(rules);
    more.add(rule);
    RowDecisions all = new RowDecisions(more, List.of());
    all.named.putAll(named);
    return all;
  }

  /// The rows to hold back, by index into the batch.
  Map<Integer, List<Reason>> of(Batch batch) {
    Map<Integer, List<Reason>> held = new TreeMap<>();
    if (!named.isEmpty()) {
      for (int row = 0; row < batch.size(); row++) {
        List<Reason> reasons = named.get(batch.rowNumbers()[row]);
        if (reasons != null) {
          held.computeIfAbsent(row, _ -> new ArrayList<>()).addAll(reasons);
        }
      }
    }
    for (RowRule rule : rules) {
      rule.judge(
          batch,
          (row, reason) ->
              held.computeIfAbsent(row, _ -> new ArrayList<>())
                  .add(new Reason(rule.check(), reason)));
    }
    return held;
  }

  /// The other rows, in order.
  static int[] others(Batch batch, Map<Integer, List<Reason>> held) {
    int[] kept = new int[batch.size() - held.size()];
    int k = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (!held.containsKey(row)) {
        kept[k++] = row;
      }
    }
    return kept;
  }
}
