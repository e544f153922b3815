package dev.gambeson.cli.data;

import dev.gambeson.cli.Printable;
import dev.gambeson.data.provenance.ProvenanceGraph;
import dev.gambeson.data.provenance.ProvenanceGraph.Edge;
import dev.gambeson.data.provenance.ProvenanceGraph.Node;
import dev.gambeson.report.Graph;
import dev.gambeson.report.GraphPage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A graph of provenance, for people and programs.
final class ProvenanceText {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_LINES = 2000;

  private final ProvenanceGraph graph;
  private final StringBuilder out = new StringBuilder();
  private int lines;

  private ProvenanceText(ProvenanceGraph graph) {
    this.graph = graph;
  }

  /// Trees: what the node in question was made of, and what was made of it; without one, what was
  /// made of every node that comes from nowhere.
  static String of(ProvenanceGraph graph, Optional<String> focus) {
    ProvenanceText text = new ProvenanceText(graph);
    if (focus.isPresent()) {
      Node node = graph.find(focus.get()).orElseThrow();
      text.head(node);
      text.branches(node.id(), "made of", graph::into, Edge::from);
      text.branches(node.id(), "used by", graph::outOf, Edge::to);
    } else {
      for (Node node : graph.nodes().values()) {
        if (graph.into(node.id()).isEmpty()) {
          text.head(node);
          text.tree(node.id(), "", graph::outOf, Edge::to, new HashSet<>(Set.of(node.id())));
          text.out.append('\n');
        }
      }
    }
    return text.out.toString();
  }

  private void head(Node node) {
    out.append("%s  (%s)%n".formatted(Printable.line(node.label()), word(node)));
    node.details().forEach(d -> out.append("  ").append(Printable.line(d)).append('\n'));
  }

  private void branches(
      String id, String title, Function<String, List<Edge>> next, Function<Edge, String> end) {
    out.append(title).append(":\n");
    if (next.apply(id).isEmpty()) {
      out.append("  nothing\n");
    }
    tree(id, "", next, end, new HashSet<>(Set.of(id)));
  }

  private void tree(
      String id,
      String indent,
      Function<String, List<Edge>> next,
      Function<Edge, String> end,
      Set<String> seen) {
    List<Edge> edges = next.apply(id);
    for (int i = 0; i < edges.size(); i++) {
      if (++lines > MAX_LINES) {
        return;
      }
      boolean last = i == edges.size() - 1;
      String to = end.apply(edges.get(i));
      Node node = graph.find(to).orElseThrow();
      boolean again = !seen.add(to);
      out.append(indent).append(last ? "└─ " : "├─ ");
      out.append(
          "%s  (%s; %s)%s%n"
              .formatted(
                  Printable.line(node.label()),
                  edges.get(i).relation(),
                  String.join(", ", node.details().stream().map(Printable::line).limit(2).toList()),
                  again ? "  see above" : ""));
      if (!again) {
        tree(to, indent + (last ? "   " : "│  "), next, end, seen);
      }
    }
  }

  private static String word(Node node) {
    return node.kind().name().toLowerCase(Locale.ROOT);
  }

  /// The whole graph, and what was made of the node in question.
  static String json(ProvenanceGraph graph, Optional<String> focus) {
    ObjectNode root = JSON.createObjectNode().put("schema", "gambeson/provenance/1");
    focus.ifPresent(f -> root.put("focus", f));
    ArrayNode nodes = root.putArray("nodes");
    for (Node n : graph.nodes().values()) {
      ObjectNode node = nodes.addObject().put("id", n.id()).put("kind", word(n));
      node.put("label", n.label());
      n.details().forEach(node.putArray("details")::add);
    }
    ArrayNode edges = root.putArray("edges");
    graph
        .edges()
        .forEach(e ->
            edges
                .addObject()
                .put("from", e.from())
                .put("to", e.to())
                .put("relation", e.relation()));
    focus.ifPresent(f -> {
      ArrayNode made = root.putArray("descendants");
      graph.descendants(f).forEach(n -> made.add(n.id()));
    });
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  /// For Graphviz.
  static String dot(ProvenanceGraph graph) {
    StringBuilder dot =
        new StringBuilder("digraph provenance {\n  rankdir=LR;\n  node [shape=box];\n");
    for (Node n : graph.nodes().values()) {
      dot.append("  %s [label=%s];%n".formatted(quoted(n.id()), quoted(n.label())));
    }
    for (Edge e : graph.edges()) {
      dot.append(
          "  %s -> %s [label=%s];%n"
              .formatted(quoted(e.from()), quoted(e.to()), quoted(e.relation())));
    }
    return dot.append("}\n").toString();
  }

  /// A string of DOT: only the quote is special, and the backslash before what follows it.
  private static String quoted(String text) {
    return '"' + Printable.line(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static byte[] html(ProvenanceGraph graph, String title) {
    return GraphPage.render(
        new Graph(
            title,
            graph.nodes().values().stream()
                .map(n -> new Graph.Node(n.id(), word(n), n.label(), n.details()))
                .toList(),
            graph.edges().stream()
                .map(e -> new Graph.Edge(e.from(), e.to(), e.relation()))
                .toList()));
  }
}
