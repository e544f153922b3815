package dev.gambeson.model;

import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;

/// A classifier that holds resources of a runtime. Thread-safe; close it when nobody asks it any
/// more.
public interface LoadedClassifier extends ScoredClassifier, AutoCloseable {
  /// What a reader of results should know about how the model was read, for example that its
  /// outputs were logits. Empty when there is nothing to say.
  List<String> notices();

  @Override
  void close();
}
