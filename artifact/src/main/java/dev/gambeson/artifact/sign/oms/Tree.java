package dev.gambeson.artifact.sign.oms;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What lies in a model's folder, without following a single link. Folders themselves are not part
/// of it: an empty one is neither signed nor missed.
///
/// @param files regular files by name
/// @param odd what is neither a regular file nor a folder, by name: links, pipes, devices
record Tree(SortedMap<String, Entry> files, SortedMap<String, String> odd) {
  private static final int MAX_FILES = 500_000;
  private static final int MAX_DEPTH = 100;

  Tree {
    files = Collections.unmodifiableSortedMap(files);
    odd = Collections.unmodifiableSortedMap(odd);
  }

  /// A regular file.
  ///
  /// @param path where it lies
  /// @param bytes its size
  record Entry(Path path, long bytes) {}

  /// Lists a folder, or a file alone.
  ///
  /// @throws GambesonException when it is absent, unreadable, or holds too much
  static Tree of(Path model) {
    if (!Files.exists(model)) {
      throw GambesonException.usage("The model " + model + " does not exist.");
    }
    Walk walk = new Walk(model);
    try {
      if (Files.isDirectory(model)) {
        Files.walkFileTree(model.toRealPath(), java.util.Set.of(), MAX_DEPTH, walk);
      } else {
        Path real = model.toRealPath();
        BasicFileAttributes attributes =
            Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        walk.add(nameOf(model), real, attributes);
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The model %s cannot be listed: %s.".formatted(model, e.getMessage()), e);
    }
    return new Tree(walk.files, walk.odd);
  }

  /// The last part of a path, the name under which a model is signed.
  static String nameOf(Path model) {
    Path name = model.toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString();
  }

  /// Total size of some of the files.
  long bytes(List<String> names) {
    return names.stream().map(n -> files.get(n)).mapToLong(e -> e == null ? 0 : e.bytes()).sum();
  }

  private static final class Walk implements FileVisitor<Path> {
    private final Path model;
    private final TreeMap<String, Entry> files = new TreeMap<>(Names.BY_CODE_POINT);
    private final TreeMap<String, String> odd = new TreeMap<>(Names.BY_CODE_POINT);
    private final List<Path> above = new ArrayList<>();

    Walk(Path model) {
      this.model = model;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      above.add(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      above.removeLast();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      throw failure;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isDirectory()) {
        throw GambesonException.badInput(
            "The model %s has folders more than %d deep.".formatted(model, MAX_DEPTH));
      }
      Path relative = above.getFirst().relativize(file);
      String name =
          StreamSupport.stream(relative.spliterator(), false)
              .map(Path::toString)
              .collect(Collectors.joining("/"));
      if (!relative.getFileSystem().getPath(name).equals(relative)) {
        throw GambesonException.badInput(
            "The name of '%s' in %s is not UTF-8, or this machine's locale cannot write it (try LC_ALL=C.UTF-8). Rename it."
                .formatted(name, model));
      }
      add(name, file, attributes);
      return FileVisitResult.CONTINUE;
    }

    private void add(String name, Path file, BasicFileAttributes attributes) {
      Names.flaw(name)
          .ifPresent(f -> {
            throw GambesonException.badInput(
                "The file name '%s' in %s cannot be signed: %s. Rename it."
                    .formatted(name, model, f));
          });
      if (attributes.isRegularFile()) {
        files.put(name, new Entry(file, attributes.size()));
      } else {
        odd.put(name, attributes.isSymbolicLink() ? "a symbolic link" : "no regular file");
      }
      if (files.size() + odd.size() > MAX_FILES) {
        throw GambesonException.badInput(
            "The model %s has more than %d files, the most that one signature covers."
                .formatted(model, MAX_FILES));
      }
    }
  }
}
