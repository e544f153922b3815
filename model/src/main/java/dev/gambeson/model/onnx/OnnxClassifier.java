package dev.gambeson.model.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.LoadedClassifier;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A session bound to columns. Rows are scored in chunks of a fixed size, counted from the first
/// row of the block, so that neither memory nor rounding depends on who asks.
final class OnnxClassifier implements LoadedClassifier {
  static final int CHUNK = 512;

  private final String name;
  private final OrtSession session;
  private final Feed feed;
  private final Reading reading;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  /// How the output is read.
  ///
  /// @param output its name
  /// @param classes class labels
  /// @param mapKeys keys of the maps in class order; empty for a tensor
  /// @param kind what the numbers are
  record Reading(String output, List<String> classes, List<String> mapKeys, ScoreKind kind) {
    int width() {
      return kind.single() ? 1 : classes.size();
    }
  }

  OnnxClassifier(String name, OrtSession session, Feed feed, Reading reading) {
    this.name = name;
    this.session = session;
    this.feed = feed;
    this.reading = reading;
  }

  @Override
  public FeatureSpace features() {
    return feed.features();
  }

  @Override
  public List<String> classes() {
    return reading.classes();
  }

  @Override
  public List<String> notices() {
    return reading.kind().notice().isEmpty() ? List.of() : List.of(reading.kind().notice());
  }

  @Override
  public float[] scores(Rows rows) {
    int k = classes().size();
    float[] all = new float[Math.multiplyExact(rows.count(), k)];
    for (int from = 0; from < rows.count(); from += CHUNK) {
      int to = Math.min(rows.count(), from + CHUNK);
      float[] raw = run(rows, from, to);
      float[] scores = reading.kind().scores(raw, to - from, k);
      System.arraycopy(scores, 0, all, from * k, scores.length);
    }
    return all;
  }

  private float[] run(Rows rows, int from, int to) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model " + name + " is closed");
      }
      float[] raw = run(session, feed, reading.output(), reading.mapKeys(), rows, from, to);
      if (raw.length != (to - from) * reading.width()) {
        throw GambesonException.badInput(
            "%s gives %d values for %d rows; expected %d for each."
                .formatted(name, raw.length, to - from, reading.width()));
      }
      return raw;
    } catch (OrtException e) {
      throw failed(name, e);
    } finally {
      open.readLock().unlock();
    }
  }

  static GambesonException failed(String name, OrtException e) {
    return GambesonException.badInput(
        "ONNX Runtime failed while running " + name + ": " + OrtRuntime.oneLine(e), e);
  }

  /// The output of some rows as it is, row-major.
  static float[] run(
      OrtSession session,
      Feed feed,
      String output,
      List<String> mapKeys,
      Rows rows,
      int from,
      int to)
      throws OrtException {
    Map<String, OnnxTensor> tensors = feed.tensors(rows, from, to);
    try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
      return switch (result.get(0)) {
        case OnnxTensor tensor -> floats(tensor);
        case OnnxSequence maps -> floats(maps, mapKeys);
        case OnnxValue other ->
            throw GambesonException.badInput("Output '" + output + "' is " + other.getType());
      };
    } finally {
      Feed.close(tensors);
    }
  }

  private static float[] floats(OnnxTensor tensor) {
    if (tensor.getInfo().type == ai.onnxruntime.OnnxJavaType.DOUBLE) {
      DoubleBuffer values = tensor.getDoubleBuffer();
      float[] out = new float[values.remaining()];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) values.get(i);
      }
      return out;
    }
    FloatBuffer values = tensor.getFloatBuffer(); // each call copies the whole tensor
    float[] out = new float[values.remaining()];
    values.get(out);
    return out;
  }

  private static float[] floats(OnnxSequence maps, List<String> keys) throws OrtException {
    List<? extends OnnxValue> rows = maps.getValue();
    float[] out = new float[rows.size() * keys.size()];
    int at = 0;
    for (OnnxValue row : rows) {
      try (OnnxMap map = (OnnxMap) row) {
        for (Map.Entry<?, ?> entry : map.getValue().entrySet()) {
          int c = keys.indexOf(String.valueOf(entry.getKey()));
          if (c >= 0) {
            out[at + c] = ((Number) entry.getValue()).floatValue();
          }
        }
      }
      at += keys.size();
    }
    return out;
  }

  /// The keys of the map that the first row gives, numbers in numeric order.
  static List<String> keys(OrtSession session, Feed feed, String output, Rows rows)
      throws OrtException {
    Map<String, OnnxTensor> tensors = feed.tensors(rows, 0, 1);
    try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
      if (result.get(0) instanceof OnnxSequence sequence
          && sequence.getValue().getFirst() instanceof OnnxMap map) {
        return map.getValue().keySet().stream().sorted().map(String::valueOf).toList();
      }
      return List.of();
    } finally {
      Feed.close(tensors);
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw failed(name, e);
    } finally {
      open.writeLock().unlock();
    }
  }
}
