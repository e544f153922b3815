package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.List;

/// The label-only attack of Chen, Jordan and Wainwright (2020, "HopSkipJumpAttack", algorithm 2),
/// for mixed rows: it needs nothing but predicted classes.
///
/// It starts from real rows of the wanted class, walks along the boundary with gradient directions
/// estimated from labels, in units of each feature's scale, and reports the nearest adversarial row
/// it met. Categories are changed greedily within the allowed number: they cost no distance. In
/// `L1` the walk is that of `L2`, measured in `L1`. Not finding a row does not prove that there is
/// none.
///
/// @param probes labels asked for the first gradient estimate; grows with the square root of the
///   step (the paper takes 100); 0 chooses by the number of features
/// @param stopAt a row whose adversarial variant is this near is left alone; 0 spends the budget
public record HopSkipJump(int probes, double stopAt) implements Attack {
  /// Bracket, as a share of the distance, at which bisection ends.
  private static final double TOLERANCE = 2e-3;

  private static final int STALLED = 5;

  /// Spends its whole budget on the nearest row.
  public static HopSkipJump nearest() {
    return new HopSkipJump(0, 0);
  }

  @Override
  public String name() {
    return "HopSkipJump (labels)";
  }

  @Override
  public Found[] search(Chunk chunk) {
    List<Walker> walkers = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      walkers.add(new Walker(i, chunk.originals()[i], chunk.random(i, "hop-skip-jump")));
    }
    new StartSearch(chunk).run(walkers);
    new Walk(this, chunk).run(walkers);
    return walkers.stream().map(w -> found(w, chunk)).toArray(Found[]::new);
  }

  private static Found found(Walker w, Chunk chunk) {
    if (w.started) {
      return Found.at(w.best);
    }
    return Found.none(
        chunk.meter().remaining(w.position) > 0 ? RowOutcome.NO_START : RowOutcome.BUDGET);
  }

  private int firstProbes(int dimensions) {
    return probes > 0 ? probes : Math.clamp(2L * dimensions, 24, 100);
  }

  /// The walk of all rows of a chunk.
  private static final class Walk {
    private final HopSkipJump attack;
    private final Chunk chunk;
    private final MoveSpace space;
    private final BoundarySearch boundary;
    private final GradientEstimate gradients;

    Walk(HopSkipJump attack, Chunk chunk) {
      this.attack = attack;
      this.chunk = chunk;
      this.space = chunk.space();
      this.boundary = new BoundarySearch(chunk);
      this.gradients = new GradientEstimate(chunk);
    }

    void run(List<Walker> walkers) {
      boundary.run(walking(walkers), TOLERANCE);
      new CategoricalDescent(chunk).run(walking(walkers));
      boundary.run(walking(walkers), TOLERANCE);
      int first = attack.firstProbes(space.numeric.length);
      for (int step = 1; !walking(walkers).isEmpty(); step++) {
        int probes = (int) (first * Math.sqrt(step));
        walkers.stream()
            .filter(Walker::walking)
            .filter(w -> !affords(w))
            .forEach(w -> w.done = true);
        step(walking(walkers), step, probes);
      }
    }

    private List<Walker> walking(List<Walker> walkers) {
      for (Walker w : walkers) {
        w.done |= w.bestDistance <= attack.stopAt() || space.numeric.length == 0;
      }
      return walkers.stream().filter(Walker::walking).toList();
    }

    /// A step is worth taking when a gradient and the bisection after it can be paid.
    private boolean affords(Walker w) {
      return chunk.meter().remaining(w.position) >= 40 && w.stalled < STALLED;
    }

    private void step(List<Walker> walkers, int step, int probes) {
      double[] before = walkers.stream().mapToDouble(w -> w.bestDistance).toArray();
      double[][] directions = gradients.run(walkers, probes, step == 1);
      jump(walkers, directions, step);
      boundary.run(walkers, TOLERANCE);
      for (int i = 0; i < before.length; i++) {
        Walker w = walkers.get(i);
        w.stalled = w.bestDistance < before[i] * (1 - TOLERANCE) ? 0 : w.stalled + 1;
      }
    }

    /// Geometric search of a step along each direction that stays adversarial (algorithm 2, step
    /// 2).
    private void jump(List<Walker> walkers, double[][] directions, int step) {
      List<Leap> leaps = new ArrayList<>();
      for (int i = 0; i < walkers.size(); i++) {
        Walker w = walkers.get(i);
        double distance = chunk.threat().norm().of(space.change(w.x0, w.current));
        leaps.add(new Leap(w, space, directions[i], distance / Math.sqrt(step)));
      }
      Questions questions = new Questions(space.width());
      for (int halving = 0; halving < 12 && !leaps.isEmpty(); halving++) {
        leaps.removeIf(l -> chunk.meter().remaining(l.walker.position) < 15);
        questions.clear();
        leaps.forEach(l -> questions.add(l.walker.position, l.landing(space)));
        int[] labels = chunk.meter().labels(questions);
        List<Leap> again = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
          Leap leap = leaps.get(i);
          if (chunk.reached(labels[i], leap.walker.position)) {
            leap.walker.stand(questions.row(i), space, chunk.threat());
          } else {
            leap.length /= 2;
            again.add(leap);
          }
        }
        leaps = again;
      }
    }
  }

  /// One row's search for a step length.
  private static final class Leap {
    final Walker walker;
    private final double[] from;
    private final double[] direction;
    double length;

    Leap(Walker walker, MoveSpace space, double[] direction, double length) {
      this.walker = walker;
      this.from = space.change(walker.x0, walker.current);
      this.direction = direction;
      this.length = length;
    }

    double[] landing(MoveSpace space) {
      double[] u = from.clone();
      for (int j = 0; j < u.length; j++) {
        u[j] += length * direction[j];
      }
      double[] row = new double[walker.x0.length];
      space.place(walker.x0, walker.current, u, row);
      return row;
    }
  }
}
