package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Scans files and folders. One unreadable file never stops the others; what is left out is listed
/// with its reason. The order of the reports is the order of the paths, folders sorted by name.
///
/// Symbolic links in a folder are never followed into other folders: a link to a file is scanned
/// under its own name, and one that leads out of the folder is a finding.
public final class TreeScan {
  private static final Set<String> VERSION_CONTROL = Set.of(".git", ".hg", ".svn");
  private static final int MAX_FILES = 1_000_000;

  private final List<PathMatcher> excludes;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Result.NotExamined> notExamined = new ArrayList<>();

  private record Entry(String name, Path file, List<Flaw> flaws) {}

  /// What came out.
  ///
  /// @param files one report per file
  /// @param notExamined what was left out, and why
  /// @param notices what a reader must know about how it was done, one sentence each
  public record Scanned(
      List<FileReport> files, List<Result.NotExamined> notExamined, List<String> notices) {
    public Scanned {
      files = List.copyOf(files);
      notExamined = List.copyOf(notExamined);
      notices = List.copyOf(notices);
    }
  }

  private TreeScan(List<String> excludes) {
    this.excludes =
        excludes.stream().map(g -> FileSystems.getDefault().getPathMatcher("glob:" + g)).toList();
  }

  /// Scans paths.
  ///
  /// @param excludes globs, matched against the path under a folder and against the file name
  /// @throws GambesonException when a path that the user named does not exist
  public static Scanned run(
      ArtifactScanner scanner,
      List<Path> paths,
      List<String> excludes,
      Workers workers,
      Progress progress) {
    TreeScan tree = new TreeScan(excludes);
    paths.forEach(tree::add);
    return tree.scan(scanner, workers, progress);
  }

  private void add(Path path) {
    if (!Files.exists(path)) {
      throw GambesonException.usage("There is no file or folder " + path + ".");
    }
    if (Files.isRegularFile(path)) {
      entries.add(new Entry(path.toString(), path, List.of()));
    } else if (Files.isDirectory(path)) {
      walk(path);
    } else {
      notExamined.add(new Result.NotExamined(path.toString(), "neither a file nor a folder"));
    }
  }

  private void walk(Path root) {
    int from = entries.size();
    try {
      Files.walkFileTree(root, new Visitor(root));
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot list " + root + ": " + e.getMessage() + ".", e);
    }
    entries.subList(from, entries.size()).sort(Comparator.comparing(Entry::name));
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = String.valueOf(folder.getFileName());
      if (!folder.equals(root) && VERSION_CONTROL.contains(name)) {
        notExamined.add(new Result.NotExamined(folder.toString(), "version control's own files"));
        return FileVisitResult.SKIP_SUBTREE;
      }
      return excluded(root, folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (entries.size() >= MAX_FILES) {
        notExamined.add(
            new Result.NotExamined(root.toString(), "more than " + MAX_FILES + " files"));
        return FileVisitResult.TERMINATE;
      }
      if (!excluded(root, file)) {
        visit(root, file, attributes);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      notExamined.add(
          new Result.NotExamined(file.toString(), "cannot be opened (" + e.getMessage() + ")"));
      return FileVisitResult.CONTINUE;
    }
  }

  private boolean excluded(Path root, Path path) {
    Path relative = root.relativize(path);
    boolean out =
        !relative.toString().isEmpty()
            && excludes.stream()
                .anyMatch(m -> m.matches(relative) || m.matches(relative.getFileName()));
    if (out) {
      notExamined.add(new Result.NotExamined(path.toString(), "excluded by the command"));
    }
    return out;
  }

  private void visit(Path root, Path file, BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      link(root, file);
    } else if (attributes.isRegularFile()) {
      entries.add(new Entry(file.toString(), file, List.of()));
    } else {
      notExamined.add(new Result.NotExamined(file.toString(), "a device, socket or pipe"));
    }
  }

  private void link(Path root, Path link) {
    try {
      Path target = link.toRealPath();
      if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
        notExamined.add(new Result.NotExamined(link.toString(), "a link to a folder"));
        return;
      }
      List<Flaw> flaws =
          target.startsWith(root.toRealPath()) ? List.of() : List.of(leadsOut(link, target));
      entries.add(new Entry(link.toString(), target, flaws));
    } catch (IOException e) {
      notExamined.add(new Result.NotExamined(link.toString(), "a link to nothing"));
    }
  }

  /// Hugging Face's download cache links every file to a folder of blobs beside it; that is usual.
  private static Flaw leadsOut(Path link, Path target) {
    Path folder = target.getParent();
    boolean cache = folder != null && String.valueOf(folder.getFileName()).equals("blobs");
    return new Flaw(
        Rules.PATH,
        cache ? Severity.INFO : Severity.MEDIUM,
        cache ? Verdict.CLEAN : Verdict.REVIEW,
        link.toString(),
        0,
        "link that leads out of the folder",
        "It leads to "
            + target
            + "; the content there was scanned, but it can change without this folder.");
  }

  private Scanned scan(ArtifactScanner scanner, Workers workers, Progress progress) {
    AtomicLong done = new AtomicLong();
    List<FileReport> reports =
        workers.map(
            entries.size(),
            i -> {
              Entry entry = entries.get(i);
              progress.report("Scanning " + entry.name(), (double) done.get() / entries.size());
              FileReport report = scanner.scan(entry.name(), entry.file());
              done.incrementAndGet();
              return report.with(entry.flaws());
            });
    return new Scanned(reports, notExamined, List.of());
  }
}
