package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// The leaf-tuple descent for one row.
final class LeafTupleSearch {
  private static final int BISECTIONS = 12;
  private static final int RANDOM = 60;
  private static final int HOPS = 4;
  private static final int SINGLES = 500;
  private static final int TEMPLATES = 3;
  private static final int SHAKES = 8;

  private final BoxForest forest;
  private final Chunk chunk;
  private final int position;
  private final double[] x0;
  private final MoveSpace space;
  private final ThreatModel threat;

  LeafTupleSearch(BoxForest forest, Chunk chunk, int position) {
    this.forest = forest;
    this.chunk = chunk;
    this.position = position;
    this.x0 = chunk.originals()[position];
    this.space = chunk.space();
    this.threat = chunk.threat();
  }

  @SuppressWarnings("ArrayRecordComponent") // private, written once
  private record Candidate(double[] row, double distance) {}

  Found run(int starts) {
    RandomGenerator random = chunk.random(position, "leaf-tuples");
    List<double[]> begin = starts(starts, random);
    if (begin.isEmpty()) {
      return Found.none(RowOutcome.NO_START);
    }
    LeafDescent descent = new LeafDescent(forest, space, threat, x0, chunk.truth()[position]);
    List<Candidate> candidates = new ArrayList<>();
    for (double[] start : begin) {
      descend(descent, start, candidates);
      descend(descent, sparse(start, random), candidates);
    }
    hop(descent, candidates, HOPS * starts, random);
    candidates.sort(Comparator.comparingDouble(Candidate::distance));
    return candidates.isEmpty() ? Found.none(RowOutcome.HELD) : nearestThatHolds(candidates);
  }

  private void descend(LeafDescent descent, double[] start, List<Candidate> candidates) {
    double[] row = descent.run(forest.tuple(start));
    if (space.categoricalChanges(x0, row) <= threat.maxCategorical()) {
      candidates.add(new Candidate(row, threat.norm().of(space.change(x0, row))));
    }
  }

  /// Descends again from random neighbours of the best row: a descent over single trees ends where
  /// two trees would have to move together.
  private void hop(
      LeafDescent descent, List<Candidate> candidates, int hops, RandomGenerator random) {
    for (int hop = 0; hop < hops && !candidates.isEmpty(); hop++) {
      Candidate best =
          candidates.stream().min(Comparator.comparingDouble(Candidate::distance)).orElseThrow();
      double[] start = shaken(best, random);
      for (int shake = 1; shake < SHAKES && !adversarial(start); shake++) {
        start = shaken(best, random);
      }
      if (adversarial(start)) {
        descend(descent, hop % 2 == 0 ? start : sparse(start, random), candidates);
      }
    }
  }

  /// A random neighbour of the best row, a little inside its distance in `LINF`, where all but the
  /// largest change are free.
  private double[] shaken(Candidate best, RandomGenerator random) {
    double[] u = space.change(x0, best.row());
    double size = best.distance();
    boolean box = threat.norm() == Norm.LINF;
    double inside = size * (1 - 0.1 * random.nextDouble());
    double spread = size * random.nextDouble();
    for (int j = 0; j < u.length; j++) {
      if (box) {
        boolean free = random.nextInt(3) == 0;
        double to = free ? inside * (2 * random.nextDouble() - 1) : u[j];
        u[j] = Math.clamp(to, -inside, inside);
      } else if (random.nextInt(3) == 0) {
        u[j] += spread * random.nextGaussian();
      }
    }
    double[] row = new double[x0.length];
    space.place(x0, best.row(), u, row);
    return row;
  }

  /// Takes numbers back to the original in random order as long as the row stays adversarial.
  private double[] sparse(double[] start, RandomGenerator random) {
    double[] row = start.clone();
    int[] order = space.numeric.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    for (int f : order) {
      double kept = row[f];
      if (Double.compare(kept, x0[f]) != 0) {
        row[f] = x0[f];
        if (!adversarial(row)) {
          row[f] = kept;
        }
      }
    }
    return row;
  }

  /// Asks the model itself, nearest first: its float32 sums may decide a near tie differently.
  private Found nearestThatHolds(List<Candidate> candidates) {
    Questions questions = new Questions(space.width());
    for (Candidate candidate : candidates) {
      if (chunk.meter().remaining(position) > 0) {
        questions.clear();
        questions.add(position, candidate.row());
        if (chunk.reached(chunk.meter().labels(questions)[0], position)) {
          return Found.at(candidate.row());
        }
      }
    }
    return Found.none(RowOutcome.HELD);
  }

  /// Adversarial variants of the original, each brought to the boundary by bisection: numbers of
  /// neighbouring rows alone, whole neighbours, and random rows when neither works.
  private List<double[]> starts(int count, RandomGenerator random) {
    double[][] near = chunk.pool().nearest(space, threat, x0, chunk.truth()[position], count);
    List<double[]> templates = templates(random);
    List<double[]> starts = new ArrayList<>();
    if (adversarial(templates.getLast())) {
      starts.add(templates.getLast());
      return starts;
    }
    for (int i = 0; i < near.length; i++) {
      double[] numbers = new double[x0.length];
      double[] template = templates.get(i % templates.size());
      space.place(x0, template, space.change(x0, near[i]), numbers);
      if (adversarial(numbers)) {
        starts.add(bisected(numbers));
      } else if (adversarial(near[i])) {
        starts.add(bisected(near[i]));
      }
    }
    double reach = near.length == 0 ? 1 : Norm.LINF.of(space.change(x0, near[0]));
    for (int i = 0; i < count; i++) {
      double[] noisy = noisy(reach, templates.get(i % templates.size()), random);
      if (adversarial(noisy)) {
        starts.add(bisected(noisy));
      }
    }
    for (int i = 0; i < RANDOM && starts.size() < count; i++) {
      double[] row = random(random);
      if (adversarial(row)) {
        starts.add(bisected(row));
      }
    }
    return starts;
  }

  /// The original and, where categories may change, the changed originals that come nearest to the
  /// wanted decision, the best last: categories cost no distance, so the descent starts from them.
  private List<double[]> templates(RandomGenerator random) {
    List<double[]> templates = new ArrayList<>(List.of(x0));
    for (int change = 0; change < threat.maxCategorical(); change++) {
      List<double[]> singles =
          new ArrayList<>(
              CategoricalMoves.singles(space, x0, templates.getLast(), random, SINGLES));
      singles.sort(Comparator.comparingDouble((double[] row) -> margin(row)).reversed());
      templates.addAll(singles.subList(Math.max(0, singles.size() - TEMPLATES), singles.size()));
    }
    return templates;
  }

  private double margin(double[] row) {
    return forest.margin(forest.margins(forest.tuple(row)), threat, chunk.truth()[position]);
  }

  private boolean adversarial(double[] row) {
    return margin(row) < -LeafDescent.CLEAR;
  }

  private double[] bisected(double[] start) {
    double[] u = space.change(x0, start);
    double low = 0;
    double high = 1;
    double[] best = start;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      double[] part = new double[u.length];
      for (int j = 0; j < u.length; j++) {
        part[j] = middle * u[j];
      }
      double[] row = new double[x0.length];
      space.place(x0, start, part, row);
      if (adversarial(row)) {
        high = middle;
        best = row;
      } else {
        low = middle;
      }
    }
    return best;
  }

  /// Growing Gaussian noise around the original until the row is adversarial (Zhang et al., section
  /// 3.4), or the last one tried.
  private double[] noisy(double reach, double[] template, RandomGenerator random) {
    double[] row = new double[x0.length];
    double[] u = new double[space.numeric.length];
    for (double size = reach / 8; size <= 2 * reach; size *= 1.5) {
      for (int j = 0; j < u.length; j++) {
        u[j] = size * random.nextGaussian();
      }
      space.place(x0, template, u, row);
      if (adversarial(row)) {
        return row;
      }
    }
    return row;
  }

  private double[] random(RandomGenerator random) {
    double[] template = x0.clone();
    for (int c = 0; c < threat.maxCategorical() && space.categorical.length > 0; c++) {
      CategoricalMoves.change(space, template, random);
    }
    double[] u = new double[space.numeric.length];
    for (int j = 0; j < u.length; j++) {
      double x = x0[space.numeric[j]];
      double to = space.low(j, x) + random.nextDouble() * (space.high(j, x) - space.low(j, x));
      u[j] = space.step(j, x, to);
    }
    double[] row = new double[x0.length];
    space.place(x0, template, u, row);
    return row;
  }
}
