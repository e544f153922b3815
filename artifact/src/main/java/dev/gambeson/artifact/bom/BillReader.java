package dev.gambeson.artifact.bom;

import dev.gambeson.artifact.bom.maven.MavenReader;
import dev.gambeson.artifact.bom.model.ModelReader;
import dev.gambeson.artifact.bom.npm.NpmReader;
import dev.gambeson.artifact.bom.python.PythonReader;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads everything that a folder (or one file) is made of: models, data, and the libraries of
/// Maven, Python and Node projects.
///
/// Guaranteed: nothing is fetched, installed, loaded or run; no file outside the folder is read but
/// Maven's parents and modules and its local repository; what cannot be read is a gap.
public final class BillReader {
  private BillReader() {}

  /// How to read.
  ///
  /// @param localRepository Maven's
  /// @param excludes globs of files and folders to leave out
  /// @param scan whether to ask the scanner for each model's verdict
  public record Options(Path localRepository, List<String> excludes, boolean scan) {
    public Options {
      excludes = List.copyOf(excludes);
    }
  }

  /// Reads a folder or file.
  public static Bill read(Path path, Options options, Workers workers, Progress progress) {
    Folder folder = Folder.of(path, options.excludes());
    BillBuilder bill = new BillBuilder(List.of(folder.root(), options.localRepository()));
    progress.report("reading manifests", 0);
    maven(folder, options.localRepository(), bill);
    PythonReader.read(folder, bill);
    NpmReader.read(folder, bill);
    LockedFiles.compare(folder, bill);
    ModelReader.read(folder, bill, options.scan(), workers, progress);
    Path name = path.toAbsolutePath().normalize().getFileName();
    return bill.build(name == null ? "root" : name.toString());
  }

  /// Builds: the pom.xml nearest to the top is the root of one, and those that no build reached are
  /// builds of their own.
  private static void maven(Folder folder, Path localRepository, BillBuilder bill) {
    List<Path> poms = new ArrayList<>();
    for (Path file : folder.files()) {
      if (String.valueOf(file.getFileName()).equals("pom.xml")) {
        poms.add(file);
      }
    }
    poms.sort(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString));
    Set<Path> done = new HashSet<>();
    for (Path pom : poms) {
      if (!done.contains(pom)) {
        done.addAll(MavenReader.read(pom, localRepository, folder::name, bill));
      }
    }
  }
}
