package dev.gambeson.artifact.sandbox;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one folder that a confined program may write to: `out` for what it makes, `tmp` for the
/// rest. No link in it is ever followed.
record Scratch(Path root) {
  static Scratch create() {
    try {
      Path root =
          Files.createTempDirectory(
                  "gambeson-sandbox-",
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")))
              .toRealPath();
      Files.createDirectory(root.resolve("out"));
      Files.createDirectory(root.resolve("tmp"));
      return new Scratch(root);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "No folder for the sandbox could be made under %s: %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  Path out() {
    return root.resolve("out");
  }

  Path tmp() {
    return root.resolve("tmp");
  }

  /// Gives the folder to another user.
  void giveTo(long uid) {
    try {
      for (Path p : List.of(root, out(), tmp())) {
        Files.setAttribute(p, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(p, "unix:gid", (int) uid, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether more has been written than the limits say, as far as can be seen at this moment.
  boolean exceeds(Limits limits) {
    long[] sum = new long[2];
    try {
      walk(
          root,
          (_, a) -> {
            sum[0] += a.isRegularFile() ? a.size() : 0;
            sum[1]++;
            return sum[0] <= limits.folderBytes() && sum[1] <= limits.folderEntries() + 3L;
          },
          _ -> {}); // gone since its folder was read
    } catch (IOException e) {
      return false; // it is being changed at this moment: the next look sees it
    }
    return sum[0] > limits.folderBytes() || sum[1] > limits.folderEntries() + 3L;
  }

  /// What lies in `out`.
  ///
  /// @param files regular files with one name each
  /// @param refused links, pipes, unreadable folders and other things, which nobody should open
  record Harvest(List<SandboxRun.Produced> files, List<Path> refused) {}

  /// Looks through `out` and takes it over. Call when no process of the child lives any more.
  Harvest harvest() throws IOException {
    List<SandboxRun.Produced> files = new ArrayList<>();
    List<Path> refused = new ArrayList<>();
    walk(
        out(),
        (path, a) -> {
          if (a.isRegularFile() && names(path) == 1) {
            files.add(new SandboxRun.Produced(out().relativize(path), a.size()));
          } else if (!a.isDirectory()) {
            refused.add(out().relativize(path));
          }
          return true;
        },
        path -> refused.add(out().relativize(path)));
    files.sort((a, b) -> a.name().compareTo(b.name()));
    refused.sort(Path::compareTo);
    return new Harvest(files, refused);
  }

  private static int names(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
  }

  /// Removes it with all it holds.
  void delete() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a)
              throws IOException {
            if (!Files.isReadable(folder) || !Files.isWritable(folder)) {
              Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private interface Look {
    boolean at(Path path, BasicFileAttributes attributes) throws IOException;
  }

  private static void walk(Path from, Look look, Consumer<Path> unreadable) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a)
              throws IOException {
            return look.at(folder, a) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            return look.at(file, a) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            unreadable.accept(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
