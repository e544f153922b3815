package dev.gambeson.model;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model file that was read, but not yet bound to data.
public interface ModelFile extends AutoCloseable {
  /// The file.
  Path path();

  /// Its kind.
  ModelFormat format();

  /// What it takes.
  List<Port> inputs();

  /// What it gives.
  List<Port> outputs();

  /// Class labels, where the file names them.
  Optional<List<String>> classes();

  /// Names of the raw columns it takes one by one, in its order; empty for a model that takes one
  /// matrix. A model with named inputs does its own preprocessing.
  List<String> namedInputs();

  /// Those of the [#namedInputs] whose cells must be read as text.
  List<String> textInputs();

  /// Levels of named inputs that the file itself lists.
  Map<String, List<String>> knownLevels();

  /// Binds the model to the columns of some data.
  ///
  /// @param features the raw columns, without the label
  /// @param preprocessing the steps to the model's matrix; empty when the columns are all numbers
  ///   or the model takes them raw
  /// @throws GambesonException when widths, names or kinds do not fit, or no output is usable
  LoadedClassifier classifier(FeatureSpace features, Optional<Preprocessing> preprocessing);

  /// Binds the last hidden layer to the columns of some data, as [#classifier] binds the scores;
  /// empty for models without one (trees, linear models).
  ///
  /// @throws GambesonException when widths, names or kinds do not fit
  default Optional<HiddenLayer> hiddenLayer(
      FeatureSpace features, Optional<Preprocessing> preprocessing) {
    return Optional.empty();
  }

  /// Closes every classifier and hidden layer it gave.
  @Override
  void close();

  /// One input or output.
  ///
  /// @param name as in the file
  /// @param type element type, for example `float`, `string`, `map(int64, float)`
  /// @param shape sizes, -1 where unknown; empty also when the file gives no shape
  record Port(String name, String type, List<Long> shape) {
    public Port {
      shape = List.copyOf(shape);
    }

    /// Number of columns of a matrix; empty when the file leaves it open or it is no matrix.
    public Optional<Long> width() {
      return shape.size() == 2 && shape.get(1) > 0 ? Optional.of(shape.get(1)) : Optional.empty();
    }
  }
}
