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
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// One matrix `[n, d]` of float32 or float64, or a tensor `[n, ...]` of as many values a row
/// (images `[n, channels, height, width]`), filled in the order of the columns.
///
/// @param encoder rows to the matrix
/// @param input name of the input
/// @param tail sizes after the first
/// @param wide whether it takes float64; the encoder's float32 values are widened
record MatrixFeed(RowEncoder encoder, String input, List<Long> tail, boolean wide) implements Feed {
  MatrixFeed {
    tail = List.copyOf(tail);
  }

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
    return new MatrixFeed(
        encoder, input.getName(), tail(file, port, encoder.width()), type == OnnxTypes.DOUBLE);
  }

  private static List<Long> tail(String file, Port port, int width) {
    if (port.shape().size() <= 2) {
      return List.of((long) width);
    }
    List<Long> tail = port.shape().subList(1, port.shape().size());
    long product = 1;
    for (long size : tail) {
      product = size < 1 || product > Integer.MAX_VALUE ? -1 : product * size;
    }
    if (product != width) {
      throw GambesonException.badInput(
          "%s takes a tensor of %s in '%s', but the data has %d values a row."
              .formatted(file, port.shape(), port.name(), width));
    }
    return tail;
  }

  @Override
  public FeatureSpace features() {
    return encoder.features();
  }

  @Override
  public Map<String, OnnxTensor> tensors(Rows rows, int from, int to) throws OrtException {
    float[] matrix = encoder.encode(rows, from, to);
    long[] shape = new long[1 + tail.size()];
    shape[0] = (long) to - from;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = tail.get(i - 1);
    }
    OnnxTensor tensor =
        wide
            ? OnnxTensor.createTensor(
                OrtRuntime.environment(), DoubleBuffer.wrap(widen(matrix)), shape)
            : OnnxTensor.createTensor(OrtRuntime.environment(), Scratch.of(matrix), shape);
    return Map.of(input, tensor);
  }

  private static double[] widen(float[] values) {
    double[] out = new double[values.length];
    Arrays.setAll(out, i -> values[i]);
    return out;
  }
}
