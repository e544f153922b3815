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
    if (address.startsWith("jdbc:")) {
      return new JdbcSource(address, options);
    }
    if (options.query().isPresent()) {
      throw GambesonException.usage("A query needs a database: an address that begins with jdbc:.");
    }
    if (address.startsWith("s3:")) {
      return s3(S3Address.parse(address), options);
    }
    Path path = path(address);
    return Files.isDirectory(path)
        ? folder(path, options)
        : PartSource.single(new LocalOrigin(path), options);
  }

  private static TableSource s3(S3Address address, SourceOptions options) {
    try {
      List<Origin> objects = new S3Bucket(address, options.timeout()).objects();
      return address.isPrefix()
          ? PartSource.many(address.toString(), objects, options)
          : PartSource.single(objects.getFirst(), options);
    } catch (IOException e) {
      throw StreamReader.unreadable(address.toString(), e);
    }
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
      List<Path> found =
          entries
              .filter(p -> !isHidden(String.valueOf(p.getFileName())))
              .limit(MOST_PARTS + 1L)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw GambesonException.nothingExamined(folder + " holds no file.");
      }
      if (found.size() > MOST_PARTS) {
        throw GambesonException.badInput(
            "%s holds more than %,d files.".formatted(folder, MOST_PARTS));
      }
      List<Path> folders = found.stream().filter(Files::isDirectory).toList();
      if (folders.size() == found.size()) {
        return new ImageFolder(folder, folders, options);
      }
      if (!folders.isEmpty()) {
        throw GambesonException.usage(
            "%s holds files and the folder %s. Name a folder of files, which are the parts of one table, or a folder of folders, which are classes of images."
                .formatted(folder, folders.getFirst().getFileName()));
      }
      List<Origin> parts = found.stream().<Origin>map(LocalOrigin::new).toList();
      return PartSource.many(folder.toString(), parts, options);
    } catch (IOException e) {
      throw StreamReader.unreadable(folder.toString(), e);
    }
  }

  /// Markers and half-written files of other programs: `_SUCCESS`, `.part-0.crc`.
  static boolean isHidden(String name) {
    return name.isEmpty() || name.startsWith(".") || name.startsWith("_");
  }
}
