package dev.gambeson.artifact.bom.python;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Folder;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import dev.gambeson.artifact.bom.Trees;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads the Python side of a folder. Where a lock file lies beside a manifest, the lock file says
/// which versions, and the manifest which of them the project itself asks for.
///
/// Markers are not evaluated: a library for another platform stands in the bill too. Nothing of the
/// project is run; `setup.py` is not read.
public final class PythonReader {
  private static final Pattern REQUIREMENTS =
      Pattern.compile("(.*[-_.])?(requirements|constraints)([-_.].*)?\\.(txt|in)");
  private static final Set<String> LOCKS =
      Set.of("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "pipfile.lock");
  private static final long MAX_INI = 1 << 20;

  private final Folder folder;
  private final BillBuilder bill;

  /// Package URLs by name, of the lock files of each folder.
  private final Map<Path, Map<String, String>> locked = new TreeMap<>();

  private PythonReader(Folder folder, BillBuilder bill) {
    this.folder = folder;
    this.bill = bill;
  }

  /// Reads whatever there is.
  public static void read(Folder folder, BillBuilder bill) {
    PythonReader reader = new PythonReader(folder, bill);
    reader.each(LOCKS, reader::lock);
    reader.each(Set.of("pyproject.toml"), reader::pyproject);
    reader.each(Set.of("pipfile"), reader::pipfile);
    reader.each(Set.of("environment.yml", "environment.yaml", "conda.yaml"), reader::conda);
    reader.each(Set.of("pip.conf", "pip.ini", ".pypirc"), reader::settings);
    reader.requirements();
  }

  private interface Step {
    void read(Path file, Place place);
  }

  private static String lower(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private void each(Set<String> names, Step step) {
    for (Path file : folder.files()) {
      if (names.contains(lower(file))) {
        try {
          step.read(file, Place.of(folder.name(file)));
        } catch (GambesonException e) {
          bill.gap(folder.name(file), "It cannot be read: " + e.getMessage());
        }
      }
    }
  }

  private void lock(Path file, Place place) {
    JsonNode tree = Trees.read(file);
    PythonLocks reader = new PythonLocks(place, bill);
    Map<String, String> purls =
        lower(file).equals("pipfile.lock") ? reader.pipfile(tree) : reader.packages(tree);
    locked.computeIfAbsent(parent(file), _ -> new HashMap<>()).putAll(purls);
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  /// A library that a manifest asks for: the locked one, or the manifest's own words.
  private void asks(Path file, Place place, Requirement r, Scope scope) {
    String purl = locked.getOrDefault(parent(file), Map.of()).get(r.name());
    if (purl != null) {
      bill.library(purl).ifPresent(l -> bill.replace(l.directly(true)));
      bill.edge(Bill.ROOT, purl);
      return;
    }
    Library library =
        Library.of(Ecosystem.PYPI, r.name(), r.version(), scope, place)
            .asking(IndexAddress.withoutSecrets(r.constraint()))
            .directly(true);
    bill.edge(Bill.ROOT, bill.add(library));
  }

  private void pyproject(Path file, Place place) {
    JsonNode tree = Trees.read(file);
    JsonNode project = tree.path("project");
    JsonNode poetry = tree.path("tool").path("poetry");
    JsonNode named = project.has("name") ? project : poetry;
    if (!Trees.text(named, "name").isEmpty()) {
      bill.project(Trees.text(named, "name"), Trees.text(named, "version"));
    }
    list(file, place, project.path("dependencies"), Scope.REQUIRED);
    project
        .path("optional-dependencies")
        .properties()
        .forEach(e -> list(file, place, e.getValue(), Scope.OPTIONAL));
    tree.path("dependency-groups")
        .properties()
        .forEach(e -> list(file, place, e.getValue(), Scope.DEVELOPMENT));
    table(file, place, poetry.path("dependencies"), Scope.REQUIRED);
    table(file, place, poetry.path("dev-dependencies"), Scope.DEVELOPMENT);
    poetry
        .path("group")
        .properties()
        .forEach(e -> table(file, place, e.getValue().path("dependencies"), Scope.DEVELOPMENT));
    indexes(place, poetry.path("source"));
    indexes(place, tree.path("tool").path("uv").path("index"));
    indexes(place, tree.path("tool").path("pdm").path("source"));
  }

  private void indexes(Place place, JsonNode sources) {
    Trees.items(sources)
        .forEach(s -> {
          String priority = Trees.text(s, "priority");
          boolean extra =
              priority.equals("supplemental")
                  || priority.equals("secondary")
                  || priority.isEmpty() && !s.path("default").asBoolean(false);
          bill.index(
              IndexAddress.of(
                  Ecosystem.PYPI,
                  Trees.text(s, "url"),
                  extra && !priority.equals("explicit") && !s.path("explicit").asBoolean(false),
                  "",
                  place));
        });
  }

  private void list(Path file, Place place, JsonNode list, Scope scope) {
    for (String text : Trees.texts(list)) {
      Requirement.parse(text)
          .ifPresentOrElse(
              r -> asks(file, place, r, scope),
              () -> bill.gap(place.file(), "'%s' is no requirement.".formatted(cut(text))));
    }
  }

  private static String cut(String text) {
    String safe = IndexAddress.withoutSecrets(text);
    return safe.length() > 120 ? safe.substring(0, 120) : safe;
  }

  /// Poetry and Pipfile: name to version, or to a table with one.
  private void table(Path file, Place place, JsonNode table, Scope scope) {
    table
        .properties()
        .forEach(e -> {
          if (e.getKey().equals("python")) {
            return;
          }
          JsonNode value = e.getValue();
          String asked = value.isObject() ? Trees.text(value, "version") : value.asString("");
          if (value.has("path")) {
            return; // a folder of the project itself
          }
          String exact = asked.matches("={2,3}[^*,]+") ? asked.replaceFirst("={2,3}\\s*", "") : "";
          String name = Ecosystem.PYPI.normalise(e.getKey());
          if (!Ecosystem.PYPI.isName(name)) {
            bill.gap(place.file(), "'%s' is no name of a Python package.".formatted(cut(name)));
            return;
          }
          String open = asked.isEmpty() || asked.equals("*") ? "any version" : asked;
          asks(
              file,
              place,
              new Requirement(name, exact, exact.isEmpty() ? open : "", "", ""),
              scope);
        });
  }

  private void pipfile(Path file, Place place) {
    JsonNode tree = Trees.read(file);
    table(file, place, tree.path("packages"), Scope.REQUIRED);
    table(file, place, tree.path("dev-packages"), Scope.DEVELOPMENT);
    List<JsonNode> sources = Trees.items(tree.path("source")).toList();
    for (int i = 0; i < sources.size(); i++) {
      bill.index(
          IndexAddress.of(Ecosystem.PYPI, Trees.text(sources.get(i), "url"), i > 0, "", place));
    }
  }

  private void conda(Path file, Place place) {
    JsonNode tree = Trees.read(file);
    Trees.texts(tree.path("channels")).stream()
        .filter(c -> c.contains("://"))
        .forEach(c -> bill.index(IndexAddress.of(Ecosystem.CONDA, c, true, "", place)));
    Trees.items(tree.path("dependencies"))
        .forEach(d -> {
          if (d.isObject()) {
            list(file, place, d.path("pip"), Scope.REQUIRED);
          } else {
            condaPackage(place, d.asString(""));
          }
        });
  }

  private void condaPackage(Place place, String text) {
    String spec = text.substring(text.lastIndexOf(':') + 1).strip();
    String[] parts = spec.split("[=<>!~ ]+", 3);
    String name = Ecosystem.CONDA.normalise(parts[0]);
    if (!Ecosystem.CONDA.isName(name)) {
      bill.gap(place.file(), "'%s' is no name of a conda package.".formatted(cut(text)));
      return;
    }
    boolean exact =
        parts.length > 1
            && spec.substring(name.length()).strip().startsWith("=")
            && !parts[1].contains("*");
    bill.edge(
        Bill.ROOT,
        bill.add(
            Library.of(Ecosystem.CONDA, name, exact ? parts[1] : "", Scope.REQUIRED, place)
                .asking(
                    exact ? "" : parts.length > 1 ? spec.substring(name.length()) : "any version")
                .directly(true)));
  }

  /// pip.conf and .pypirc: only addresses are looked at; passwords never leave the file.
  private void settings(Path file, Place place) {
    String text = new String(BoundedFile.read(file, MAX_INI), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] pair = lines.get(i).split("=", 2);
      if (pair.length < 2) {
        continue;
      }
      Place line = new Place(place.file(), i + 1);
      String address = pair[1].strip();
      switch (pair[0].strip().toLowerCase(Locale.ROOT)) {
        case "index-url", "index", "repository" ->
            bill.index(IndexAddress.of(Ecosystem.PYPI, address, false, "", line));
        case "extra-index-url", "find-links" ->
            bill.index(IndexAddress.of(Ecosystem.PYPI, address, true, "", line));
        default -> {}
      }
    }
  }

  /// Requirements files: those that others include are read through them; a `.in` beside its
  /// compiled `.txt` is the question, not the answer.
  private void requirements() {
    List<Path> files = new ArrayList<>();
    for (Path file : folder.files()) {
      String name = lower(file);
      boolean folderOfThem = lower(parent(file)).equals("requirements") && name.endsWith(".txt");
      if (REQUIREMENTS.matcher(name).matches() || folderOfThem) {
        files.add(file);
      }
    }
    Set<Path> done = new HashSet<>();
    // those that include others come first, so that what they pin is pinned
    files.sort(
        Comparator.comparing((Path f) -> !includes(f)).thenComparing(PythonReader::isConstraint));
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      boolean compiled =
          name.endsWith(".in")
              && files.contains(file.resolveSibling(name.replaceFirst("\\.in$", ".txt")));
      if (!compiled && !done.contains(file)) {
        done.addAll(RequirementsFile.read(file, folder, bill));
      }
    }
  }

  private static boolean includes(Path file) {
    try {
      String text = new String(BoundedFile.head(file, (int) MAX_INI), StandardCharsets.UTF_8);
      return text.lines()
          .anyMatch(l ->
              l.startsWith("-r")
                  || l.startsWith("-c")
                  || l.startsWith("--req")
                  || l.startsWith("--con"));
    } catch (GambesonException e) {
      return false; // said when it is read
    }
  }

  private static boolean isConstraint(Path file) {
    return lower(file).contains("constraints");
  }
}
