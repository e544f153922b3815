package dev.gambeson.cli.data;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.model.HiddenLayer;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a trained model makes of rows, for the screens that look into it. The file is examined
/// before it is loaded.
final class ModelActivations implements Activations, AutoCloseable {
  private final ModelFile model;
  private final Optional<Preprocessing> preprocessing;
  private final Roles roles;
  private Optional<String> tensor = Optional.empty();

  private ModelActivations(ModelFile model, Optional<Preprocessing> preprocessing, Roles roles) {
    this.model = model;
    this.preprocessing = preprocessing;
    this.roles = roles;
  }

  /// Opens a model whose own checks find nothing of high severity.
  static ModelActivations open(Path file, Configuration.Preprocess steps, Roles roles) {
    requireSafe(file);
    Optional<Preprocessing> preprocessing =
        switch (steps) {
          case Configuration.Preprocess.None _ -> Optional.empty();
          case Configuration.Preprocess.InFile p -> Optional.of(Preprocessing.read(p.file()));
          case Configuration.Preprocess.Inline p ->
              Optional.of(Preprocessing.of(p.origin(), p.steps()));
        };
    ModelFile model = ModelLoader.open(file);
    return new ModelActivations(
        model, model.namedInputs().isEmpty() ? preprocessing : Optional.empty(), roles);
  }

  private static void requireSafe(Path file) {
    try (Workers workers = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(0), workers, Progress.silent());
      for (Check<Path> check : Catalogue.modelFile()) {
        check.run(file, context).stream()
            .flatMap(r -> r.findings().stream())
            .filter(f -> f.severity().atLeast(Severity.HIGH))
            .findFirst()
            .ifPresent(f -> refuse(file, f));
      }
    }
  }

  private static void refuse(Path file, Finding finding) {
    throw GambesonException.badInput(
        "--model %s is not loaded: %s (%s). `gambeson scan` says more."
            .formatted(file, finding.title(), finding.check()));
  }

  @Override
  public String tensor() {
    return tensor.orElse("the last hidden layer");
  }

  @Override
  public Rows of(Dataset rows) {
    List<String> columns = columns(rows);
    Map<String, List<String>> levels =
        new HashMap<>(preprocessing.map(Preprocessing::knownLevels).orElse(model.knownLevels()));
    levels.keySet().retainAll(Set.copyOf(columns));
    FeatureSpace space = FeatureSpaces.learn(rows, columns, Set.of(), levels);
    HiddenLayer layer =
        model
            .hiddenLayer(space, preprocessing)
            .orElseThrow(() ->
                GambesonException.badInput(
                    "%s has no hidden layer that could be looked at (a tree or linear model)"
                        .formatted(model.path())));
    tensor = Optional.of(layer.tensor());
    return layer.of(space.encode(rows));
  }

  private List<String> columns(Dataset rows) {
    if (preprocessing.isPresent()) {
      return preprocessing.get().columns();
    }
    return model.namedInputs().isEmpty() ? roles.features(rows.columnNames()) : model.namedInputs();
  }

  @Override
  public void close() {
    model.close();
  }
}
