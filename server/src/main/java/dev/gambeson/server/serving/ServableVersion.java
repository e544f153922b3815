package dev.gambeson.server.serving;

import dev.gambeson.core.data.FeatureSpace;
import java.util.List;

/// A version that a house can put into service. Thread-safe.
public interface ServableVersion extends ModelVersion, AutoCloseable {
  /// Its raw inputs.
  FeatureSpace features();

  /// Class labels; empty for a model that gives a number.
  List<String> classes();

  /// Whether it would answer now, as far as is known without asking it.
  boolean ready();

  /// Gives up what it holds. Calls that are under way may fail with [Unavailable].
  @Override
  void close();
}
