package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// From what the user wrote to a source.
public final class Addresses {
  private static final int MOST_PARTS = 100_000;

  private Addresses() {}

  /// See [dev.gambeson.data.source.Sources#open].
  public static TableSource open(String address, SourceOptions options) {
    if (options.query().isPresent()) {
      throw GambesonException.usage("A query needs a database: an address that begins with jdbc:.");
    }
    Path path = path(address);
    return Files.isDirectory(path)
        ? folder(path, options)
        : PartSource.single(new LocalOrigin(path), options);
  }

  private static Path path(String address) {
    try {
      return Path.of(address);
    } catch (InvalidPathException e) {
      throw GambesonException.usage("'%s' is no file name.".formatted(address));
    }
  }

  private static TableSource folder(Path folder, SourceOptions options) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> found = entries.filter(p -> !isHidden(p)).limit(MOST_PARTS + 1L).sorted().toList();
      if (found.isEmpty()) {
        throw GambesonException.nothingExamined(folder + " holds no file.");
      }
      if (found.size() > MOST_PARTS) {
        throw GambesonException.badInput(
            "%s holds more than %,d files.".formatted(folder, MOST_PARTS));
      }
      found.stream()
          .filter(Files::isDirectory)
          .findFirst()
          .ifPresent(p -> {
            throw GambesonException.usage(
                "%s holds the folder %s: name one folder whose files are the parts of one table."
                    .formatted(folder, p.getFileName()));
          });
      List<Origin> parts = found.stream().<Origin>map(LocalOrigin::new).toList();
      return PartSource.many(folder.toString(), parts, options);
    } catch (IOException e) {
      throw StreamReader.unreadable(folder.toString(), e);
    }
  }

  /// Markers and half-written files of other programs: `_SUCCESS`, `.part-0.crc`.
  private static boolean isHidden(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") || name.startsWith("_");
  }
}
