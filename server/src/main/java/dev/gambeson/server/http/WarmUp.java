package dev.gambeson.server.http;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.oip.InferReader;
import dev.gambeson.server.oip.InferReply;
import dev.gambeson.server.oip.InferWriter;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.oip.RowsMapping;
import dev.gambeson.server.oip.Tensor;
import dev.gambeson.server.serving.ServedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Reads and writes made-up requests until the code is compiled, so that the first clients do not
/// wait for that. Touches neither guards nor budgets nor logs nor models.
final class WarmUp {
  private static final int ROUNDS = 3000;

  private final OipLimits limits;
  private final LongSupplier nanos;

  WarmUp(OipLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /// @return rounds done
  int run(List<ServedModel> models, Duration most) {
    InferReader reader = new InferReader(limits);
    long until = nanos.getAsLong() + most.toNanos();
    int rounds = 0;
    for (ServedModel model : models) {
      byte[] body = request(model);
      RowsMapping mapping = new RowsMapping(model.features(), limits.rows());
      Answer answer = answer(model);
      for (int i = 0; i < ROUNDS && nanos.getAsLong() < until; i++) {
        Rows rows = mapping.rows(reader.read(body));
        List<Tensor> outputs = RowsMapping.outputs(answer, List.of());
        InferWriter.write(new InferReply(model.name(), "1", "", Map.of(), outputs), false);
        rounds += rows.count();
      }
    }
    return rounds;
  }

  private static byte[] request(ServedModel model) {
    List<Tensor> inputs = new ArrayList<>();
    for (Feature feature : model.features().features()) {
      inputs.add(column(feature));
    }
    // A reply has the form of a request but for the name of its list.
    byte[] reply = InferWriter.write(new InferReply("m", "1", "", Map.of(), inputs), false).bytes();
    String text = new String(reply, StandardCharsets.UTF_8);
    return text.replace("\"outputs\":", "\"inputs\":").getBytes(StandardCharsets.UTF_8);
  }

  private static Tensor column(Feature feature) {
    long[] shape = {1};
    return switch (feature) {
      case Feature.Numeric f -> {
        double middle = f.min() / 2 + f.max() / 2;
        double value = Double.isFinite(middle) ? middle : 0;
        yield new Tensor(f.name(), Datatype.FP64, shape, new Tensor.Numbers(new double[] {value}));
      }
      case Feature.Categorical f ->
          new Tensor(
              f.name(),
              Datatype.BYTES,
              shape,
              new Tensor.Texts(new String[] {f.levels().isEmpty() ? "" : f.levels().getFirst()}));
    };
  }

  private static Answer answer(ServedModel model) {
    int k = model.classes().size();
    return k == 0
        ? new Answer(List.of(), 1, new int[0], new float[] {0.5f})
        : new Answer(model.classes(), 1, new int[1], new float[k]);
  }
}
