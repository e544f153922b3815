package dev.gambeson.artifact.bom.python;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Folder;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.artifact.bom.Scope;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// pip's requirements files, with what they include. An include that leads out of the folder is a
/// gap, never read; each file is read once, so that includes in a circle end.
final class RequirementsFile {
  private static final long MAX_BYTES = 16 << 20;
  private static final int MAX_FILES = 500;
  private static final int MAX_LINES = 200_000;

  private final Folder folder;
  private final BillBuilder bill;
  private final Set<Path> read = new HashSet<>();
  private final Map<String, String> constraints = new HashMap<>();
  private final List<Library> found = new ArrayList<>();

  private RequirementsFile(Folder folder, BillBuilder bill) {
    this.folder = folder;
    this.bill = bill;
  }

  /// Reads a file and what it includes.
  ///
  /// @return every file that was read
  static Set<Path> read(Path file, Folder folder, BillBuilder bill) {
    RequirementsFile reader = new RequirementsFile(folder, bill);
    reader.file(file, false);
    reader.found.forEach(reader::add);
    return reader.read;
  }

  /// A constraints file (`-c`) says which version, where a requirement leaves it open.
  private void add(Library library) {
    String fixed = constraints.get(library.name());
    Library pinned =
        library.version().isEmpty() && fixed != null
            ? new Library(
                library.ecosystem(),
                library.name(),
                fixed,
                "",
                library.scope(),
                true,
                library.digests(),
                List.of(),
                library.declared(),
                library.source())
            : library;
    bill.edge(Bill.ROOT, bill.add(pinned));
  }

  private void file(Path file, boolean constraint) {
    if (!read.add(file)) {
      return;
    }
    if (read.size() > MAX_FILES) {
      bill.gap(folder.name(file), "More than %d files include each other.".formatted(MAX_FILES));
      return;
    }
    String text;
    try {
      text = new String(BoundedFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
    } catch (GambesonException e) {
      bill.gap(folder.name(file), "It cannot be read: " + e.getMessage());
      return;
    }
    List<String> lines = text.lines().limit(MAX_LINES + 1L).toList();
    if (lines.size() > MAX_LINES) {
      bill.gap(folder.name(file), "It has more than %d lines.".formatted(MAX_LINES));
      return;
    }
    lines(file, lines, constraint);
  }

  /// Joins continued lines as pip does; a finding names the first of them.
  private void lines(Path file, List<String> lines, boolean constraint) {
    StringBuilder joined = new StringBuilder();
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      start = joined.isEmpty() ? i + 1 : start;
      if (line.endsWith("\\") && joined.length() < 1 << 20) {
        joined.append(line, 0, line.length() - 1).append(' ');
        continue;
      }
      joined.append(line);
      line(file, start, withoutComment(joined.toString()).strip(), constraint);
      joined.setLength(0);
    }
    if (!joined.isEmpty()) {
      line(file, start, withoutComment(joined.toString()).strip(), constraint);
    }
  }

  private static String withoutComment(String line) {
    for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
      if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private void line(Path file, int number, String line, boolean constraint) {
    if (line.isEmpty()) {
      return;
    }
    Place place = new Place(folder.name(file), number);
    if (line.startsWith("-")) {
      option(file, place, line, constraint);
    } else {
      requirement(place, line, constraint);
    }
  }

  private void option(Path file, Place place, String line, boolean constraint) {
    String[] parts = line.split("[=\\s]+", 2);
    String value = parts.length > 1 ? parts[1].strip() : "";
    String name = parts[0];
    if (line.length() > 2 && line.charAt(1) != '-' && name.length() > 2) {
      value = line.substring(2).strip(); // -rother.txt
      name = line.substring(0, 2);
    }
    switch (name) {
      case "-r", "--requirement" -> include(file, place, value, constraint);
      case "-c", "--constraint" -> include(file, place, value, true);
      case "-i", "--index-url", "--pypi-url" ->
          bill.index(IndexAddress.of(Ecosystem.PYPI, value, false, "", place));
      case "--extra-index-url", "-f", "--find-links" ->
          bill.index(IndexAddress.of(Ecosystem.PYPI, value, true, "", place));
      case "-e", "--editable" -> editable(place, value);
      default -> {} // --no-binary, --pre, --trusted-host and the like list no library
    }
  }

  private void include(Path file, Place place, String value, boolean constraint) {
    Optional<Path> target = folder.referred(file, value);
    if (target.isEmpty()) {
      bill.gap(
          place.toString(),
          "It includes '%s', which is no file under the folder. Examine the folder that holds both."
              .formatted(value.length() > 200 ? value.substring(0, 200) : value));
      return;
    }
    file(target.get(), constraint);
  }

  private void editable(Place place, String value) {
    boolean local = !value.contains("://");
    if (!local) {
      bill.gap(
          place.toString(),
          "It installs the sources at %s, whose version is not known."
              .formatted(IndexAddress.withoutSecrets(value)));
    }
  }

  private void requirement(Place place, String line, boolean constraint) {
    List<Digest> digests = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    for (String word : line.split("\\s+")) {
      if (word.startsWith("--hash=")) {
        Digest.python(word.substring(7)).ifPresent(digests::add);
      } else if (word.startsWith("--")) {
        break; // --global-option and the like
      } else {
        rest.append(word).append(' ');
      }
    }
    String text = rest.toString().strip();
    Optional<Requirement> parsed = Requirement.parse(text);
    if (parsed.isEmpty()) {
      unnamed(place, text);
      return;
    }
    Requirement r = parsed.get();
    if (constraint) {
      if (!r.version().isEmpty()) {
        constraints.put(r.name(), r.version());
      }
      return;
    }
    found.add(library(r, place, digests));
  }

  private Library library(Requirement r, Place place, List<Digest> digests) {
    String lower = place.file().toLowerCase(Locale.ROOT);
    boolean development = lower.contains("dev") || lower.contains("test") || lower.contains("lint");
    return Library.of(
            Ecosystem.PYPI,
            r.name(),
            r.version(),
            development ? Scope.DEVELOPMENT : Scope.REQUIRED,
            place)
        .asking(r.url().isEmpty() ? r.constraint() : IndexAddress.withoutSecrets(r.url()))
        .directly(true)
        .hashed(digests)
        .from(IndexAddress.withoutSecrets(r.url()));
  }

  /// A path or address without a name in front.
  private void unnamed(Place place, String text) {
    boolean local = text.startsWith(".") || text.startsWith("/");
    String shown = IndexAddress.withoutSecrets(text);
    bill.gap(
        place.toString(),
        (local
                ? "It installs '%s', a local path without a version."
                : "'%s' names no library and version that could be audited.")
            .formatted(shown.length() > 200 ? shown.substring(0, 200) : shown));
  }
}
