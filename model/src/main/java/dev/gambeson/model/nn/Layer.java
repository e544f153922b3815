package dev.gambeson.model.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// One affine map. Weights lie input-major (`weights[i * out + o]`), so that every inner loop adds
/// a multiple of one contiguous row to another: C2 turns that into vector instructions, and the
/// order of additions per output is the same whatever the batch.
final class Layer {
  final int in;
  final int out;
  final float[] weights;
  final float[] bias;

  Layer(int in, int out, float[] weights, float[] bias) {
    this.in = in;
    this.out = out;
    this.weights = weights;
    this.bias = bias;
  }

  /// Weights uniform within `±sqrt(6 / in)` (He et al. 2015, for ReLU), biases zero.
  static Layer random(int in, int out, RandomGenerator random) {
    float[] weights = new float[Math.multiplyExact(in, out)];
    double bound = Math.sqrt(6.0 / in);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return new Layer(in, out, weights, new float[out]);
  }

  Layer copy() {
    return new Layer(in, out, weights.clone(), bias.clone());
  }

  /// `to = from * weights + bias` for `rows` rows; zeros in `from` (one-hot columns, ReLU) cost
  /// nothing.
  void forward(float[] from, float[] to, int rows) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(bias, 0, to, r * out, out);
      for (int i = 0; i < in; i++) {
        float a = from[r * in + i];
        if (a != 0) {
          axpy(a, weights, i * out, to, r * out, out);
        }
      }
    }
  }

  /// Adds the gradients of this layer's parameters.
  void gradient(float[] from, float[] delta, int rows, float[] dWeights, float[] dBias) {
    for (int r = 0; r < rows; r++) {
      axpy(1, delta, r * out, dBias, 0, out);
      for (int i = 0; i < in; i++) {
        float a = from[r * in + i];
        if (a != 0) {
          axpy(a, delta, r * out, dWeights, i * out, out);
        }
      }
    }
  }

  /// The gradient with respect to this layer's inputs.
  ///
  /// @param transposed [#transposed] weights
  void backward(float[] delta, float[] to, int rows, float[] transposed) {
    Arrays.fill(to, 0, rows * in, 0);
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        float d = delta[r * out + o];
        if (d != 0) {
          axpy(d, transposed, o * in, to, r * in, in);
        }
      }
    }
  }

  float[] transposed() {
    float[] t = new float[weights.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        t[o * in + i] = weights[i * out + o];
      }
    }
    return t;
  }

  private static void axpy(float a, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int k = 0; k < n; k++) {
      y[yAt + k] += a * x[xAt + k];
    }
  }
}
