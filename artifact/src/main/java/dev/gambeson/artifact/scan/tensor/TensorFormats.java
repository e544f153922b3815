package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class TensorFormats {
  private TensorFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(
        new Safetensors(), new Gguf(), new OnnxModel(), new TreeModel(), new ExternalFile());
  }
}
