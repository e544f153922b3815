package dev.gambeson.registry;

import dev.gambeson.registry.catalog.LiveSpan;
import dev.gambeson.registry.catalog.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which versions a rollback tries, in order: those that were live before, the latest first,
/// without the one that is live now.
final class RollbackOrder {
  private RollbackOrder() {}

  static List<Integer> of(Registry registry, String name) {
    int live = registry.records().pointer(name, Names.LIVE).number();
    List<LiveSpan> spans = LiveSpans.of(registry.actions().journal().history(Optional.of(name)));
    List<Integer> order = new ArrayList<>();
    for (LiveSpan span : spans.reversed()) {
      if (span.number() != live && !order.contains(span.number())) {
        order.add(span.number());
      }
    }
    return order;
  }
}
