package dev.gambeson.cli.audit;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Brings model and data together into an [AuditSubject]. Closing it closes the model.
final class SubjectLoader implements AutoCloseable {
  private final AuditRequest request;
  private final Optional<Preprocessing> preprocessing;
  private final ModelFile model;
  private final Set<String> notices = new LinkedHashSet<>();

  SubjectLoader(AuditRequest request) {
    this.request = request;
    Optional<Preprocessing> given = preprocessing(request.preprocessing());
    this.model = ModelLoader.open(request.model());
    this.preprocessing = model.namedInputs().isEmpty() ? given : Optional.empty();
    if (given.isPresent() && preprocessing.isEmpty()) {
      notices.add(
          "The preprocessing steps that were given were not used: the model has one named input per column and takes raw values.");
    }
  }

  /// Refuses paths that are absent or no files, before any work is done.
  static void requireFiles(AuditRequest request) {
    requireFile("--model", request.model());
    requireFile("--data", request.test());
    request.data().train().ifPresent(t -> requireFile("--train", t));
    if (request.preprocessing() instanceof Configuration.Preprocess.InFile p) {
      requireFile("--preprocessing", p.file());
    }
  }

  private static void requireFile(String flag, Path file) {
    if (Files.isDirectory(file)) {
      throw GambesonException.usage("%s %s is a folder. Name a file in it.".formatted(flag, file));
    }
    if (!Files.exists(file)) {
      throw GambesonException.usage(
          "%s %s does not exist (seen from %s)."
              .formatted(flag, file, Path.of("").toAbsolutePath()));
    }
    if (!Files.isReadable(file)) {
      throw GambesonException.usage("%s %s cannot be read: no permission.".formatted(flag, file));
    }
  }

  /// Refuses a file that is no model or is cut off: then there is nothing to judge. What is wrong
  /// inside a whole model is for its checks to find.
  static void requireReadable(Path model) {
    switch (ModelFormat.detect(model)) {
      case ONNX -> OnnxFile.read(model);
      case XGBOOST_JSON, XGBOOST_UBJSON, LIGHTGBM_TEXT -> ModelLoader.open(model).close();
    }
  }

  /// The files that are examined, with their hashes.
  static List<Result.Subject> subjects(AuditRequest request) {
    List<Result.Subject> subjects = new ArrayList<>();
    subjects.add(subject(request.model(), "model", f -> ModelFormat.detect(f).id()));
    if (request.preprocessing() instanceof Configuration.Preprocess.InFile p) {
      subjects.add(subject(p.file(), "preprocessing", _ -> "json"));
    }
    subjects.add(subject(request.test(), "test data", DataFiles::kind));
    request
        .data()
        .train()
        .ifPresent(t -> subjects.add(subject(t, "training data", DataFiles::kind)));
    return subjects;
  }

  private interface KindOf {
    String of(Path file) throws IOException;
  }

  private static Result.Subject subject(Path file, String role, KindOf kind) {
    try {
      return new Result.Subject(
          file.toString(), Sha256.of(file), Files.size(file), kind.of(file), role);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static Optional<Preprocessing> preprocessing(Configuration.Preprocess source) {
    return switch (source) {
      case Configuration.Preprocess.None _ -> Optional.empty();
      case Configuration.Preprocess.InFile p -> Optional.of(Preprocessing.read(p.file()));
      case Configuration.Preprocess.Inline p ->
          Optional.of(Preprocessing.of(p.origin(), p.steps()));
    };
  }

  AuditSubject load() {
    ReadOptions options = readOptions();
    Dataset test = DataFiles.read(request.test(), options);
    Optional<Dataset> train = request.data().train().map(t -> DataFiles.read(t, options));
    test.column(request.label());
    train.ifPresent(t -> t.column(request.label()));

    FeatureSpace space = space(train.orElse(test), test);
    LoadedClassifier bound = model.classifier(space, preprocessing);
    notices.addAll(bound.notices());
    List<String> classes = bound.classes();
    Labels testLabels = labels(test, classes);
    return new AuditSubject(
        request.model(),
        bound,
        rows(test, space, testLabels),
        train.map(t -> rows(t, space, labels(t, classes))),
        request.label(),
        favourable(testLabels),
        request.data().protectedColumns());
  }

  /// What a reader must know about how model and data were read; complete once loaded.
  List<String> notices() {
    return List.copyOf(notices);
  }

  private ReadOptions readOptions() {
    Map<String, ReadOptions.Kind> types = new HashMap<>();
    preprocessing.ifPresent(p -> p.textColumns().forEach(c -> types.put(c, ReadOptions.Kind.TEXT)));
    model.textInputs().forEach(c -> types.put(c, ReadOptions.Kind.TEXT));
    model.knownLevels().keySet().forEach(c -> types.put(c, ReadOptions.Kind.TEXT));
    return ReadOptions.defaults()
        .withTypes(types)
        .withMissing(Set.copyOf(request.data().missing()));
  }

  private FeatureSpace space(Dataset reference, Dataset test) {
    List<String> columns = columns(test);
    Set<String> immutable = new HashSet<>(request.data().immutable());
    immutable.addAll(request.data().protectedColumns());
    immutable.stream().sorted().forEach(test::column);
    immutable.retainAll(Set.copyOf(columns));
    Map<String, List<String>> levels =
        new HashMap<>(preprocessing.map(Preprocessing::knownLevels).orElse(model.knownLevels()));
    levels.keySet().retainAll(Set.copyOf(columns));
    return FeatureSpaces.learn(reference, columns, immutable, levels);
  }

  /// The model's raw inputs: what the preprocessing names, or the model, or every other column.
  private List<String> columns(Dataset test) {
    if (preprocessing.isPresent()) {
      return preprocessing.get().columns();
    }
    if (!model.namedInputs().isEmpty()) {
      return model.namedInputs();
    }
    Set<String> left = new HashSet<>(request.data().ignore());
    left.add(request.label());
    return test.columnNames().stream().filter(c -> !left.contains(c)).toList();
  }

  private Labels labels(Dataset data, List<String> classes) {
    Labels labels = Labels.of(data, request.label(), classes);
    labels.notice().filter(n -> !notices.contains(n)).ifPresent(notices::add);
    return labels;
  }

  private static LabelledRows rows(Dataset data, FeatureSpace space, Labels labels) {
    return new LabelledRows(data, space.encode(data), labels.truth());
  }

  /// The class that is good for the person concerned; without a word about it, the last.
  private int favourable(Labels labels) {
    if (request.data().favourable().isEmpty()) {
      return labels.values().size() - 1;
    }
    String value = request.data().favourable().get();
    return labels
        .classOf(value)
        .orElseThrow(() ->
            GambesonException.usage(
                "--favourable '%s' is no value of the label '%s'. Its values: %s."
                    .formatted(value, request.label(), String.join(", ", labels.values()))));
  }

  @Override
  public void close() {
    model.close();
  }
}
