package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.ArrayList;
import java.util.List;

/// A model that writes down every row it is asked, in blocks as they were asked.
final class Recorder implements ScoredClassifier {
  private final ScoredClassifier model;
  private final List<Rows> asked = new ArrayList<>();

  Recorder(ScoredClassifier model) {
    this.model = model;
  }

  @Override
  public FeatureSpace features() {
    return model.features();
  }

  @Override
  public List<String> classes() {
    return model.classes();
  }

  @Override
  public synchronized float[] scores(Rows rows) {
    asked.add(new Rows(rows.count(), rows.width(), rows.values().clone()));
    return model.scores(rows);
  }

  /// The blocks so far.
  synchronized List<Rows> blocks() {
    return List.copyOf(asked);
  }

  /// The rows so far, one after the other.
  synchronized List<double[]> rows() {
    List<double[]> out = new ArrayList<>();
    for (Rows block : asked) {
      for (int i = 0; i < block.count(); i++) {
        out.add(block.row(i));
      }
    }
    return out;
  }
}
