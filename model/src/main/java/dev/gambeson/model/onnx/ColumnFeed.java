package dev.gambeson.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.ModelFile.Port;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// One input per raw column, each `[n, 1]` or `[n]`: what exported pipelines take.
final class ColumnFeed implements Feed {
  private static final Set<Integer> TYPES =
      Set.of(OnnxTypes.FLOAT, OnnxTypes.DOUBLE, OnnxTypes.INT32, OnnxTypes.INT64, OnnxTypes.STRING);

  private final FeatureSpace features;
  private final List<Bound> inputs;

  private ColumnFeed(FeatureSpace features, List<Bound> inputs) {
    this.features = features;
    this.inputs = List.copyOf(inputs);
  }

  /// An input and the feature that fills it.
  ///
  /// @param flat whether it takes `[n]` rather than `[n, 1]`
  /// @param numbers the number that each level stands for, where a text column fills a number input
  @SuppressWarnings("ArrayRecordComponent") // private lookup table
  private record Bound(String name, int type, boolean flat, int feature, double[] numbers) {}

  /// Whether the inputs are single columns rather than one matrix.
  static boolean fits(List<ValueInfoProto> inputs) {
    return inputs.size() > 1 || isSingleText(inputs);
  }

  private static boolean isSingleText(List<ValueInfoProto> inputs) {
    return inputs.size() == 1 && OnnxTypes.element(inputs.getFirst()) == OnnxTypes.STRING;
  }

  /// Binds every input to the column of its name.
  static ColumnFeed of(String file, List<ValueInfoProto> inputs, FeatureSpace features) {
    List<Bound> bound = new ArrayList<>();
    for (ValueInfoProto input : inputs) {
      Port port = OnnxTypes.port(input);
      int type = OnnxTypes.element(input);
      if (!TYPES.contains(type) || port.shape().size() > 2 || port.width().orElse(1L) != 1) {
        throw GambesonException.badInput(
            ("%s takes input '%s' of type %s and shape %s; of several inputs each must be one"
                    + " column of numbers or text.")
                .formatted(file, port.name(), port.type(), port.shape()));
      }
      int feature = find(file, port.name(), features);
      double[] numbers = numbers(file, port, type, features.features().get(feature));
      bound.add(new Bound(port.name(), type, port.shape().size() == 1, feature, numbers));
    }
    return new ColumnFeed(features, bound);
  }

  private static int find(String file, String input, FeatureSpace features) {
    int exact = features.names().indexOf(input);
    if (exact >= 0) {
      return exact;
    }
    List<Integer> alike =
        IntStream.range(0, features.width())
            .filter(f -> plain(features.names().get(f)).equals(plain(input)))
            .boxed()
            .toList();
    if (alike.size() == 1) {
      return alike.getFirst();
    }
    String hint =
        Text.didYouMean(input, features.names()).map(k -> " Did you mean '" + k + "'?").orElse("");
    throw GambesonException.badInput(
        "%s needs column '%s', which the data does not have.%s".formatted(file, input, hint));
  }

  /// Exporters replace what ONNX names may not hold.
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private static double[] numbers(String file, Port port, int type, Feature feature) {
    if (type == OnnxTypes.STRING || !(feature instanceof Feature.Categorical c)) {
      return new double[0];
    }
    double[] numbers = new double[c.levels().size()];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Double.parseDouble(c.levels().get(i));
      } catch (NumberFormatException e) {
        throw GambesonException.badInput(
            "%s takes numbers (%s) in '%s', but the column holds text such as '%s'."
                .formatted(file, port.type(), port.name(), c.levels().get(i)),
            e);
      }
    }
    return numbers;
  }

  @Override
  public FeatureSpace features() {
    return features;
  }

  @Override
  public Map<String, OnnxTensor> tensors(Rows rows, int from, int to) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Bound input : inputs) {
        tensors.put(input.name(), tensor(input, rows, from, to));
      }
    } catch (OrtException | GambesonException e) {
      Feed.close(tensors);
      throw e;
    }
    return tensors;
  }

  private OnnxTensor tensor(Bound input, Rows rows, int from, int to) throws OrtException {
    OrtEnvironment env = OrtRuntime.environment();
    int n = to - from;
    long[] shape = input.flat() ? new long[] {n} : new long[] {n, 1};
    return switch (input.type()) {
      case OnnxTypes.STRING -> OnnxTensor.createTensor(env, texts(input, rows, from, n), shape);
      case OnnxTypes.FLOAT -> {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
          values[i] = (float) number(input, rows.at(from + i, input.feature()));
        }
        yield OnnxTensor.createTensor(env, FloatBuffer.wrap(values), shape);
      }
      case OnnxTypes.DOUBLE -> {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
          values[i] = number(input, rows.at(from + i, input.feature()));
        }
        yield OnnxTensor.createTensor(env, DoubleBuffer.wrap(values), shape);
      }
      case OnnxTypes.INT32 -> {
        int[] values = IntStream.range(from, to).map(r -> (int) whole(input, rows, r)).toArray();
        yield OnnxTensor.createTensor(env, IntBuffer.wrap(values), shape);
      }
      default -> {
        long[] values = IntStream.range(from, to).mapToLong(r -> whole(input, rows, r)).toArray();
        yield OnnxTensor.createTensor(env, LongBuffer.wrap(values), shape);
      }
    };
  }

  private String[] texts(Bound input, Rows rows, int from, int n) {
    String[] texts = new String[n];
    for (int i = 0; i < n; i++) {
      double value = rows.at(from + i, input.feature());
      texts[i] =
          features.features().get(input.feature()) instanceof Feature.Categorical c
              ? value < 0 ? "" : c.levels().get((int) value)
              : NumericColumn.format(value);
    }
    return texts;
  }

  private double number(Bound input, double value) {
    if (!(features.features().get(input.feature()) instanceof Feature.Categorical)) {
      return value;
    }
    return value < 0 ? Double.NaN : input.numbers()[(int) value];
  }

  private long whole(Bound input, Rows rows, int row) {
    double value = number(input, rows.at(row, input.feature()));
    if (Double.isNaN(value)) {
      throw GambesonException.badInput(
          "The model takes whole numbers in '%s', but row %d has none. Fill or drop empty cells."
              .formatted(input.name(), row + 1));
    }
    return Math.round(value);
  }
}
