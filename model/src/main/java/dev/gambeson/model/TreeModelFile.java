package dev.gambeson.model;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.model.tree.TreeEnsemble;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// A tree ensemble saved by its trainer, read by our own reader. Its classifiers are
/// [TreeClassifier]s: attacks and explanations may walk the trees.
///
/// @param path the file
/// @param format its kind
/// @param ensemble the trees
/// @param classes class labels, where the file names them
record TreeModelFile(
    Path path, ModelFormat format, TreeEnsemble ensemble, Optional<List<String>> classes)
    implements ModelFile {
  private static final long MAX_BYTES = 1L << 30;

  static TreeModelFile open(
      Path path, ModelFormat format, BiFunction<byte[], String, TreeEnsemble> reader) {
    byte[] bytes = BoundedFile.read(path, MAX_BYTES);
    return new TreeModelFile(path, format, reader.apply(bytes, path.toString()), Optional.empty());
  }

  @Override
  public List<Port> inputs() {
    return List.of(new Port("matrix", "float", List.of(-1L, (long) ensemble.width())));
  }

  @Override
  public List<Port> outputs() {
    return List.of(new Port("probabilities", "float", List.of(-1L, (long) ensemble.classes())));
  }

  @Override
  public List<String> namedInputs() {
    return List.of();
  }

  @Override
  public List<String> textInputs() {
    return List.of();
  }

  @Override
  public Map<String, List<String>> knownLevels() {
    return Map.of();
  }

  @Override
  public LoadedClassifier classifier(FeatureSpace features, Optional<Preprocessing> preprocessing) {
    RowEncoder encoder = RowEncoder.of(features, preprocessing);
    if (encoder.width() != ensemble.width()) {
      throw GambesonException.badInput(
          "%s takes %d inputs, but %s %d. %s"
              .formatted(
                  path,
                  ensemble.width(),
                  preprocessing.isPresent() ? "the preprocessing gives" : "the columns are",
                  encoder.width(),
                  preprocessing.isPresent()
                      ? "Use the preprocessing file that belongs to this model."
                      : "Say how columns become inputs with --preprocessing."));
    }
    List<String> labels =
        classes
            .filter(c -> c.size() == ensemble.classes())
            .orElseGet(
                () -> IntStream.range(0, ensemble.classes()).mapToObj(Integer::toString).toList());
    return new Loaded(ensemble, encoder, labels);
  }

  /// The trees bound to columns; holds nothing that must be closed.
  private record Loaded(TreeEnsemble ensemble, RowEncoder encoder, List<String> classes)
      implements LoadedClassifier, TreeClassifier {
    private static final int CHUNK = 1024;

    @Override
    public FeatureSpace features() {
      return encoder.features();
    }

    @Override
    public float[] scores(Rows rows) {
      int k = classes.size();
      float[] all = new float[Math.multiplyExact(rows.count(), k)];
      for (int from = 0; from < rows.count(); from += CHUNK) {
        int to = Math.min(rows.count(), from + CHUNK);
        float[] part = ensemble.scores(encoder.encode(rows, from, to));
        System.arraycopy(part, 0, all, from * k, part.length);
      }
      return all;
    }

    @Override
    public List<String> notices() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {}
}
