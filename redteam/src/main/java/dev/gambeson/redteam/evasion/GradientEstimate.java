package dev.gambeson.redteam.evasion;

import java.util.List;

/// The direction in which the decision boundary lies, from labels of random points around a row on
/// it (Chen, Jordan and Wainwright 2020, equation 16: mean of the probes weighted by their label
/// less the mean label). Whole-number features are probed by at least one unit, since less moves
/// nothing.
final class GradientEstimate {
  /// Cells of probes held in memory at once.
  private static final int MAX_CELLS = 4_000_000;

  private final Chunk chunk;
  private final MoveSpace space;
  private final boolean sign;

  GradientEstimate(Chunk chunk) {
    this.chunk = chunk;
    this.space = chunk.space();
    this.sign = chunk.threat().norm() == Norm.LINF;
  }

  /// One direction per walker, of unit size in the norm.
  double[][] run(List<Walker> walkers, int probes, boolean first) {
    double[][] directions = new double[walkers.size()][];
    Questions questions = new Questions(space.width());
    int begin = 0;
    while (begin < walkers.size()) {
      questions.clear();
      int end = begin;
      do {
        ask(walkers.get(end++), probes, first, questions);
      } while (end < walkers.size() && questions.size() * (long) space.width() < MAX_CELLS);
      answer(walkers, begin, end, questions, directions);
      begin = end;
    }
    return directions;
  }

  private void ask(Walker w, int probes, boolean first, Questions questions) {
    double[] u = space.change(w.x0, w.current);
    double radius = radius(u, first);
    // Leave enough for the jump and the bisection that follow.
    int count = Math.min(probes, chunk.meter().remaining(w.position) - 25);
    double[] row = new double[w.x0.length];
    double[] probe = new double[u.length];
    for (int i = 0; i < count; i++) {
      noise(w, probe);
      double size = sign ? 1 : Norm.L2.of(probe);
      for (int j = 0; j < u.length; j++) {
        probe[j] = u[j] + Math.max(radius, unit(j)) * probe[j] / size;
      }
      space.place(w.x0, w.current, probe, row);
      questions.add(w.position, row);
    }
  }

  private double unit(int j) {
    return space.integer[j] ? 1.5 / space.scale[j] : 0;
  }

  private double radius(double[] u, boolean first) {
    double distance = chunk.threat().norm().of(u);
    int d = Math.max(1, u.length);
    return first ? 0.1 * Math.max(distance, 1e-9) : distance / (sign ? Math.sqrt(d) : d);
  }

  private void noise(Walker w, double[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] = sign ? 2 * w.random.nextDouble() - 1 : w.random.nextGaussian();
    }
  }

  private void answer(
      List<Walker> walkers, int begin, int end, Questions questions, double[][] directions) {
    int[] labels = chunk.meter().labels(questions);
    int q = 0;
    for (int i = begin; i < end; i++) {
      int from = q;
      while (q < labels.length && questions.owner(q) == walkers.get(i).position) {
        q++;
      }
      directions[i] = direction(walkers.get(i), questions, labels, from, q);
    }
  }

  private double[] direction(Walker w, Questions questions, int[] labels, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += side(labels[i], w);
    }
    mean /= Math.max(1, to - from);
    boolean oneSided = Math.abs(mean) == 1;
    double[] g = new double[space.numeric.length];
    for (int i = from; i < to; i++) {
      double weight = oneSided ? mean : side(labels[i], w) - mean;
      for (int j = 0; j < g.length; j++) {
        int f = space.numeric[j];
        g[j] += weight * space.step(j, w.current[f], questions.at(i, f));
      }
    }
    return normalised(g);
  }

  private int side(int label, Walker w) {
    return chunk.reached(label, w.position) ? 1 : -1;
  }

  private double[] normalised(double[] g) {
    double size = Norm.L2.of(g);
    for (int j = 0; j < g.length; j++) {
      if (sign) {
        g[j] = Math.signum(g[j]);
      } else if (size > 0) {
        g[j] /= size;
      }
    }
    return g;
  }
}
