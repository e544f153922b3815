package dev.gambeson.data.provenance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was made of what. Edges lead from older to younger; there are no circles as long as every
/// node's parents existed before it, which the walks here do not rely on.
///
/// @param nodes by id, in order of discovery
/// @param edges without duplicates
public record ProvenanceGraph(Map<String, Node> nodes, List<Edge> edges) {
  public ProvenanceGraph {
    nodes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    edges = List.copyOf(new LinkedHashSet<>(edges));
  }

  /// What a node is.
  public enum Kind {
    /// A file, object or query that was read.
    SOURCE,
    /// Who supplied rows: a value of the source column.
    SUPPLIER,
    /// An admitted set, or a version of data in a registry.
    DATA,
    /// A version of a model.
    MODEL
  }

  /// A node.
  ///
  /// @param id unique in the graph
  /// @param label its name
  /// @param details short facts, one line each
  public record Node(String id, Kind kind, String label, List<String> details) {
    public Node {
      details = List.copyOf(details);
    }
  }

  /// An edge.
  ///
  /// @param from id of the older node
  /// @param to id of the younger node
  /// @param relation how the younger was made of the older
  public record Edge(String from, String to, String relation) {}

  /// The node of this id.
  public Optional<Node> find(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /// Edges that lead to a node.
  public List<Edge> into(String id) {
    return edges.stream().filter(e -> e.to().equals(id)).toList();
  }

  /// Edges that lead from a node.
  public List<Edge> outOf(String id) {
    return edges.stream().filter(e -> e.from().equals(id)).toList();
  }

  /// Everything that was made of a node, over all generations, nearest first; the node itself left
  /// out.
  public List<Node> descendants(String id) {
    Set<String> seen = new LinkedHashSet<>(Set.of(id));
    List<String> open = new ArrayList<>(List.of(id));
    while (!open.isEmpty()) {
      String here = open.removeFirst();
      for (Edge e : outOf(here)) {
        if (seen.add(e.to())) {
          open.add(e.to());
        }
      }
    }
    return seen.stream().skip(1).flatMap(n -> find(n).stream()).toList();
  }

  /// Puts a graph together.
  public static final class Builder {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();

    /// Adds a node unless there is one of its id.
    ///
    /// @return whether it is new
    public boolean node(Node node) {
      return nodes.putIfAbsent(node.id(), node) == null;
    }

    /// Adds an edge.
    public void edge(String from, String to, String relation) {
      edges.add(new Edge(from, to, relation));
    }

    /// The graph.
    public ProvenanceGraph build() {
      return new ProvenanceGraph(nodes, List.copyOf(edges));
    }
  }
}
