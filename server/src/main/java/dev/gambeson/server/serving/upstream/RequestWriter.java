package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.RowEncoder;
import dev.gambeson.server.oip.BinaryTensors;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.oip.Tensor;
import dev.gambeson.server.serving.Unavailable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/// Writes rows as the request that an upstream takes: one matrix, or one tensor per column. Nothing
/// of what the client sent but the values gets into it. Immutable and thread-safe.
///
/// JSON has no NaN: a missing number goes as NaN in binary only, and is refused otherwise. A
/// missing category is the empty text.
final class RequestWriter {
  private static final Set<Datatype> REALS = Set.of(Datatype.FP16, Datatype.FP32, Datatype.FP64);

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private final FeatureSpace features;
  private final Optional<Matrix> matrix;
  private final List<Column> columns;
  private final String tail;

  /// One matrix.
  ///
  /// @param encoder how rows become it; empty: they are it
  private record Matrix(
      String name, Datatype type, Optional<RowEncoder> encoder, int width, String head) {}

  /// One column.
  ///
  /// @param texts JSON strings of the levels; empty for a number
  /// @param head JSON before the number of rows
  private record Column(int feature, String name, Datatype type, List<String> texts, String head) {}

  private RequestWriter(
      FeatureSpace features,
      Optional<Matrix> matrix,
      List<Column> columns,
      Optional<UpstreamSettings.Output> output) {
    this.features = features;
    this.matrix = matrix;
    this.columns = columns;
    String wanted =
        output.map(o -> ",\"outputs\":[{\"name\":" + quoted(o.name()) + "}]").orElse("");
    this.tail = "]" + wanted + "}";
  }

  /// A writer for what the metadata and the settings say.
  ///
  /// @throws GambesonException when the features cannot become what the upstream takes
  static RequestWriter of(
      FeatureSpace features,
      Optional<RowEncoder> encoder,
      Metadata metadata,
      UpstreamSettings settings) {
    List<Metadata.Port> inputs = metadata.inputs();
    boolean one = inputs.size() == 1 && inputs.getFirst().shape().size() == 2;
    if (settings.input().isPresent() || (one && !isColumn(inputs.getFirst(), features))) {
      Matrix matrix = matrix(features, encoder, metadata, settings);
      return new RequestWriter(features, Optional.of(matrix), List.of(), settings.output());
    }
    if (encoder.isPresent()) {
      throw unfit(settings, "it takes %d tensors, so leave out the preprocessing", inputs.size());
    }
    if (inputs.isEmpty()) {
      throw unfit(settings, "its metadata name no input; give 'input' with name and datatype");
    }
    List<Column> columns = inputs.stream().map(p -> column(p, features, settings)).toList();
    for (String name : features.names()) {
      if (columns.stream().noneMatch(c -> c.name().equals(name))) {
        throw unfit(settings, "it takes no '%s'; it takes %s", name, names(inputs));
      }
    }
    return new RequestWriter(features, Optional.empty(), columns, settings.output());
  }

  private static boolean isColumn(Metadata.Port port, FeatureSpace features) {
    return features.width() == 1 && features.names().getFirst().equals(port.name());
  }

  private static Matrix matrix(
      FeatureSpace features,
      Optional<RowEncoder> encoder,
      Metadata metadata,
      UpstreamSettings settings) {
    int width = encoder.map(RowEncoder::width).orElse(features.width());
    Optional<Metadata.Port> told =
        metadata.inputs().size() == 1
            ? Optional.of(metadata.inputs().getFirst())
            : Optional.empty();
    long expected = told.map(Metadata.Port::width).orElse(-1L);
    if (expected > 0 && expected != width) {
      throw unfit(settings, "it takes %d columns, but we have %d", expected, width);
    }
    if (encoder.isEmpty()) {
      features.features().stream()
          .filter(Feature.Categorical.class::isInstance)
          .findFirst()
          .ifPresent(f -> {
            throw unfit(
                settings,
                "it takes one matrix, but '%s' is a category; give the preprocessing",
                f.name());
          });
    }
    String name =
        settings
            .input()
            .map(UpstreamSettings.Input::name)
            .orElseGet(() -> told.orElseThrow().name());
    Datatype type =
        settings
            .input()
            .map(i -> Metadata.datatype(i.datatype()))
            .orElseGet(() -> told.flatMap(Metadata.Port::datatype))
            .filter(t -> t != Datatype.BYTES && t != Datatype.BOOL)
            .orElseThrow(() -> unfit(settings, "the type of its matrix is no number"));
    return new Matrix(name, type, encoder, width, head(name, type));
  }

  private static Column column(
      Metadata.Port port, FeatureSpace features, UpstreamSettings settings) {
    int index = features.names().indexOf(port.name());
    if (index < 0) {
      throw unfit(settings, "it takes '%s', which the model's features do not have", port.name());
    }
    Datatype type =
        port.datatype().orElseThrow(() -> unfit(settings, "'%s' has an unknown type", port.name()));
    Feature feature = features.features().get(index);
    boolean text = type == Datatype.BYTES;
    if (text != feature instanceof Feature.Categorical || type == Datatype.BOOL) {
      throw unfit(settings, "it takes %s in '%s', which we do not have", type, port.name());
    }
    List<String> texts =
        feature instanceof Feature.Categorical c
            ? c.levels().stream().map(RequestWriter::quoted).toList()
            : List.of();
    return new Column(index, port.name(), type, texts, head(port.name(), type));
  }

  private static List<String> names(List<Metadata.Port> ports) {
    return ports.stream().map(Metadata.Port::name).toList();
  }

  private static String head(String name, Datatype type) {
    return "{\"name\":" + quoted(name) + ",\"datatype\":\"" + type + "\",\"shape\":[";
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }

  @SuppressWarnings("AnnotateFormatMethod") // formats are constants of this class
  private static GambesonException unfit(
      UpstreamSettings settings, String what, Object... details) {
    return GambesonException.badInput(
        "The upstream model '%s' does not fit: %s."
            .formatted(settings.model(), what.formatted(details)));
  }

  /// A request.
  ///
  /// @param bytes its body
  /// @param headers besides the usual ones
  @SuppressWarnings("ArrayRecordComponent") // a body, passed along without copies
  record Body(byte[] bytes, Map<String, String> headers) {}

  /// A request with binary tensors, answered in binary.
  Body binary(Rows rows) {
    List<byte[]> parts = new ArrayList<>();
    StringBuilder out = new StringBuilder(256).append("{\"inputs\":[");
    for (Tensor tensor : tensors(rows)) {
      byte[] part = BinaryTensors.write(tensor);
      out.append(parts.isEmpty() ? "" : ",")
          .append(head(tensor.name(), tensor.datatype()))
          .append(tensor.shape()[0])
          .append(',')
          .append(tensor.shape()[1])
          .append("],\"parameters\":{\"binary_data_size\":")
          .append(part.length)
          .append("}}");
      parts.add(part);
    }
    out.append("],\"parameters\":{\"binary_data_output\":true}").append(tail.substring(1));
    byte[] head = out.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream(head.length + 1024);
    body.writeBytes(head);
    parts.forEach(body::writeBytes);
    return new Body(
        body.toByteArray(),
        Map.of(
            "content-type",
            "application/octet-stream",
            "inference-header-content-length",
            Integer.toString(head.length)));
  }

  private List<Tensor> tensors(Rows rows) {
    if (matrix.isPresent()) {
      Matrix m = matrix.get();
      double[] values = m.encoder().map(e -> widened(e.encode(rows))).orElseGet(rows::values);
      return List.of(
          new Tensor(
              m.name(),
              m.type(),
              new long[] {rows.count(), m.width()},
              new Tensor.Numbers(checked(values, m.type()))));
    }
    return columns.stream().map(c -> tensor(c, rows)).toList();
  }

  private Tensor tensor(Column column, Rows rows) {
    long[] shape = {rows.count(), 1};
    if (features.features().get(column.feature()) instanceof Feature.Categorical c) {
      String[] texts = new String[rows.count()];
      for (int i = 0; i < texts.length; i++) {
        double value = rows.at(i, column.feature());
        texts[i] = value < 0 ? "" : c.levels().get((int) value);
      }
      return new Tensor(column.name(), column.type(), shape, new Tensor.Texts(texts));
    }
    double[] values = new double[rows.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.at(i, column.feature());
    }
    return new Tensor(
        column.name(), column.type(), shape, new Tensor.Numbers(checked(values, column.type())));
  }

  private static double[] widened(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static double[] checked(double[] values, Datatype type) {
    if (!REALS.contains(type)) {
      for (double v : values) {
        requireWhole(v);
      }
    }
    return values;
  }

  /// A request, all JSON.
  Body json(Rows rows) {
    StringBuilder out = new StringBuilder(128 + 12 * rows.values().length);
    out.append("{\"inputs\":[");
    if (matrix.isPresent()) {
      matrix(matrix.get(), rows, out);
    } else {
      for (int c = 0; c < columns.size(); c++) {
        out.append(c == 0 ? "" : ",");
        column(columns.get(c), rows, out);
      }
    }
    byte[] body = out.append(tail).toString().getBytes(StandardCharsets.UTF_8);
    return new Body(body, JSON);
  }

  private static void matrix(Matrix matrix, Rows rows, StringBuilder out) {
    int count = rows.count();
    out.append(matrix.head()).append(count).append(',').append(matrix.width());
    out.append("],\"data\":[");
    if (matrix.encoder().isPresent()) {
      float[] values = matrix.encoder().get().encode(rows);
      for (int i = 0; i < values.length; i++) {
        out.append(i == 0 ? "" : ",");
        number(values[i], matrix.type(), out);
      }
    } else {
      double[] values = rows.values();
      for (int i = 0; i < values.length; i++) {
        out.append(i == 0 ? "" : ",");
        number(values[i], matrix.type(), out);
      }
    }
    out.append("]}");
  }

  private static void column(Column column, Rows rows, StringBuilder out) {
    out.append(column.head()).append(rows.count()).append(",1],\"data\":[");
    for (int row = 0; row < rows.count(); row++) {
      out.append(row == 0 ? "" : ",");
      double value = rows.at(row, column.feature());
      if (column.type() == Datatype.BYTES) {
        out.append(value < 0 ? "\"\"" : column.texts().get((int) value));
      } else {
        number(value, column.type(), out);
      }
    }
    out.append("]}");
  }

  private static void number(double value, Datatype type, StringBuilder out) {
    if (!Double.isFinite(value)) {
      throw new Unavailable(
          "bad-input", "The upstream takes JSON, which cannot hold a missing or infinite number.");
    }
    if (type == Datatype.FP64) {
      out.append(value);
    } else if (REALS.contains(type)) {
      real((float) value, out);
    } else {
      whole(value, out);
    }
  }

  private static void real(float value, StringBuilder out) {
    if (Float.isInfinite(value)) {
      throw new Unavailable("bad-input", "A number is too large for the upstream's type.");
    }
    out.append(value);
  }

  private static void whole(double value, StringBuilder out) {
    requireWhole(value);
    out.append((long) value);
  }

  private static void requireWhole(double value) {
    if (value != Math.rint(value) || !(Math.abs(value) <= 0x1p53)) {
      throw new Unavailable("bad-input", "The upstream takes whole numbers only.");
    }
  }

  /// The features that it writes.
  FeatureSpace features() {
    return features;
  }

  /// Names of the tensors, for the log.
  @Override
  public String toString() {
    return matrix
        .map(m -> "matrix " + m.name() + " " + m.type() + " of " + m.width())
        .orElseGet(() ->
            IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).name())
                .toList()
                .toString());
  }
}
