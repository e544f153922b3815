package dev.gambeson.registry;

import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.LiveSpan;
import dev.gambeson.registry.catalog.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads from the history who was live when.
final class LiveSpans {
  private LiveSpans() {}

  static List<LiveSpan> of(List<HistoryLine> history) {
    List<LiveSpan> spans = new ArrayList<>();
    for (HistoryLine line : history) {
      boolean becomesLive = line.deed().to().equals(Stage.LIVE.id());
      boolean ceases =
          line.deed().from().equals(Stage.LIVE.id()) && !line.deed().action().equals("approve");
      if ((becomesLive && !line.deed().action().equals("approve")) || ceases) {
        end(spans, line);
      }
      if (becomesLive && !line.deed().action().equals("approve")) {
        spans.add(
            new LiveSpan(
                line.deed().number(),
                line.deed().at(),
                Optional.empty(),
                line.deed().actor(),
                line.deed().action()));
      }
    }
    return List.copyOf(spans);
  }

  private static void end(List<LiveSpan> spans, HistoryLine line) {
    if (!spans.isEmpty() && spans.getLast().until().isEmpty()) {
      LiveSpan open = spans.removeLast();
      spans.add(
          new LiveSpan(
              open.number(), open.from(), Optional.of(line.deed().at()), open.by(), open.how()));
    }
  }
}
