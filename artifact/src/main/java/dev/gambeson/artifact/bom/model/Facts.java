package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.bom.ModelPart;
import dev.gambeson.artifact.bom.Plain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Collects what files say of a model. The first file to say something is believed; texts are cut,
/// so that a hostile card cannot fill the bill.
final class Facts {
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_ITEMS = 200;

  private final SortedMap<String, String> single = new TreeMap<>();
  private final SortedMap<String, Set<String>> lists = new TreeMap<>();
  private final SortedMap<String, String> other = new TreeMap<>();

  Facts set(String field, String value) {
    String clean = clean(value);
    if (!clean.isEmpty()) {
      single.putIfAbsent(field, clean);
    }
    return this;
  }

  Facts add(String field, String value) {
    String clean = clean(value);
    Set<String> list = lists.computeIfAbsent(field, _ -> new LinkedHashSet<>());
    if (!clean.isEmpty() && list.size() < MAX_ITEMS) {
      list.add(clean);
    }
    return this;
  }

  Facts fact(String name, String value) {
    String clean = clean(value);
    if (!clean.isEmpty() && other.size() < MAX_ITEMS) {
      other.putIfAbsent(name, clean);
    }
    return this;
  }

  private static String clean(String value) {
    return Plain.text(value, MAX_TEXT);
  }

  private String one(String field) {
    return single.getOrDefault(field, "");
  }

  private List<String> many(String field) {
    return new ArrayList<>(lists.getOrDefault(field, Set.of()));
  }

  ModelPart.Card card() {
    return new ModelPart.Card(
        one("title"),
        one("version"),
        one("author"),
        one("description"),
        one("task"),
        one("architecture"),
        one("framework"),
        many("licences"),
        many("datasets"),
        many("base-models"),
        many("inputs"),
        many("outputs"),
        many("metrics"),
        one("limitations"),
        one("uses"),
        other);
  }
}
