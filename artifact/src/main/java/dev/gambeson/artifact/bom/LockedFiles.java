package dev.gambeson.artifact.bom;

import dev.gambeson.core.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares packages that lie in the folder (wheels, source archives, npm packages) with the hashes
/// that lock files record for them.
final class LockedFiles {
  private static final Set<String> ENDINGS = Set.of(".whl", ".tar.gz", ".tgz", ".zip");

  private LockedFiles() {}

  static void compare(Folder folder, BillBuilder bill) {
    List<Library> hashed =
        bill.libraries().stream()
            .filter(l -> l.ecosystem() != Ecosystem.MAVEN && !l.digests().isEmpty())
            .filter(l -> !l.version().isEmpty())
            .toList();
    for (Path file : folder.files()) {
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      if (ENDINGS.stream().anyMatch(name::endsWith)) {
        hashed.stream().filter(l -> isOf(name, l)).forEach(l -> compare(folder, file, l, bill));
      }
    }
  }

  /// `name-version` with any separators, followed by something else than more version.
  private static boolean isOf(String file, Library library) {
    String bare = library.name().replaceFirst("^@", "").replace('/', '-');
    String stem = bare.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT) + "-";
    String start = file.replaceFirst("\\.(whl|tar\\.gz|tgz|zip)$", "");
    int cut = start.length() - 1;
    String version = library.version().toLowerCase(Locale.ROOT);
    for (int i = 0; i <= cut; i++) {
      String name = start.substring(0, i).replaceAll("[-_.]+", "-") + "-";
      boolean separator = start.charAt(i) == '-' || start.charAt(i) == '_';
      if (separator && name.equals(stem)) {
        String rest = start.substring(i + 1);
        return rest.equals(version) || rest.startsWith(version + "-");
      }
    }
    return false;
  }

  private static void compare(Folder folder, Path file, Library library, BillBuilder bill) {
    List<Digest> wanted = library.digests().stream().filter(Digest::isStrong).toList();
    if (wanted.isEmpty()) {
      return;
    }
    try {
      String[] algorithms =
          wanted.stream()
              .map(Digest::algorithm)
              .collect(Collectors.toCollection(java.util.TreeSet::new))
              .toArray(String[]::new);
      List<Digest> actual = Digests.of(file, algorithms);
      if (actual.stream().noneMatch(wanted::contains)) {
        bill.remark(
            new Remark(
                DependencyRules.MISMATCH,
                Severity.CRITICAL,
                library.purl(),
                "Hash mismatch",
                "%s has %s %s, which is none of the %d hashes in %s."
                    .formatted(
                        folder.name(file),
                        actual.getFirst().algorithm(),
                        actual.getFirst().hex(),
                        wanted.size(),
                        library.declared()),
                Place.of(folder.name(file))));
      }
    } catch (IOException e) {
      bill.gap(folder.name(file), "It cannot be read.");
    }
  }
}
