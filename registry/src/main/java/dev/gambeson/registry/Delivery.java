package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.io.Folders;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.crypt.Vault;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/// Writes a version's files to a folder that appears whole or not at all: everything is written and
/// proven beside it, then renamed.
final class Delivery {
  private final Vault vault;
  private final Progress progress;

  Delivery(Vault vault, Progress progress) {
    this.vault = vault;
    this.progress = progress;
  }

  /// @param record puts the delivery on record; when that fails nothing appears
  <T> T deliver(Manifest manifest, Path target, Runnable record, T result) {
    Path whole = target.toAbsolutePath().normalize();
    requireFree(whole, target);
    Path beside = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createDirectory(beside);
      int done = 0;
      for (FileEntry file : manifest.files()) {
        progress.report("fetching " + file.path(), (double) done++ / manifest.files().size());
        Path to = beside.resolve(file.path()).normalize();
        if (!to.startsWith(beside)) {
          throw GambesonException.badInput("The path '" + file.path() + "' leaves the folder.");
        }
        Files.createDirectories(to.getParent());
        vault.copy(file.digest(), file.bytes(), to);
      }
      record.run();
      Files.deleteIfExists(whole); // only an empty folder can be there
      Files.move(beside, whole);
      return result;
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be written: %s. Nothing of it is left behind."
              .formatted(target, Reasons.of(e)),
          e);
    } finally {
      Folders.deleteQuietly(beside);
    }
  }

  private static void requireFree(Path whole, Path target) {
    Path parent = whole.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw GambesonException.usage(
          "The folder of %s does not exist. Create it first.".formatted(target));
    }
    if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(whole)) {
      throw GambesonException.usage(
          "%s exists already. Name a new folder, or an empty one.".formatted(target));
    }
  }

  private static boolean isEmptyFolder(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
