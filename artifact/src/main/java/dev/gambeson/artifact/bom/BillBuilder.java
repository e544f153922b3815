package dev.gambeson.artifact.bom;

import dev.gambeson.core.GambesonException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects what readers find. Not thread-safe.
public final class BillBuilder {
  private static final int MAX_LIBRARIES = 200_000;
  private static final int MAX_GAPS = 1_000;

  private final SortedMap<String, Library> libraries = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> edges = new TreeMap<>();
  private final Set<IndexAddress> indexes = new LinkedHashSet<>();
  private final Set<Remark> remarks = new LinkedHashSet<>();
  private final Set<Gap> gaps = new LinkedHashSet<>();
  private final List<ModelPart> models = new ArrayList<>();
  private final SortedMap<String, DataPart> data = new TreeMap<>();
  private final List<String> prefixes;
  private String name = "";
  private String version = "";

  /// A bill of the working folder.
  public BillBuilder() {
    this(List.of());
  }

  /// @param folders paths that are taken out of messages: a bill must not depend on where the
  ///   folder lies, nor tell it
  public BillBuilder(List<Path> folders) {
    this.prefixes =
        folders.stream().map(f -> f.toAbsolutePath().normalize() + File.separator).toList();
  }

  private String relative(String message) {
    String clean = message;
    for (String prefix : prefixes) {
      clean = clean.replace(prefix, "");
    }
    return clean;
  }

  /// Adds a library, or what is new about one that is known.
  ///
  /// @return its package URL
  public String add(Library library) {
    String purl = library.purl();
    if (libraries.size() >= MAX_LIBRARIES && !libraries.containsKey(purl)) {
      throw GambesonException.badInput(
          "The folder names more than %d libraries. Examine its parts one by one."
              .formatted(MAX_LIBRARIES));
    }
    libraries.merge(purl, library, Library::with);
    return purl;
  }

  /// Replaces what is known of a library.
  public void replace(Library library) {
    libraries.put(library.purl(), library);
  }

  /// The library of this package URL.
  public Optional<Library> library(String purl) {
    return Optional.ofNullable(libraries.get(purl));
  }

  /// Everything so far, sorted.
  public List<Library> libraries() {
    return List.copyOf(libraries.values());
  }

  /// `from` (a package URL, or [Bill#ROOT]) needs `to`.
  public void edge(String from, String to) {
    if (!from.equals(to)) {
      edges.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
    }
  }

  /// An address that packages come from.
  public void index(IndexAddress address) {
    indexes.add(address);
  }

  /// Something wrong.
  public void remark(Remark remark) {
    remarks.add(remark);
  }

  /// Something missing.
  public void gap(String what, String reason) {
    if (gaps.size() < MAX_GAPS) {
      gaps.add(new Gap(relative(what), relative(reason)));
    }
  }

  /// A model.
  public void model(ModelPart model) {
    models.add(model);
  }

  /// A data file or named data set; the first of a name counts.
  public void data(DataPart part) {
    data.putIfAbsent(part.name(), part);
  }

  /// What the project calls itself; the first one who says so is believed.
  public void project(String name, String version) {
    if (this.name.isEmpty()) {
      this.name = name;
      this.version = version;
    }
  }

  /// The bill.
  ///
  /// @param fallback its name when no file gave one
  public Bill build(String fallback) {
    for (Map.Entry<String, SortedSet<String>> e : edges.entrySet()) {
      e.getValue().retainAll(libraries.keySet());
    }
    edges.keySet().removeIf(k -> !k.equals(Bill.ROOT) && !libraries.containsKey(k));
    models.sort(Comparator.comparing(ModelPart::name));
    return new Bill(
        name.isEmpty() ? fallback : name,
        version,
        List.copyOf(libraries.values()),
        edges,
        models,
        List.copyOf(data.values()),
        List.copyOf(indexes),
        List.copyOf(remarks),
        List.copyOf(gaps));
  }
}
