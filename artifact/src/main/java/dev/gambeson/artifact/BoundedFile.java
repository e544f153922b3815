package dev.gambeson.artifact;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads whole files into memory, within a limit and within the heap.
public final class BoundedFile {
  private BoundedFile() {}

  /// The content of a regular file.
  ///
  /// @param maxBytes larger files are refused before anything is read
  /// @throws GambesonException when it is absent, no regular file, unreadable or too large
  public static byte[] read(Path file, long maxBytes) {
    long size = size(file);
    if (size > maxBytes) {
      throw GambesonException.badInput(
          "%s has %d bytes; the limit is %d. Split it or raise the limit."
              .formatted(file, size, maxBytes));
    }
    if (size > Runtime.getRuntime().maxMemory() / 2) {
      throw GambesonException.badInput(
          "%s has %d MiB, too much for the %d MiB of memory that Java may use. Start it with a larger -Xmx."
              .formatted(file, size >> 20, Runtime.getRuntime().maxMemory() >> 20));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes((int) size);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The first bytes of a file, at most `count`.
  public static byte[] head(Path file, int count) {
    size(file);
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The size of a regular file.
  public static long size(Path file) {
    if (Files.isDirectory(file)) {
      throw GambesonException.usage(file + " is a folder, but a model file is needed.");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw GambesonException.usage(file + " is not a regular file.");
    }
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw GambesonException.badInput("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static GambesonException unreadable(Path file, IOException e) {
    return GambesonException.badInput("Cannot read " + file + ": " + e.getMessage(), e);
  }
}
