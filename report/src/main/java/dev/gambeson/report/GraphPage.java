package dev.gambeson.report;

import dev.gambeson.report.internal.GraphDrawing;

/// A [Graph] as one HTML file with its picture inside. Loads nothing, runs no script, and forbids
/// both to itself; every text is escaped, and control and bidirectional characters are shown as
/// escapes. Beside the picture there is a table, so that nothing depends on seeing it.
public final class GraphPage {
  private GraphPage() {}

  /// The document, UTF-8.
  public static byte[] render(Graph graph) {
    return GraphDrawing.page(graph);
  }
}
