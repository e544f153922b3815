package dev.gambeson.server.serving;

import dev.gambeson.core.data.FeatureSpace;
import java.util.List;
import java.util.Optional;

/// A model as clients see it: one name, several versions, of which a route picks one. Thread-safe.
public interface ServedModel {
  /// Its name.
  String name();

  /// Its raw inputs.
  FeatureSpace features();

  /// Class labels; empty for a model that gives a number.
  List<String> classes();

  /// Names of the versions that can be asked by name.
  List<String> versions();

  /// The version in service for this client: the live one, or the canary for its share of clients
  /// (the same client always gets the same one while the route stands).
  ///
  /// @return empty when none is in service
  Optional<ModelVersion> route(String clientKey);

  /// A version by its name, if it may be asked by name.
  Optional<ModelVersion> version(String name);

  /// The versions that get a copy of the traffic and whose answers nobody sees.
  List<ModelVersion> shadows();
}
