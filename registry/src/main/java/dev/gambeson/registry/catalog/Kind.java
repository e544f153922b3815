package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import java.util.Arrays;
import java.util.Locale;

/// What a version is a version of.
public enum Kind {
  /// A data set.
  DATA,
  /// A model.
  MODEL;

  /// Lower-case name, as written and typed.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads an id.
  public static Kind of(String id) {
    return Arrays.stream(values())
        .filter(k -> k.id().equals(id))
        .findFirst()
        .orElseThrow(() -> GambesonException.usage("'" + id + "' is no kind. Kinds: data, model."));
  }
}
