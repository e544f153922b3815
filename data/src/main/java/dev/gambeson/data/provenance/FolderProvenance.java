package dev.gambeson.data.provenance;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.AdmittedSet;
import dev.gambeson.data.provenance.ProvenanceGraph.Kind;
import dev.gambeson.data.provenance.ProvenanceGraph.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The graph of the admitted folders in some places of the disk. Manifests are read, not proven:
/// [AdmittedSet#open] proves one.
public final class FolderProvenance {
  private static final int MAX_FOLDERS = 10_000;
  private static final int MAX_SUPPLIERS = 50;

  private final Map<String, AdmittedSet> byManifest = new LinkedHashMap<>();
  private final ProvenanceGraph.Builder graph = new ProvenanceGraph.Builder();

  private FolderProvenance() {}

  /// The id of an admitted set's node.
  public static String id(AdmittedSet set) {
    return "data:" + set.manifestSha256();
  }

  /// The id of a source's node.
  public static String sourceId(String sha256) {
    return "source:" + sha256;
  }

  /// The id of a supplier's node.
  public static String supplierId(String name) {
    return "supplier:" + name;
  }

  /// The graph of every admitted folder among these and directly below them.
  ///
  /// @throws GambesonException when a manifest cannot be read
  public static ProvenanceGraph of(List<Path> places) {
    FolderProvenance walk = new FolderProvenance();
    places.forEach(walk::find);
    List.copyOf(walk.byManifest.values()).forEach(walk::add);
    return walk.graph.build();
  }

  private void find(Path place) {
    if (AdmittedSet.isOne(place)) {
      take(place);
    }
    try (Stream<Path> below = Files.list(place)) {
      below
          .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
          .filter(AdmittedSet::isOne)
          .sorted()
          .forEach(this::take);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be read: %s.".formatted(place, e.getMessage()), e);
    }
  }

  private void take(Path folder) {
    if (byManifest.size() >= MAX_FOLDERS) {
      throw GambesonException.badInput(
          "More than %,d admitted folders; name fewer places.".formatted(MAX_FOLDERS));
    }
    AdmittedSet set = AdmittedSet.describe(folder);
    byManifest.putIfAbsent(set.manifestSha256(), set);
  }

  private void add(AdmittedSet set) {
    AdmissionManifest m = set.manifest();
    String id = id(set);
    graph.node(new Node(id, Kind.DATA, m.name(), details(m)));
    String source = sourceId(m.source().sha256());
    graph.node(
        new Node(
            source,
            Kind.SOURCE,
            m.source().address(),
            List.of(m.source().kind(), "sha256 " + m.source().sha256().substring(0, 16) + "…")));
    graph.edge(source, id, "read, rows " + span(m));
    m.sources().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MAX_SUPPLIERS)
        .forEach(e -> supplier(e.getKey(), e.getValue(), id));
    for (AdmissionManifest.Parent parent : m.parents()) {
      String of = "data:" + parent.manifestSha256();
      if (!byManifest.containsKey(parent.manifestSha256())) {
        graph.node(
            new Node(
                of,
                Kind.DATA,
                parent.name(),
                List.of(
                    "manifest " + parent.manifestSha256().substring(0, 16) + "…",
                    "not found here")));
      }
      graph.edge(of, id, parent.relation());
    }
  }

  private void supplier(String name, long rows, String id) {
    String supplier = supplierId(name);
    String label = name.isEmpty() ? "(none)" : name;
    graph.node(new Node(supplier, Kind.SUPPLIER, label, List.of("supplier")));
    graph.edge(supplier, id, "%,d rows".formatted(rows));
  }

  private static List<String> details(AdmissionManifest m) {
    List<String> details = new ArrayList<>();
    details.add("admitted " + m.time());
    details.add(
        "%,d rows, %,d held back, %,d unreadable"
            .formatted(m.counts().admitted(), m.counts().held(), m.counts().unreadable()));
    details.add(
        "%s, %d %s"
            .formatted(
                m.data().path(), m.chunks().size(), m.chunks().size() == 1 ? "chunk" : "chunks"));
    m.transformations().forEach(t -> details.add("changed: " + t));
    if (!m.approvers().isEmpty()) {
      details.add("approved by " + String.join(", ", m.approvers()));
    }
    return details;
  }

  private static String span(AdmissionManifest m) {
    return m.chunks().isEmpty()
        ? "none"
        : "%,d to %,d"
            .formatted(
                m.chunks().getFirst().firstSourceRow(), m.chunks().getLast().lastSourceRow());
  }
}
