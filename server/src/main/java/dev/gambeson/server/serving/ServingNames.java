package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// Names that can stand in a path, a file name and a metric without being changed.
final class ServingNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private ServingNames() {}

  static String ofModel(String name) {
    return checked("model", name);
  }

  static String ofVersion(String name) {
    return checked("version", name);
  }

  private static String checked(String what, String name) {
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw GambesonException.usage(
          "'%s' is no name of a %s: letters, digits, '.', '_' and '-', at most 100, the first a letter or digit."
              .formatted(name.length() > 100 ? name.substring(0, 100) + "…" : name, what));
    }
    return name;
  }
}
