package dev.gambeson.monitor.reference;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.FeatureSpace;
import java.util.List;

/// A model version as the monitor sees it.
///
/// @param model its name
/// @param version its version
/// @param space its raw inputs
/// @param classes its class labels; empty for a model that gives a number
/// @param favourable the class index that is good for the person concerned, -1 when nobody is
/// @param attributes protected attributes to watch
public record ModelShape(
    String model,
    String version,
    FeatureSpace space,
    List<String> classes,
    int favourable,
    List<GroupSource> attributes) {
  public ModelShape {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(space, "space");
    classes = List.copyOf(classes);
    attributes = List.copyOf(attributes);
    if (classes.size() == 1 || favourable < -1 || favourable >= Math.max(classes.size(), 1)) {
      throw new IllegalArgumentException(
          "%d classes and favourable class %d: a classifier has at least two"
              .formatted(classes.size(), favourable));
    }
    long combinations = 1;
    for (GroupSource attribute : attributes) {
      combinations = Math.min(Integer.MAX_VALUE, combinations * (attribute.groups().size() + 1));
    }
    if (combinations >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the groups of %d protected attributes have too many combinations: watch fewer"
              .formatted(attributes.size()));
    }
  }

  /// A classifier without protected attributes.
  public static ModelShape of(
      String model, String version, FeatureSpace space, List<String> classes) {
    return new ModelShape(model, version, space, classes, -1, List.of());
  }

  /// The same with these attributes.
  public ModelShape watching(int favourableClass, List<GroupSource> sources) {
    return new ModelShape(model, version, space, classes, favourableClass, sources);
  }
}
