package dev.gambeson.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.ModelFile.Port;
import dev.gambeson.model.RowEncoder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/// One matrix `[n, d]` of float32 or float64.
///
/// @param encoder rows to the matrix
/// @param input name of the input
/// @param wide whether it takes float64; the encoder's float32 values are widened
record MatrixFeed(RowEncoder encoder, String input, boolean wide) implements Feed {

  /// Binds the input, whose width must be what the encoder gives.
  static MatrixFeed of(String file, ValueInfoProto input, RowEncoder encoder, boolean steps) {
    Port port = OnnxTypes.port(input);
    int type = OnnxTypes.element(input);
    if (type != OnnxTypes.FLOAT && type != OnnxTypes.DOUBLE) {
      throw GambesonException.badInput(
          "%s takes a matrix of %s in '%s'; Gambeson can feed float or double."
              .formatted(file, port.type(), port.name()));
    }
    port.width()
        .filter(w -> w != encoder.width())
        .ifPresent(w -> {
          throw GambesonException.badInput(
              "%s takes %d inputs, but %s %d. %s"
                  .formatted(
                      file,
                      w,
                      steps ? "the preprocessing gives" : "the data has as many columns as",
                      encoder.width(),
                      steps
                          ? "Use the preprocessing file that belongs to this model."
                          : "Say how columns become inputs with --preprocessing."));
        });
    return new MatrixFeed(encoder, input.getName(), type == OnnxTypes.DOUBLE);
  }

  @Override
  public FeatureSpace features() {
    return encoder.features();
  }

  @Override
  public Map<String, OnnxTensor> tensors(Rows rows, int from, int to) throws OrtException {
    int count = to - from;
    float[] matrix = encoder.encode(rows, from, to);
    long[] shape = {count, encoder.width()};
    OnnxTensor tensor =
        wide
            ? OnnxTensor.createTensor(
                OrtRuntime.environment(), DoubleBuffer.wrap(widen(matrix)), shape)
            : OnnxTensor.createTensor(OrtRuntime.environment(), FloatBuffer.wrap(matrix), shape);
    return Map.of(input, tensor);
  }

  private static double[] widen(float[] values) {
    double[] out = new double[values.length];
    Arrays.setAll(out, i -> values[i]);
    return out;
  }
}
