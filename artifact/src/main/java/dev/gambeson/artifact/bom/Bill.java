package dev.gambeson.artifact.bom;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a folder is made of. Sorted throughout: the same folder gives the same bill.
///
/// @param name of the project or model; the folder's name when nothing else is known
/// @param version of the project; empty when unknown
/// @param libraries by package URL
/// @param edges package URL (or `root`) to those it needs
/// @param models model files and folders
/// @param data data files and data sets that models name
/// @param indexes addresses that packages come from
/// @param remarks what readers saw that is wrong
/// @param gaps what is missing; while there is one, the bill is incomplete
public record Bill(
    String name,
    String version,
    List<Library> libraries,
    SortedMap<String, SortedSet<String>> edges,
    List<ModelPart> models,
    List<DataPart> data,
    List<IndexAddress> indexes,
    List<Remark> remarks,
    List<Gap> gaps) {
  /// The key of the project itself in `edges`.
  public static final String ROOT = "root";

  public Bill {
    libraries = List.copyOf(libraries);
    SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
    for (Map.Entry<String, SortedSet<String>> e : edges.entrySet()) {
      copy.put(e.getKey(), Collections.unmodifiableSortedSet(e.getValue()));
    }
    edges = Collections.unmodifiableSortedMap(copy);
    models = List.copyOf(models);
    data = List.copyOf(data);
    indexes = List.copyOf(indexes);
    remarks = List.copyOf(remarks);
    gaps = List.copyOf(gaps);
  }

  /// Whether there is nothing to say.
  public boolean isEmpty() {
    return libraries.isEmpty() && models.isEmpty() && data.isEmpty();
  }

  /// Libraries of one ecosystem.
  public Stream<Library> of(Ecosystem ecosystem) {
    return libraries.stream().filter(l -> l.ecosystem() == ecosystem);
  }
}
