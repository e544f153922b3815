package dev.gambeson.model.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.HiddenLayer;
import java.util.List;

/// A session whose one output is the last hidden layer. Rows run in chunks of a fixed size, as in
/// [OnnxClassifier].
final class OnnxHiddenLayer implements HiddenLayer {
  private final String name;
  private final String tensor;
  private final OrtSession session;
  private final Feed feed;
  private boolean closed;

  OnnxHiddenLayer(String name, String tensor, OrtSession session, Feed feed) {
    this.name = name;
    this.tensor = tensor;
    this.session = session;
    this.feed = feed;
  }

  @Override
  public String tensor() {
    return tensor;
  }

  @Override
  public synchronized Rows of(Rows rows) {
    if (closed) {
      throw new IllegalStateException("the model " + name + " is closed");
    }
    double[] all = new double[0];
    int width = 0;
    for (int from = 0; from < rows.count(); from += OnnxClassifier.CHUNK) {
      int to = Math.min(rows.count(), from + OnnxClassifier.CHUNK);
      float[] some = run(rows, from, to);
      if (from == 0) {
        width = some.length / (to - from);
        all = new double[Math.multiplyExact(rows.count(), width)];
      }
      if (width == 0 || some.length != (to - from) * width) {
        throw GambesonException.badInput(
            "%s gives %d values for %d rows in '%s': no fixed number of units."
                .formatted(name, some.length, to - from, tensor));
      }
      for (int i = 0; i < some.length; i++) {
        all[from * width + i] = some[i];
      }
    }
    return new Rows(rows.count(), width, all);
  }

  private float[] run(Rows rows, int from, int to) {
    try {
      return OnnxClassifier.run(session, feed, tensor, List.of(), rows, from, to);
    } catch (OrtException e) {
      throw OnnxClassifier.failed(name, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw OnnxClassifier.failed(name, e);
    }
  }
}
