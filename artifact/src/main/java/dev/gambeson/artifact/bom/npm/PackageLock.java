package dev.gambeson.artifact.bom.npm;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import dev.gambeson.artifact.bom.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// package-lock.json and npm-shrinkwrap.json, lockfile versions 1 to 3.
final class PackageLock {
  private static final String MODULES = "node_modules/";
  private static final int MAX_DEPTH = 100;

  /// A package at its place in the tree of folders.
  ///
  /// @param purl empty for the project's own folders
  private record Entry(String purl, Set<String> needs) {}

  private final Place place;
  private final BillBuilder bill;
  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<String, String> direct = new HashMap<>();

  PackageLock(Place place, BillBuilder bill) {
    this.place = place;
    this.bill = bill;
  }

  /// Reads the tree.
  ///
  /// @param asked names that package.json beside it asks for
  void read(JsonNode tree, Set<String> asked) {
    bill.project(Trees.text(tree, "name"), Trees.text(tree, "version"));
    if (tree.path("packages").isObject()) {
      tree.path("packages").properties().forEach(e -> modern(e.getKey(), e.getValue()));
    } else {
      old("", tree.path("dependencies"), 0);
      entries.put("", new Entry("", asked));
    }
    entries.forEach(this::edges);
  }

  private void modern(String path, JsonNode node) {
    if (!path.contains(MODULES)) {
      entries.put(path, new Entry("", names(node, true))); // the project or one of its workspaces
      return;
    }
    if (node.path("link").asBoolean(false)) {
      return;
    }
    String folder = path.substring(path.lastIndexOf(MODULES) + MODULES.length());
    String name = Trees.text(node, "name").isEmpty() ? folder : Trees.text(node, "name");
    add(path, name, node, names(node, false), Trees.text(node, "license"));
  }

  private static Set<String> names(JsonNode node, boolean own) {
    Set<String> names = new TreeSet<>();
    for (String kind :
        own
            ? List.of("dependencies", "devDependencies", "optionalDependencies")
            : List.of("dependencies", "optionalDependencies", "peerDependencies")) {
      node.path(kind).properties().forEach(e -> names.add(e.getKey()));
    }
    return names;
  }

  private void old(String prefix, JsonNode dependencies, int depth) {
    if (depth > MAX_DEPTH) {
      bill.gap(place.file(), "Its packages are nested deeper than %d.".formatted(MAX_DEPTH));
      return;
    }
    dependencies
        .properties()
        .forEach(e -> {
          String path = prefix + MODULES + e.getKey();
          Set<String> needs = new TreeSet<>();
          e.getValue().path("requires").properties().forEach(r -> needs.add(r.getKey()));
          add(path, e.getKey(), e.getValue(), needs, "");
          old(path + "/", e.getValue().path("dependencies"), depth + 1);
        });
  }

  private void add(String path, String name, JsonNode node, Set<String> needs, String licence) {
    if (!Ecosystem.NPM.isName(name)) {
      bill.gap(place.file(), "'%s' is no name of an npm package.".formatted(cut(name)));
      return;
    }
    String version = Trees.text(node, "version");
    boolean registry = !version.contains(":") && !version.contains("/");
    String resolved = Trees.text(node, "resolved");
    Library library =
        Library.of(Ecosystem.NPM, name, registry ? version : "", scope(node), place)
            .asking(registry ? "" : IndexAddress.withoutSecrets(version))
            .hashed(Digest.integrity(Trees.text(node, "integrity")).stream().toList())
            .licensed(
                licence.isEmpty()
                    ? List.of()
                    : List.of(dev.gambeson.artifact.bom.Licences.spdx(licence)))
            .from(IndexAddress.withoutSecrets(resolved));
    entries.put(path, new Entry(bill.add(library), needs));
  }

  private static String cut(String text) {
    return text.length() > 120 ? text.substring(0, 120) : text;
  }

  private static Scope scope(JsonNode node) {
    if (node.path("dev").asBoolean(false)) {
      return Scope.DEVELOPMENT;
    }
    boolean optional =
        node.path("optional").asBoolean(false) || node.path("devOptional").asBoolean(false);
    return optional ? Scope.OPTIONAL : Scope.REQUIRED;
  }

  /// Finds each name as Node does: in the package's own folder, then further up.
  private void edges(String path, Entry entry) {
    for (String name : entry.needs()) {
      find(path, name)
          .filter(e -> !e.purl().isEmpty())
          .ifPresent(to -> {
            if (entry.purl().isEmpty()) {
              direct(to.purl());
              bill.edge(Bill.ROOT, to.purl());
            } else {
              bill.edge(entry.purl(), to.purl());
            }
          });
    }
  }

  private void direct(String purl) {
    if (direct.putIfAbsent(purl, purl) == null) {
      bill.library(purl).ifPresent(l -> bill.replace(l.directly(true)));
    }
  }

  private Optional<Entry> find(String path, String name) {
    String at = path;
    while (true) {
      Entry found = entries.get(at.isEmpty() ? MODULES + name : at + "/" + MODULES + name);
      if (found != null || at.isEmpty()) {
        return Optional.ofNullable(found);
      }
      int up = at.lastIndexOf("/" + MODULES);
      at = up < 0 ? "" : at.substring(0, up);
    }
  }
}
