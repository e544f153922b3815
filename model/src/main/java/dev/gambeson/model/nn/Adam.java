package dev.gambeson.model.nn;

/// Adam (Kingma and Ba 2015, algorithm 1) for one block of parameters, with their usual constants.
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  final float[][] gradient;
  private final float[][] parameters;
  private final float[][] first;
  private final float[][] second;
  private final float l2;
  private double power1 = 1;
  private double power2 = 1;

  Adam(float[][] parameters, double l2) {
    int width = parameters[0].length;
    this.parameters = parameters;
    this.l2 = (float) l2;
    this.gradient = new float[parameters.length][width];
    this.first = new float[parameters.length][width];
    this.second = new float[parameters.length][width];
  }

  /// Moves the parameters against [#gradient] and clears it.
  void step(double rate) {
    power1 *= BETA1;
    power2 *= BETA2;
    float size = (float) (rate / (1 - power1));
    float correction = (float) (1 / (1 - power2));
    for (int r = 0; r < parameters.length; r++) {
      step(size, correction, parameters[r], gradient[r], first[r], second[r]);
    }
  }

  private void step(
      float size, float correction, float[] w, float[] gradient, float[] first, float[] second) {
    for (int i = 0; i < w.length; i++) {
      float g = gradient[i] + l2 * w[i];
      float m = BETA1 * first[i] + (1 - BETA1) * g;
      float v = BETA2 * second[i] + (1 - BETA2) * g * g;
      first[i] = m;
      second[i] = v;
      w[i] -= size * m / ((float) Math.sqrt(v * correction) + EPSILON);
      gradient[i] = 0;
    }
  }
}
