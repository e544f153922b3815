package dev.gambeson.model.nn;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;

/// A [DenseNetwork] behind a [TabularEncoder]: a classifier of raw rows.
///
/// @param encoder from raw rows to inputs
/// @param network from inputs to probabilities
/// @param classes one label per output
public record NetworkClassifier(TabularEncoder encoder, DenseNetwork network, List<String> classes)
    implements ScoredClassifier {
  public NetworkClassifier {
    classes = List.copyOf(classes);
    if (encoder.width() != network.width() || classes.size() != network.classes()) {
      throw new IllegalArgumentException(
          "an encoder of width %d and %d classes do not fit a network of %d inputs and %d classes"
              .formatted(encoder.width(), classes.size(), network.width(), network.classes()));
    }
  }

  /// Fits encoder and network to labelled rows.
  public static NetworkClassifier train(
      FeatureSpace space,
      Rows rows,
      int[] truth,
      List<String> classes,
      TrainingOptions options,
      Seed seed) {
    TabularEncoder encoder = TabularEncoder.fit(space, rows);
    Samples samples =
        Samples.labelled(encoder.encode(rows), encoder.width(), truth, classes.size());
    return new NetworkClassifier(encoder, DenseNetwork.train(samples, options, seed), classes);
  }

  @Override
  public FeatureSpace features() {
    return encoder.features();
  }

  @Override
  public float[] scores(Rows rows) {
    return network.scores(encoder.encode(rows));
  }
}
