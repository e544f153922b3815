package dev.gambeson.artifact.bom;

import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes folders and reads their bills.
public final class Bills {
  private Bills() {}

  /// Writes a file and the folders it needs.
  public static Path write(Path folder, String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bill of a folder whose local repository is its `.m2`.
  public static Bill read(Path folder) {
    try (Workers workers = new Workers(1)) {
      return BillReader.read(
          folder,
          new BillReader.Options(folder.resolve(".m2"), List.of(".m2"), false),
          workers,
          Progress.silent());
    }
  }
}
