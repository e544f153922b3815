package dev.gambeson.model.nn;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;

/// A feed-forward network: affine layers with ReLU between them and a softmax at the end. Immutable
/// and thread-safe once trained.
///
/// The same samples, options and seed give the same weights, bit for bit, on any machine and any
/// number of threads: training is sequential, sums have a fixed order, and `exp` and `log` are
/// those of `StrictMath`. Scores of a row do not depend on the rows beside it.
public final class DenseNetwork {
  private static final int CHUNK = 256;

  private final List<Layer> layers;

  DenseNetwork(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  /// Trains on softmax cross-entropy with Adam (Kingma and Ba 2015).
  public static DenseNetwork train(Samples samples, TrainingOptions options, Seed seed) {
    return new Trainer(samples, options, seed).run();
  }

  /// Trains on class labels: [#train(Samples, TrainingOptions, Seed)] of [Samples#labelled].
  public static DenseNetwork train(
      float[] x, int width, int[] labels, int classes, TrainingOptions options, Seed seed) {
    return train(Samples.labelled(x, width, labels, classes), options, seed);
  }

  /// Inputs per row.
  public int width() {
    return layers.getFirst().in;
  }

  /// Number of classes.
  public int classes() {
    return layers.getLast().out;
  }

  List<Layer> layers() {
    return layers;
  }

  /// Probabilities, row-major, `rows * classes()`.
  ///
  /// @param x rows of `width()` finite inputs, row-major
  public float[] scores(float[] x) {
    float[] out = logits(x);
    softmax(out, classes());
    return out;
  }

  /// What the last layer gives before the softmax, row-major.
  public float[] logits(float[] x) {
    int rows = rows(x);
    float[] out = new float[rows * classes()];
    for (int from = 0; from < rows; from += CHUNK) {
      int n = Math.min(CHUNK, rows - from);
      float[] chunk = new float[n * width()];
      System.arraycopy(x, from * width(), chunk, 0, chunk.length);
      float[] last = forward(chunk, n)[layers.size()];
      System.arraycopy(last, 0, out, from * classes(), n * classes());
    }
    return out;
  }

  /// What the last hidden layer makes of rows, after its ReLU; the inputs themselves without hidden
  /// layers.
  ///
  /// @param x rows of `width()` finite inputs, row-major
  public Rows lastHidden(float[] x) {
    int rows = rows(x);
    int wide = layers.getLast().in;
    double[] out = new double[Math.multiplyExact(rows, wide)];
    for (int from = 0; from < rows; from += CHUNK) {
      int n = Math.min(CHUNK, rows - from);
      float[] chunk = Arrays.copyOfRange(x, from * width(), (from + n) * width());
      float[] hidden = forward(chunk, n)[layers.size() - 1];
      for (int i = 0; i < n * wide; i++) {
        out[from * wide + i] = hidden[i];
      }
    }
    return new Rows(rows, wide, out);
  }

  /// The gradient of each row's cross-entropy with respect to its inputs, row-major: the direction
  /// in which a white-box attack moves.
  ///
  /// @param x rows of `width()` inputs
  /// @param targets wanted probabilities, `rows * classes()`
  public float[] inputGradient(float[] x, float[] targets) {
    int rows = rows(x);
    if (targets.length != rows * classes()) {
      throw new IllegalArgumentException(
          targets.length + " targets for " + rows + " rows of " + classes() + " classes");
    }
    float[][] activations = forward(x, rows);
    float[] delta = activations[layers.size()].clone();
    softmax(delta, classes());
    for (int i = 0; i < delta.length; i++) {
      delta[i] -= targets[i];
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      float[] back = new float[rows * layers.get(l).in];
      layers.get(l).backward(delta, back, rows);
      if (l > 0) {
        mask(back, activations[l], back.length);
      }
      delta = back;
    }
    return delta;
  }

  /// The network as an ONNX file (operator set 13): one float input `[rows, width()]`, outputs
  /// `label` (int64, class index, of equal scores the later one) and `probabilities`. The same
  /// network always gives the same bytes.
  ///
  /// @param input name of the input; not `label` or `probabilities`
  public byte[] toOnnx(String input) {
    return OnnxExport.bytes(this, input);
  }

  /// Activations: the inputs, each hidden layer after its ReLU, and the logits.
  private float[][] forward(float[] x, int rows) {
    float[][] activations = new float[layers.size() + 1][];
    activations[0] = x;
    for (int l = 0; l < layers.size(); l++) {
      activations[l + 1] = new float[rows * layers.get(l).out];
    }
    forward(layers, activations, rows);
    return activations;
  }

  static void forward(List<Layer> layers, float[][] activations, int rows) {
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      layer.forward(activations[l], activations[l + 1], rows);
      if (l < layers.size() - 1) {
        relu(activations[l + 1], rows * layer.out);
      }
    }
  }

  private static void relu(float[] values, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = Math.max(values[i], 0);
    }
  }

  /// Zeroes the gradient where the unit was off.
  static void mask(float[] gradient, float[] activation, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] = activation[i] > 0 ? gradient[i] : 0;
    }
  }

  static void softmax(float[] logits, int classes) {
    softmax(logits, classes, logits.length / classes);
  }

  static void softmax(float[] logits, int classes, int rows) {
    for (int at = 0; at < rows * classes; at += classes) {
      float max = logits[at];
      for (int c = 1; c < classes; c++) {
        max = Math.max(max, logits[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double e = StrictMath.exp((double) logits[at + c] - max);
        logits[at + c] = (float) e;
        sum += e;
      }
      for (int c = 0; c < classes; c++) {
        logits[at + c] = (float) (logits[at + c] / sum);
      }
    }
  }

  private int rows(float[] x) {
    if (x.length % width() != 0) {
      throw new IllegalArgumentException(x.length + " inputs are not rows of width " + width());
    }
    return x.length / width();
  }
}
