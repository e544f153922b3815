package dev.gambeson.explain;

/// Absent columns follow both branches by training weight: TreeSHAP as in Lundberg et al. 2018
/// ("Consistent individualized feature attribution for tree ensembles", Algorithm 2).
///
/// A leaf of value `v` whose slot `j` lets the share `z_j` of training weight through, and the row
/// (`o_j` = 1) or not (0), is worth `v * prod(j in S: o_j) * prod(j not in S: z_j)` to a coalition
/// `S`. Its Shapley value for `i` is `v (o_i - z_i) * integral over t from 0 to 1 of prod(j != i:
/// z_j (1 - t) + o_j t)`, since the integral of `t^s (1-t)^(d-1-s)` is `s! (d-1-s)! / d!`. The
/// integrand is a polynomial of degree `d - 1`, which Gauss-Legendre quadrature with `ceil(d / 2)`
/// points integrates exactly; all terms are positive, so nothing cancels.
final class PathGame implements LeafGame {
  private final TreePaths paths;
  private final double[] factors = new double[TreePaths.MAX_SLOTS];
  private final double[] before = new double[TreePaths.MAX_SLOTS];

  PathGame(TreePaths paths) {
    this.paths = paths;
  }

  @Override
  public void values(int leaf, long pattern, double[] out, int at) {
    double[] zero = paths.zeroFractions(leaf);
    int d = zero.length;
    for (int i = 0; i < d; i++) {
      out[at + i] = 0;
    }
    int points = (d + 1) / 2;
    for (int q = 0; q < points; q++) {
      addPoint(
          zero, pattern, GaussLegendre.node(points, q), GaussLegendre.weight(points, q), out, at);
    }
    double value = paths.value(leaf);
    for (int i = 0; i < d; i++) {
      out[at + i] *= value * ((pattern >>> i & 1) - zero[i]);
    }
  }

  private void addPoint(
      double[] zero, long pattern, double t, double weight, double[] out, int at) {
    double product = weight;
    int d = zero.length;
    for (int j = 0; j < d; j++) {
      double factor = zero[j] * (1 - t) + ((pattern >>> j & 1) != 0 ? t : 0);
      factors[j] = factor;
      before[j] = product;
      product *= factor;
    }
    double after = 1;
    for (int j = d - 1; j >= 0; j--) {
      out[at + j] += before[j] * after;
      after *= factors[j];
    }
  }

  @Override
  public double expected(int leaf) {
    double product = paths.value(leaf);
    for (double z : paths.zeroFractions(leaf)) {
      product *= z;
    }
    return product;
  }
}
