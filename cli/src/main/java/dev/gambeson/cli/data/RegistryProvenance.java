package dev.gambeson.cli.data;

import dev.gambeson.data.provenance.FolderProvenance;
import dev.gambeson.data.provenance.ProvenanceGraph;
import dev.gambeson.data.provenance.ProvenanceGraph.Kind;
import dev.gambeson.data.provenance.ProvenanceGraph.Node;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.catalog.Lineage;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The graph around a version: what it was made of, what was made of it, and the sources of the
/// data sets among them.
final class RegistryProvenance {
  private RegistryProvenance() {}

  static ProvenanceGraph of(Registry registry, Principal who, Ref ref) {
    Lineage lineage = registry.versions().lineage(who, ref);
    ProvenanceGraph.Builder graph = new ProvenanceGraph.Builder();
    add(graph, registry, who, lineage.version());
    for (Lineage.Step step : lineage.ancestors()) {
      add(graph, registry, who, step.version());
      graph.edge(id(step.version().label()), id(step.via()), step.relation());
    }
    for (Lineage.Step step : lineage.descendants()) {
      add(graph, registry, who, step.version());
      graph.edge(id(step.via()), id(step.version().label()), step.relation());
    }
    return graph.build();
  }

  private static String id(String label) {
    return "version:" + label;
  }

  private static void add(
      ProvenanceGraph.Builder graph, Registry registry, Principal who, Version v) {
    VersionDetails details = registry.versions().show(who, v.ref());
    Map<String, String> facts = details.facts();
    List<String> lines = new ArrayList<>();
    lines.add(v.stage().id() + ", added by " + v.addedBy());
    lines.add(v.addedAt().toString());
    if (facts.containsKey("rows.admitted")) {
      lines.add(
          "%s rows, %s held back".formatted(facts.get("rows.admitted"), facts.get("rows.held")));
    }
    Kind kind = v.kind() == dev.gambeson.registry.catalog.Kind.MODEL ? Kind.MODEL : Kind.DATA;
    boolean fresh = graph.node(new Node(id(v.label()), kind, v.label(), lines));
    String sha256 = facts.getOrDefault("source.sha256", "");
    if (fresh && !sha256.isEmpty()) {
      String source = FolderProvenance.sourceId(sha256);
      graph.node(
          new Node(
              source,
              Kind.SOURCE,
              facts.getOrDefault("source.address", "source"),
              List.of(
                  facts.getOrDefault("source.kind", ""),
                  "sha256 " + sha256.substring(0, Math.min(16, sha256.length())) + "…")));
      graph.edge(source, id(v.label()), "read");
    }
  }
}
