package dev.gambeson.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.Map;

/// Turns rows into the tensors that a model takes. Thread-safe.
interface Feed {
  /// The rows it takes.
  FeatureSpace features();

  /// Tensors by input name for rows `from` (inclusive) to `to` (exclusive); the caller closes them.
  Map<String, OnnxTensor> tensors(Rows rows, int from, int to) throws OrtException;

  /// Closes tensors of a feed.
  static void close(Map<String, OnnxTensor> tensors) {
    tensors.values().forEach(OnnxTensor::close);
  }
}
