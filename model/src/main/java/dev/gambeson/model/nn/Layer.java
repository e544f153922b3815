package dev.gambeson.model.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// One affine map. Weights lie in one array per input, and every inner loop adds a multiple of one
/// array to another from index 0 on: C2 turns that into vector instructions (with offsets into
/// larger arrays it cannot rule out that they overlap, and does not). The order of additions per
/// output is the same whatever the batch.
final class Layer {
  final int in;
  final int out;
  final float[][] weights; // [in][out]
  final float[] bias;

  Layer(float[][] weights, float[] bias) {
    this.in = weights.length;
    this.out = bias.length;
    this.weights = weights;
    this.bias = bias;
  }

  /// Weights uniform within `±sqrt(6 / in)` (He et al. 2015, for ReLU), biases zero.
  static Layer random(int in, int out, RandomGenerator random) {
    float[][] weights = new float[in][out];
    double bound = Math.sqrt(6.0 / in);
    for (float[] row : weights) {
      for (int o = 0; o < out; o++) {
        row[o] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
    return new Layer(weights, new float[out]);
  }

  Layer copy() {
    return new Layer(
        Arrays.stream(weights).map(float[]::clone).toArray(float[][]::new), bias.clone());
  }

  /// `to = from * weights + bias` for `rows` rows; zeros in `from` (one-hot columns, ReLU) cost
  /// nothing.
  void forward(float[] from, float[] to, int rows) {
    float[] sum = new float[out];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(bias, 0, sum, 0, out);
      for (int i = 0; i < in; i++) {
        float a = from[r * in + i];
        if (a != 0) {
          add(sum, a, weights[i]);
        }
      }
      System.arraycopy(sum, 0, to, r * out, out);
    }
  }

  /// Adds the gradients of this layer's parameters.
  void gradient(float[] from, float[] delta, int rows, float[][] dWeights, float[] dBias) {
    float[] d = new float[out];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(delta, r * out, d, 0, out);
      add(dBias, 1, d);
      for (int i = 0; i < in; i++) {
        float a = from[r * in + i];
        if (a != 0) {
          add(dWeights[i], a, d);
        }
      }
    }
  }

  /// The gradient with respect to this layer's inputs.
  void backward(float[] delta, float[] to, int rows) {
    float[][] transposed = transposed();
    float[] sum = new float[in];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(sum, 0);
      for (int o = 0; o < out; o++) {
        float d = delta[r * out + o];
        if (d != 0) {
          add(sum, d, transposed[o]);
        }
      }
      System.arraycopy(sum, 0, to, r * in, in);
    }
  }

  private float[][] transposed() {
    float[][] t = new float[out][in];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        t[o][i] = weights[i][o];
      }
    }
    return t;
  }

  private static void add(float[] y, float a, float[] x) {
    for (int k = 0; k < y.length; k++) {
      y[k] += a * x[k];
    }
  }
}
