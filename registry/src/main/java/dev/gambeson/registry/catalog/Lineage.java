package dev.gambeson.registry.catalog;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where a version comes from and what came of it.
///
/// @param version the version in question
/// @param facts how it was made: code commit, parameters, environment
/// @param ancestors what it was made of, nearest first
/// @param descendants what was made of it, nearest first
/// @param cut whether there are more than are listed
public record Lineage(
    Version version,
    SortedMap<String, String> facts,
    List<Step> ancestors,
    List<Step> descendants,
    boolean cut) {
  public Lineage {
    facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(facts)));
    ancestors = List.copyOf(ancestors);
    descendants = List.copyOf(descendants);
  }

  /// One step away from another version.
  ///
  /// @param depth 1 for a direct parent or child
  /// @param version the version reached
  /// @param relation how the younger of the two was made of the older
  /// @param via `NAME@NUMBER` from which it was reached
  public record Step(int depth, Version version, String relation, String via) {}
}
