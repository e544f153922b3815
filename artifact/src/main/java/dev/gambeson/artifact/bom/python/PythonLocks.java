package dev.gambeson.artifact.bom.python;

import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import dev.gambeson.artifact.bom.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Lock files: poetry.lock, uv.lock, pdm.lock, pylock.toml (PEP 751), Pipfile.lock.
final class PythonLocks {
  private final Place place;
  private final BillBuilder bill;

  /// What a lock file lists: package URL by normalised name.
  private final Map<String, String> purls = new HashMap<>();

  PythonLocks(Place place, BillBuilder bill) {
    this.place = place;
    this.bill = bill;
  }

  /// poetry, uv, pdm, PEP 751: a list of packages.
  ///
  /// @return package URL by name
  Map<String, String> packages(JsonNode lock) {
    List<JsonNode> packages =
        Stream.concat(Trees.items(lock.path("package")), Trees.items(lock.path("packages")))
            .toList();
    packages.forEach(this::one);
    for (JsonNode node : packages) {
      String from = purls.get(Ecosystem.PYPI.normalise(Trees.text(node, "name")));
      if (from != null) {
        needs(node).stream().map(purls::get).forEach(to -> edge(from, to));
      }
    }
    return purls;
  }

  private void edge(String from, @org.jspecify.annotations.Nullable String to) {
    if (to != null) {
      bill.edge(from, to);
    }
  }

  private void one(JsonNode node) {
    String name = Ecosystem.PYPI.normalise(Trees.text(node, "name"));
    String version = Trees.text(node, "version");
    JsonNode source = node.path("source");
    if (source.has("editable") || source.has("virtual") || source.has("directory")) {
      return; // the project itself
    }
    if (!Ecosystem.PYPI.isName(name)) {
      bill.gap(place.file(), "'%s' is no name of a Python package.".formatted(name));
      return;
    }
    boolean optional = node.path("optional").asBoolean(false);
    boolean development =
        Trees.text(node, "category").equals("dev")
            || (node.path("groups").size() > 0
                && Trees.texts(node.path("groups")).stream()
                    .noneMatch(g -> g.equals("main") || g.equals("default")));
    Library library =
        Library.of(
                Ecosystem.PYPI,
                name,
                version,
                development ? Scope.DEVELOPMENT : optional ? Scope.OPTIONAL : Scope.REQUIRED,
                place)
            .hashed(hashes(node))
            .from(IndexAddress.withoutSecrets(address(source)));
    purls.put(name, bill.add(library));
  }

  private static String address(JsonNode source) {
    return Stream.of("registry", "url", "git", "index")
        .map(k -> Trees.text(source, k))
        .filter(s -> !s.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static List<Digest> hashes(JsonNode node) {
    List<Digest> found = new ArrayList<>();
    Stream.of("files", "wheels", "sdist", "archive")
        .map(node::path)
        .flatMap(n -> n.isObject() ? Stream.of(n) : Trees.items(n))
        .forEach(f -> {
          Digest.python(Trees.text(f, "hash")).ifPresent(found::add);
          f.path("hashes")
              .properties()
              .forEach(h ->
                  Digest.python(h.getKey() + ":" + h.getValue().asString(""))
                      .ifPresent(found::add));
        });
    return found;
  }

  /// Names of what a package needs.
  private static Set<String> needs(JsonNode node) {
    Set<String> names = new TreeSet<>();
    JsonNode dependencies = node.path("dependencies");
    dependencies.properties().forEach(e -> names.add(Ecosystem.PYPI.normalise(e.getKey())));
    Trees.items(dependencies)
        .forEach(d -> {
          String named = d.isObject() ? Trees.text(d, "name") : d.asString("");
          Requirement.parse(named).ifPresent(r -> names.add(r.name()));
        });
    return names;
  }

  /// Pipfile.lock: a map by name, for use and for development.
  Map<String, String> pipfile(JsonNode lock) {
    Trees.items(lock.path("_meta").path("sources"))
        .forEach(s ->
            bill.index(IndexAddress.of(Ecosystem.PYPI, Trees.text(s, "url"), false, "", place)));
    lock.path("default").properties().forEach(e -> piped(e.getKey(), e.getValue(), Scope.REQUIRED));
    lock.path("develop")
        .properties()
        .forEach(e -> piped(e.getKey(), e.getValue(), Scope.DEVELOPMENT));
    return purls;
  }

  private void piped(String key, JsonNode node, Scope scope) {
    String name = Ecosystem.PYPI.normalise(key);
    if (!Ecosystem.PYPI.isName(name)) {
      bill.gap(place.file(), "'%s' is no name of a Python package.".formatted(name));
      return;
    }
    String version = Trees.text(node, "version").replaceFirst("^={2,3}", "");
    List<Digest> hashes =
        Trees.texts(node.path("hashes")).stream().flatMap(h -> Digest.python(h).stream()).toList();
    purls.put(
        name, bill.add(Library.of(Ecosystem.PYPI, name, version, scope, place).hashed(hashes)));
  }
}
