package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.crypt.Vault;
import dev.gambeson.registry.store.Reasons;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Takes a file or folder into the store. Links and special files are refused, not followed: what
/// is kept must be what lies there.
final class Intake {
  private final Vault vault;
  private final Progress progress;

  Intake(Vault vault, Progress progress) {
    this.vault = vault;
    this.progress = progress;
  }

  Manifest take(Path content) {
    List<Path> files = files(content);
    boolean folder = Files.isDirectory(content, LinkOption.NOFOLLOW_LINKS);
    List<FileEntry> entries = new ArrayList<>(files.size());
    for (Path file : files) {
      String path =
          folder
              ? content.relativize(file).toString().replace(File.separatorChar, '/')
              : String.valueOf(file.getFileName());
      progress.report("storing " + path, (double) entries.size() / files.size());
      Vault.Kept kept = vault.keep(file);
      entries.add(new FileEntry(path, kept.digest(), kept.bytes()));
    }
    return Manifest.of(entries);
  }

  private static List<Path> files(Path content) {
    if (!Files.exists(content, LinkOption.NOFOLLOW_LINKS)) {
      throw GambesonException.usage(content + " does not exist.");
    }
    Walk walk = new Walk();
    try {
      Files.walkFileTree(content, walk);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be read: %s.".formatted(content, Reasons.of(e)), e);
    }
    if (walk.files.isEmpty()) {
      throw GambesonException.nothingExamined(content + " holds no file. A version needs content.");
    }
    return walk.files.stream().sorted().toList();
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final List<Path> files = new ArrayList<>();

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        throw GambesonException.badInput(
            "%s is %s. Only regular files are kept: replace it by its content or leave it out."
                .formatted(
                    file, attributes.isSymbolicLink() ? "a symbolic link" : "no regular file"));
      }
      if (files.size() >= Manifest.MAX_FILES) {
        throw GambesonException.badInput(
            "More than %d files; pack them, for example into Parquet or tar."
                .formatted(Manifest.MAX_FILES));
      }
      files.add(file);
      return FileVisitResult.CONTINUE;
    }
  }
}
