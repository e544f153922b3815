package dev.gambeson.redteam.evasion;

import java.util.random.RandomGenerator;

/// Random valid variants of one row within the threat model: uniform in the box for `LINF`, on the
/// sphere of a random direction with uniform radius otherwise, with as many random categorical
/// changes as are allowed.
final class NoisyRows {
  private final MoveSpace space;
  private final ThreatModel threat;
  private final double[] x0;
  private final RandomGenerator random;

  NoisyRows(Chunk chunk, int position, RandomGenerator random) {
    this.space = chunk.space();
    this.threat = chunk.threat();
    this.x0 = chunk.originals()[position];
    this.random = random;
  }

  double[] next() {
    double[] template = x0.clone();
    for (int c = 0; c < threat.maxCategorical() && space.categorical.length > 0; c++) {
      CategoricalMoves.change(space, template, random);
    }
    double[] u = new double[space.numeric.length];
    boolean box = threat.norm() == Norm.LINF;
    for (int j = 0; j < u.length; j++) {
      u[j] = box ? threat.epsilon() * (2 * random.nextDouble() - 1) : random.nextGaussian();
    }
    if (!box) {
      double factor = threat.epsilon() * random.nextDouble() / threat.norm().of(u);
      for (int j = 0; j < u.length; j++) {
        u[j] *= factor;
      }
    }
    double[] row = new double[x0.length];
    space.project(threat.norm(), threat.epsilon(), x0, template, u, row);
    return row;
  }
}
