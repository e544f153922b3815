package dev.gambeson.report;

import java.util.List;

/// A picture of what was made of what: boxes in columns, arrows from left to right.
///
/// @param title of the page
/// @param nodes the boxes
/// @param edges the arrows; ends that are no node are left out
public record Graph(String title, List<Node> nodes, List<Edge> edges) {
  public Graph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /// A box.
  ///
  /// @param id unique
  /// @param kind a word under which the legend lists it
  /// @param label its name
  /// @param lines facts, one a line
  public record Node(String id, String kind, String label, List<String> lines) {
    public Node {
      lines = List.copyOf(lines);
    }
  }

  /// An arrow.
  ///
  /// @param label drawn in the middle
  public record Edge(String from, String to, String label) {}
}
