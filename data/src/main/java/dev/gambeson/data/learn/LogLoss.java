package dev.gambeson.data.learn;

import java.util.Arrays;

/// The penalised log loss of a linear model and its gradient.
final class LogLoss implements Lbfgs.Objective {
  private final Design design;
  private final int[] labels;
  private final int outputs;
  private final double c;

  /// @param outputs 1 for two classes (the score of class 1), else one per class
  LogLoss(Design design, int[] labels, int outputs, double c) {
    this.design = design;
    this.labels = labels;
    this.outputs = outputs;
    this.c = c;
  }

  @Override
  public double at(double[] w, double[] gradient) {
    Arrays.fill(gradient, 0);
    double[] z = new double[outputs];
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      design.scores(i, w, z);
      loss += outputs == 1 ? binary(z, labels[i]) : multinomial(z, labels[i]);
      for (int k = 0; k < outputs; k++) {
        z[k] *= c;
      }
      design.addTo(i, z, gradient);
    }
    return c * loss + penalty(w, gradient);
  }

  private double penalty(double[] w, double[] gradient) {
    int stride = design.width() + 1;
    double squares = 0;
    for (int k = 0; k < outputs; k++) {
      for (int j = k * stride; j < k * stride + stride - 1; j++) {
        squares += w[j] * w[j];
        gradient[j] += w[j];
      }
    }
    return squares / 2;
  }

  /// The loss; leaves its derivative by the score in `z`.
  private static double binary(double[] z, int label) {
    double signed = label == 1 ? z[0] : -z[0];
    double wrong = Logistic.sigmoid(-signed);
    z[0] = label == 1 ? -wrong : wrong;
    return signed > 0
        ? StrictMath.log1p(StrictMath.exp(-signed))
        : -signed + StrictMath.log1p(StrictMath.exp(signed));
  }

  private static double multinomial(double[] z, int label) {
    double own = z[label];
    double loss = Logistic.softmax(z) - own;
    z[label] -= 1;
    return loss;
  }
}
