package dev.gambeson.redteam.evasion;

import java.util.random.RandomGenerator;

/// One row on its way along the decision boundary: the current adversarial row, the best so far,
/// and the account of what is left to do.
final class Walker {
  final int position;
  final double[] x0;
  final RandomGenerator random;

  /// Current adversarial row; its categories are the template of every numeric move.
  double[] current;

  double[] best;
  double bestDistance = Double.POSITIVE_INFINITY;
  boolean started;
  boolean done;
  int stalled;

  Walker(int position, double[] x0, RandomGenerator random) {
    this.position = position;
    this.x0 = x0;
    this.random = random;
    this.current = x0;
    this.best = x0;
  }

  /// Stands on a row known to be adversarial.
  void stand(double[] row, MoveSpace space, ThreatModel threat) {
    current = row;
    double distance = threat.norm().of(space.change(x0, row));
    int changed = space.categoricalChanges(x0, row);
    if (changed <= threat.maxCategorical() && (!started || distance < bestDistance)) {
      best = row;
      bestDistance = distance;
      started = true;
    }
  }

  boolean walking() {
    return started && !done;
  }
}
