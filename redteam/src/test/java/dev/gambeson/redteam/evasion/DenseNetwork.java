package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Rows;
import java.util.List;

/// A plain feed-forward network with ReLU, float32.
///
/// @param weights per layer, one row per output
/// @param biases per layer
record DenseNetwork(List<float[]> weights, List<float[]> biases) {
  float[] logits(Rows rows) {
    int k = biases.getLast().length;
    float[] out = new float[rows.count() * k];
    for (int i = 0; i < rows.count(); i++) {
      float[] x = new float[rows.width()];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) rows.at(i, j);
      }
      for (int layer = 0; layer < weights.size(); layer++) {
        x = layer(layer, x);
      }
      System.arraycopy(x, 0, out, i * k, k);
    }
    return out;
  }

  float[] probabilities(Rows rows) {
    return softmax(logits(rows), biases.getLast().length);
  }

  private float[] layer(int layer, float[] x) {
    float[] w = weights.get(layer);
    float[] y = biases.get(layer).clone();
    boolean last = layer == weights.size() - 1;
    for (int o = 0; o < y.length; o++) {
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      int at = o * x.length;
      int j = 0;
      for (; j + 3 < x.length; j += 4) {
        a += w[at + j] * x[j];
        b += w[at + j + 1] * x[j + 1];
        c += w[at + j + 2] * x[j + 2];
        d += w[at + j + 3] * x[j + 3];
      }
      for (; j < x.length; j++) {
        a += w[at + j] * x[j];
      }
      y[o] += (a + b) + (c + d);
      y[o] = last ? y[o] : Math.max(0, y[o]);
    }
    return y;
  }

  static float[] softmax(float[] logits, int k) {
    float[] p = new float[logits.length];
    for (int i = 0; i < logits.length; i += k) {
      double top = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        top = Math.max(top, logits[i + c]);
      }
      double sum = 0;
      for (int c = 0; c < k; c++) {
        sum += Math.exp(logits[i + c] - top);
      }
      for (int c = 0; c < k; c++) {
        p[i + c] = (float) (Math.exp(logits[i + c] - top) / sum);
      }
    }
    return p;
  }
}
