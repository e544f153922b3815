package dev.gambeson.explain;

/// Nodes and weights of Gauss-Legendre quadrature on [0, 1] with up to 31 points, by Newton's
/// method on the Legendre polynomials (Abramowitz and Stegun 25.4.29).
final class GaussLegendre {
  private static final int MAX = TreePaths.MAX_SLOTS / 2;
  private static final double[][] NODES = new double[MAX + 1][];
  private static final double[][] WEIGHTS = new double[MAX + 1][];

  static {
    for (int n = 0; n <= MAX; n++) {
      NODES[n] = new double[n];
      WEIGHTS[n] = new double[n];
      for (int i = 0; i < n; i++) {
        solve(n, i);
      }
    }
  }

  private GaussLegendre() {}

  private static void solve(int n, int i) {
    double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 50; step++) {
      double p = 1;
      double previous = 0;
      for (int k = 1; k <= n; k++) {
        double next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
        previous = p;
        p = next;
      }
      slope = n * (x * p - previous) / (x * x - 1);
      double change = p / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) {
        break;
      }
    }
    NODES[n][i] = (1 - x) / 2;
    WEIGHTS[n][i] = 1 / ((1 - x * x) * slope * slope);
  }

  static double node(int points, int i) {
    return NODES[points][i];
  }

  static double weight(int points, int i) {
    return WEIGHTS[points][i];
  }
}
