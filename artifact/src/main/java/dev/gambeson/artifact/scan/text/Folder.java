package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The folder that a file lies in: what else is there decides what a script or a setting means.
/// Nothing but names is read, and small texts on request; links are not followed.
final class Folder {
  private static final int MAX_NAMES = 20_000;
  private static final int MAX_TEXT = 4 << 20;
  private static final Set<String> MODELS =
      Set.of(
          "safetensors",
          "pt",
          "pth",
          "ckpt",
          "onnx",
          "gguf",
          "keras",
          "h5",
          "hdf5",
          "tflite",
          "pb",
          "pkl",
          "pickle",
          "joblib",
          "nemo",
          "mar",
          "skops",
          "ggml",
          "mlmodel",
          "pmml",
          "ubj");

  private final Optional<Path> path;

  private Folder(Optional<Path> path) {
    this.path = path;
  }

  /// The folder of a file on disk; none for members and bytes in memory.
  static Folder of(Input input) {
    return new Folder(input.file().map(file -> file.toAbsolutePath().getParent()));
  }

  /// Whether the files beside this one can be looked at.
  boolean isKnown() {
    return path.isPresent();
  }

  /// Whether a model lies in it.
  boolean holdsModel() {
    return !model().isEmpty();
  }

  /// The first model in it by name; empty when there is none.
  String model() {
    TreeSet<String> names = new TreeSet<>();
    if (path.isPresent()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path.get())) {
        int count = 0;
        for (Path file : files) {
          String name = String.valueOf(file.getFileName());
          if (isModel(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            names.add(name);
          }
          if (++count > MAX_NAMES) {
            break;
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        return "";
      }
    }
    return names.isEmpty() ? "" : names.first();
  }

  private static boolean isModel(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return MODELS.contains(lower.substring(lower.lastIndexOf('.') + 1))
        || lower.equals("pytorch_model.bin")
        || lower.equals("mlmodel");
  }

  /// A small text in the folder or below it.
  Optional<String> text(String relative) {
    if (path.isEmpty() || relative.contains("..") || relative.startsWith("/")) {
      return Optional.empty();
    }
    try {
      Path file = path.get().resolve(relative);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_TEXT) {
        return Optional.empty();
      }
      return Optional.of(
          new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      return Optional.empty();
    }
  }
}
