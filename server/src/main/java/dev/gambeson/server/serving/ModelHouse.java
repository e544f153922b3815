package dev.gambeson.server.serving;

import java.util.List;
import java.util.Optional;

/// The models that this gateway serves. Thread-safe; a change of routes is one atomic swap.
public interface ModelHouse {
  /// A model by name.
  Optional<ServedModel> find(String name);

  /// All, by name.
  List<ServedModel> all();

  /// Whether every model with a live version can answer, and there is one.
  boolean ready();
}
