package dev.gambeson.cli.config;

import dev.gambeson.core.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What `gambeson.yaml` says. Paths are already resolved against the folder of the file.
///
/// @param model the model file
/// @param preprocessing the steps between columns and model input
/// @param data the data and its roles
/// @param training what else is said about training data
/// @param seed seed of the run
/// @param policy pass marks, severities, accepted findings
/// @param baseline an earlier result whose findings are known
/// @param outputs reports to write
public record Configuration(
    Optional<Path> model,
    Preprocess preprocessing,
    Data data,
    TrainingData training,
    OptionalLong seed,
    Policy policy,
    Optional<Path> baseline,
    List<OutputSpec> outputs) {

  /// Data files and the roles of their columns.
  ///
  /// @param test rows the model was not trained on
  /// @param train rows it was trained on
  /// @param label label column
  /// @param favourable label value that is good for the person concerned
  /// @param protectedColumns columns of protected attributes
  /// @param immutable columns that nobody can change at decision time
  /// @param ignore columns that are no features
  /// @param missing cell texts that mean "no value"
  public record Data(
      Optional<Path> test,
      Optional<Path> train,
      Optional<String> label,
      Optional<String> favourable,
      List<String> protectedColumns,
      List<String> immutable,
      List<String> ignore,
      List<String> missing) {
    /// Nothing said.
    public static final Data NONE =
        new Data(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
  }

  /// Where the preprocessing steps stand.
  public sealed interface Preprocess {
    /// There are none: the model takes the columns as they are.
    record None() implements Preprocess {}

    /// In a JSON file.
    record InFile(Path file) implements Preprocess {}

    /// In `gambeson.yaml` itself.
    record Inline(JsonNode steps, String origin) implements Preprocess {}
  }

  /// An empty configuration: defaults only.
  public static Configuration empty() {
    return new Configuration(
        Optional.empty(),
        new Preprocess.None(),
        Data.NONE,
        TrainingData.NONE,
        OptionalLong.empty(),
        Policy.defaults(),
        Optional.empty(),
        List.of());
  }
}
