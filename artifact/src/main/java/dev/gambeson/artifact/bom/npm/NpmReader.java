package dev.gambeson.artifact.bom.npm;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the Node side of a folder. Where a lock file lies beside package.json (or, for a
/// workspace, above it), the lock file says which versions.
public final class NpmReader {
  private static final Set<String> NPM_LOCKS = Set.of("package-lock.json", "npm-shrinkwrap.json");
  private static final Set<String> UNREAD = Set.of("pnpm-lock.yaml", "bun.lock", "bun.lockb");
  private static final Pattern EXACT =
      Pattern.compile("=?v?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
  private static final long MAX_YARN = 32 << 20;
  private static final long MAX_INI = 1 << 20;

  private final Folder folder;
  private final BillBuilder bill;
  private final Set<Path> lockedFolders = new HashSet<>();

  private NpmReader(Folder folder, BillBuilder bill) {
    this.folder = folder;
    this.bill = bill;
  }

  /// Reads whatever there is.
  public static void read(Folder folder, BillBuilder bill) {
    NpmReader reader = new NpmReader(folder, bill);
    for (Path file : folder.files()) {
      reader.guarded(file, () -> reader.lockOrSettings(file));
    }
    for (Path file : folder.files()) {
      if (name(file).equals("package.json")) {
        reader.guarded(file, () -> reader.manifest(file));
      }
    }
  }

  private void guarded(Path file, Runnable step) {
    try {
      step.run();
    } catch (GambesonException e) {
      bill.gap(folder.name(file), "It cannot be read: " + e.getMessage());
    }
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void lockOrSettings(Path file) {
    Place place = Place.of(folder.name(file));
    String name = name(file);
    if (NPM_LOCKS.contains(name)) {
      lockedFolders.add(folderOf(file));
      new PackageLock(place, bill).read(Trees.read(file), asked(file, false));
    } else if (name.equals("yarn.lock")) {
      lockedFolders.add(folderOf(file));
      yarn(file, place);
    } else if (UNREAD.contains(name)) {
      bill.gap(
          place.file(),
          "This kind of lock file is not read. Run `npm install --package-lock-only` for one that is.");
    } else if (name.equals(".npmrc") || name.equals(".yarnrc")) {
      settings(file, place);
    }
  }

  private void yarn(Path file, Place place) {
    String text = new String(BoundedFile.read(file, MAX_YARN), StandardCharsets.UTF_8);
    if (text.contains("\n__metadata:")) {
      bill.gap(
          place.file(),
          "Lock files of Yarn 2 and later are not read. Run `npm install --package-lock-only` for one that is.");
      return;
    }
    new YarnLock(place, bill).read(text, asked(file, true));
  }

  /// What package.json beside a lock file asks for.
  private Set<String> asked(Path lock, boolean ranges) {
    Set<String> asked = new TreeSet<>();
    Path manifest = lock.resolveSibling("package.json");
    if (Files.isRegularFile(manifest)) {
      JsonNode tree = Trees.read(manifest);
      for (String kind : List.of("dependencies", "devDependencies", "optionalDependencies")) {
        tree.path(kind)
            .properties()
            .forEach(
                e -> asked.add(ranges ? e.getKey() + "@" + e.getValue().asString("") : e.getKey()));
      }
    }
    return asked;
  }

  private void manifest(Path file) {
    JsonNode tree = Trees.read(file);
    bill.project(Trees.text(tree, "name"), Trees.text(tree, "version"));
    for (@Nullable Path at = file.getParent();
        at != null && at.startsWith(folder.root());
        at = at.getParent()) {
      if (lockedFolders.contains(at)) {
        return; // the lock file says it all
      }
    }
    Place place = Place.of(folder.name(file));
    boolean any =
        asks(place, tree.path("dependencies"), Scope.REQUIRED)
            | asks(place, tree.path("optionalDependencies"), Scope.OPTIONAL)
            | asks(place, tree.path("devDependencies"), Scope.DEVELOPMENT);
    if (any) {
      bill.gap(
          place.file(),
          "It has no lock file, so what its libraries need is unknown. Run `npm install --package-lock-only`.");
    }
  }

  private boolean asks(Place place, JsonNode table, Scope scope) {
    table.properties().forEach(e -> asks(place, e.getKey(), e.getValue().asString(""), scope));
    return table.size() > 0;
  }

  private void asks(Place place, String name, String range, Scope scope) {
    if (range.startsWith("file:") || range.startsWith("link:") || range.startsWith("workspace:")) {
      return; // a folder of the project itself
    }
    if (!Ecosystem.NPM.isName(name)) {
      bill.gap(place.file(), "A name in it is none of an npm package.");
      return;
    }
    boolean exact = EXACT.matcher(range).matches();
    Library library =
        Library.of(Ecosystem.NPM, name, exact ? range.replaceFirst("^=?v?", "") : "", scope, place)
            .asking(
                exact ? "" : range.isEmpty() ? "any version" : IndexAddress.withoutSecrets(range))
            .directly(true);
    bill.edge(Bill.ROOT, bill.add(library));
  }

  /// .npmrc: only addresses are looked at; tokens never leave the file.
  private void settings(Path file, Place place) {
    String text = new String(BoundedFile.read(file, MAX_INI), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] pair = lines.get(i).strip().split("\\s*=\\s*|\\s+", 2);
      String key = pair[0];
      if (pair.length == 2 && (key.equals("registry") || key.endsWith(":registry"))) {
        String scope = key.equals("registry") ? "" : key.substring(0, key.length() - 9);
        String address = pair[1].replace("\"", "");
        bill.index(
            IndexAddress.of(Ecosystem.NPM, address, false, scope, new Place(place.file(), i + 1)));
      }
    }
  }
}
