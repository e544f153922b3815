package dev.gambeson.artifact.bom;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files under the folder that is examined. Links are never followed; folders that hold what
/// tools made (`node_modules`, `target`, virtual environments) are left out.
public final class Folder {
  private static final int MAX_FILES = 500_000;
  private static final int MAX_DEPTH = 64;
  private static final Set<String> MADE =
      Set.of(
          ".git",
          ".hg",
          ".svn",
          "node_modules",
          "target",
          ".venv",
          "venv",
          "__pycache__",
          ".tox",
          ".nox",
          "site-packages",
          ".gradle",
          ".idea",
          ".mypy_cache",
          ".pytest_cache");

  private final Path root;
  private final List<Path> files;

  private Folder(Path root, List<Path> files) {
    this.root = root;
    this.files = List.copyOf(files);
  }

  /// A folder, or a single file as a folder that holds nothing else.
  ///
  /// @param excludes globs against the path under the folder and against the file name
  /// @throws GambesonException when it does not exist or holds too many files
  public static Folder of(Path path, List<String> excludes) {
    if (!Files.exists(path)) {
      throw GambesonException.usage("There is no file or folder " + path + ".");
    }
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.isRegularFile(absolute)) {
      Path parent = absolute.getParent();
      return new Folder(parent == null ? absolute : parent, List.of(absolute));
    }
    Visitor visitor = new Visitor(absolute, excludes);
    try {
      Files.walkFileTree(absolute, Set.of(), MAX_DEPTH, visitor);
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot list " + path + ": " + e.getMessage() + ".", e);
    }
    visitor.found.sort(Comparator.comparing(p -> name(absolute, p)));
    return new Folder(absolute, visitor.found);
  }

  /// The folder itself.
  public Path root() {
    return root;
  }

  /// Every file, sorted by name.
  public List<Path> files() {
    return files;
  }

  /// What the bill calls a file: its path under the folder, with `/`.
  public String name(Path file) {
    return name(root, file);
  }

  private static String name(Path root, Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path relative = absolute.startsWith(root) ? root.relativize(absolute) : absolute.getFileName();
    return String.valueOf(relative).replace('\\', '/');
  }

  /// A file that another one refers to, when it is a regular file under the folder, links resolved.
  public Optional<Path> referred(Path from, String reference) {
    try {
      Path target = from.resolveSibling(reference.replace('\\', '/')).normalize();
      return Files.isRegularFile(target) && target.toRealPath().startsWith(root.toRealPath())
          ? Optional.of(target)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<PathMatcher> excludes;
    private final List<Path> found = new ArrayList<>();

    Visitor(Path root, List<String> excludes) {
      this.root = root;
      this.excludes =
          excludes.stream().map(g -> FileSystems.getDefault().getPathMatcher("glob:" + g)).toList();
    }

    private boolean excluded(Path path) {
      Path relative = root.relativize(path);
      Path last = path.getFileName();
      return excludes.stream().anyMatch(m -> m.matches(relative) || m.matches(last));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean made = MADE.contains(String.valueOf(folder.getFileName()));
      return !folder.equals(root) && (made || excluded(folder))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !excluded(file)) {
        found.add(file);
        if (found.size() > MAX_FILES) {
          throw GambesonException.badInput(
              "%s holds more than %d files. Examine its parts one by one, or leave some out with --exclude."
                  .formatted(root, MAX_FILES));
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
