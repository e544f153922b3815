package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import java.util.List;

/// Whether a version takes and gives what its model promises to clients.
final class Fit {
  private Fit() {}

  /// @throws GambesonException that names the first difference
  static void require(
      String model, FeatureSpace features, List<String> classes, ServableVersion version) {
    List<Feature> have = version.features().features();
    List<Feature> want = features.features();
    if (have.size() != want.size()) {
      throw unfit(model, version, "%d inputs instead of %d".formatted(have.size(), want.size()));
    }
    for (int f = 0; f < want.size(); f++) {
      if (!same(want.get(f), have.get(f))) {
        throw unfit(
            model,
            version,
            "%s as input %d instead of %s"
                .formatted(words(have.get(f)), f + 1, words(want.get(f))));
      }
    }
    if (!version.classes().equals(classes)) {
      throw unfit(
          model, version, "the classes %s instead of %s".formatted(version.classes(), classes));
    }
  }

  /// Ranges may differ: they come from the data that a version was trained on.
  private static boolean same(Feature want, Feature have) {
    return switch (want) {
      case Feature.Numeric n -> have instanceof Feature.Numeric h && h.name().equals(n.name());
      case Feature.Categorical c ->
          have instanceof Feature.Categorical h
              && h.name().equals(c.name())
              && h.levels().equals(c.levels());
    };
  }

  private static String words(Feature feature) {
    return switch (feature) {
      case Feature.Numeric n -> "the number '" + n.name() + "'";
      case Feature.Categorical c -> "the category '%s' of %s".formatted(c.name(), c.levels());
    };
  }

  private static GambesonException unfit(String model, ServableVersion version, String what) {
    return GambesonException.badInput(
        "Version %s of '%s' has %s. Serve it as a model of its own."
            .formatted(version.version(), model, what));
  }
}
