package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// The raw inputs of a model as its own files tell them. They say nothing of ranges: every number
/// is allowed. A data profile knows better.
public final class FeatureSpaces {
  private FeatureSpaces() {}

  /// From the preprocessing steps if there are any, else from the model's named inputs, else
  /// numbers `x0`, `x1`, … as many as its matrix is wide.
  ///
  /// @throws GambesonException when the file does not tell
  public static FeatureSpace of(ModelFile file, Optional<Preprocessing> preprocessing) {
    if (preprocessing.isPresent()) {
      return of(preprocessing.get());
    }
    List<String> named = file.namedInputs();
    return new FeatureSpace(named.isEmpty() ? matrix(file) : columns(file, named));
  }

  /// From preprocessing steps.
  public static FeatureSpace of(Preprocessing preprocessing) {
    Map<String, List<String>> levels = preprocessing.knownLevels();
    List<Feature> features = new ArrayList<>();
    for (Preprocessing.Step step : preprocessing.steps()) {
      features.add(
          switch (step) {
            case Preprocessing.LevelStep s ->
                new Feature.Categorical(
                    s.column(), levels.getOrDefault(s.column(), List.of()), false);
            case Preprocessing.Standard s -> number(s.column(), s.std());
            case Preprocessing.MinMax s -> number(s.column(), s.max() - s.min());
            case Preprocessing.NumberStep s -> number(s.column(), 1);
          });
    }
    return new FeatureSpace(features);
  }

  private static List<Feature> columns(ModelFile file, List<String> named) {
    List<String> texts = file.textInputs();
    Map<String, List<String>> levels = file.knownLevels();
    List<Feature> features = new ArrayList<>();
    for (String name : named) {
      if (texts.contains(name) && !levels.containsKey(name)) {
        throw GambesonException.usage(
            "The model file %s takes text in '%s' but does not list its levels. Give the model's data profile."
                .formatted(file.path(), name));
      }
      features.add(
          texts.contains(name)
              ? new Feature.Categorical(name, levels.getOrDefault(name, List.of()), false)
              : number(name, 1));
    }
    return features;
  }

  private static List<Feature> matrix(ModelFile file) {
    long width =
        file.inputs().stream()
            .findFirst()
            .flatMap(ModelFile.Port::width)
            .orElseThrow(() ->
                GambesonException.usage(
                    "The model file %s does not say how many inputs it takes. Give its preprocessing file or data profile."
                        .formatted(file.path())));
    return LongStream.range(0, width).<Feature>mapToObj(i -> number("x" + i, 1)).toList();
  }

  private static Feature number(String name, double scale) {
    return new Feature.Numeric(name, false, -Double.MAX_VALUE, Double.MAX_VALUE, scale, false);
  }
}
