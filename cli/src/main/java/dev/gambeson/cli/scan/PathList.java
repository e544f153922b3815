package dev.gambeson.cli.scan;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The paths that a user names, with `-` for a list on standard input.
final class PathList {
  private static final int MAX_BYTES = 64 << 20;

  private PathList() {}

  /// The paths in order. A list on standard input has one path a line, or is separated by NUL (as
  /// `find -print0` writes); empty lines do not count.
  static List<Path> read(List<String> named, InputStream in) {
    List<Path> paths = new ArrayList<>();
    for (String name : named) {
      if (name.equals("-")) {
        lines(in).forEach(l -> paths.add(path(l)));
      } else {
        paths.add(path(name));
      }
    }
    return paths;
  }

  private static List<String> lines(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw GambesonException.usage(
            "The list of paths on standard input is longer than 64 MiB. Name a folder instead.");
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      String separator = text.indexOf('\0') >= 0 ? "\0" : "\r?\n";
      return List.of(text.split(separator, 0)).stream().filter(l -> !l.isBlank()).toList();
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot read standard input: " + e.getMessage() + ".", e);
    }
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw GambesonException.usage("'" + name + "' is no path: " + e.getReason() + ".");
    }
  }
}
