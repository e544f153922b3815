package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class TensorFlowFormats {
  private TensorFlowFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(
        new GraphFile("tf-saved-model", "SavedModel"),
        new GraphFile("keras-metadata", "KerasMetadata"),
        new GraphFile("tf-graph", "Graph"),
        new GraphFile("tf-fingerprint", "Fingerprint"),
        new Checkpoint(),
        new CheckpointData());
  }
}
