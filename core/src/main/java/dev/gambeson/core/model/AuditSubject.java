package dev.gambeson.core.model;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A model with its data, ready to be examined: what every audit check is asked about.
public final class AuditSubject {
  private static final int CHUNK = 1024;

  private final Path file;
  private final ScoredClassifier model;
  private final LabelledRows test;
  private final Optional<LabelledRows> train;
  private final String label;
  private final int favourable;
  private final List<String> protectedColumns;
  private volatile float[] testScores = new float[0];
  private volatile float[] trainScores = new float[0];

  /// @param file the model file
  /// @param model the model
  /// @param test rows the model was not trained on
  /// @param train rows it was trained on, if known
  /// @param label name of the label column
  /// @param favourable class index that is good for the person concerned
  /// @param protectedColumns columns of protected attributes; may or may not be features
  public AuditSubject(
      Path file,
      ScoredClassifier model,
      LabelledRows test,
      Optional<LabelledRows> train,
      String label,
      int favourable,
      List<String> protectedColumns) {
    this.file = file;
    this.model = model;
    this.test = test;
    this.train = train;
    this.label = label;
    this.favourable = favourable;
    this.protectedColumns = List.copyOf(protectedColumns);
  }

  /// The model file.
  public Path file() {
    return file;
  }

  /// The model.
  public ScoredClassifier model() {
    return model;
  }

  /// Rows the model was not trained on.
  public LabelledRows test() {
    return test;
  }

  /// Rows it was trained on, if known.
  public Optional<LabelledRows> train() {
    return train;
  }

  /// Name of the label column.
  public String label() {
    return label;
  }

  /// Class index that is good for the person concerned.
  public int favourable() {
    return favourable;
  }

  /// Columns of protected attributes.
  public List<String> protectedColumns() {
    return protectedColumns;
  }

  /// The model's scores of the test rows, computed once.
  public float[] testScores(Workers workers) {
    if (testScores.length == 0) {
      testScores = scores(model, test.rows(), workers);
    }
    return testScores;
  }

  /// The model's scores of the training rows, computed once; empty without training data.
  public float[] trainScores(Workers workers) {
    if (trainScores.length == 0 && train.isPresent()) {
      trainScores = scores(model, train.get().rows(), workers);
    }
    return trainScores;
  }

  /// Scores of many rows. Cut into chunks of a fixed size, so that a runtime whose rounding depends
  /// on the batch gives the same answer on any number of threads.
  public static float[] scores(ScoredClassifier model, Rows rows, Workers workers) {
    int k = model.classes().size();
    int chunks = (rows.count() + CHUNK - 1) / CHUNK;
    List<float[]> parts =
        workers.map(
            chunks,
            c -> model.scores(rows.slice(c * CHUNK, Math.min(rows.count(), (c + 1) * CHUNK))));
    float[] all = new float[rows.count() * k];
    for (int c = 0; c < chunks; c++) {
      System.arraycopy(parts.get(c), 0, all, c * CHUNK * k, parts.get(c).length);
    }
    return all;
  }
}
