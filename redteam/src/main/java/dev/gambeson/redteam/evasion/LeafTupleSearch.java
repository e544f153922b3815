package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// The leaf-tuple descent for one row.
final class LeafTupleSearch {
  private static final int BISECTIONS = 12;
  private static final int RANDOM = 60;

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

  private record Candidate(double[] row, double distance) {}

  Found run(int starts) {
    List<double[]> begin = starts(starts);
    if (begin.isEmpty()) {
      return Found.none(RowOutcome.NO_START);
    }
    LeafDescent descent = new LeafDescent(forest, space, threat, x0, chunk.truth()[position]);
    List<Candidate> candidates = new ArrayList<>();
    for (double[] start : begin) {
      double[] row = descent.run(forest.tuple(start));
      if (space.categoricalChanges(x0, row) <= threat.maxCategorical()) {
        candidates.add(new Candidate(row, threat.norm().of(space.change(x0, row))));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::distance));
    return candidates.isEmpty() ? Found.none(RowOutcome.HELD) : nearestThatHolds(candidates);
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
  private List<double[]> starts(int count) {
    double[][] near = chunk.pool().nearest(space, threat, x0, chunk.truth()[position], count);
    List<double[]> starts = new ArrayList<>();
    for (double[] neighbour : near) {
      double[] numbers = new double[x0.length];
      space.place(x0, x0, space.change(x0, neighbour), numbers);
      if (adversarial(numbers)) {
        starts.add(bisected(numbers));
      } else if (adversarial(neighbour)) {
        starts.add(bisected(neighbour));
      }
    }
    RandomGenerator random = chunk.random(position, "leaf-tuples");
    for (int i = 0; i < RANDOM && starts.size() < count; i++) {
      double[] row = random(random);
      if (adversarial(row)) {
        starts.add(bisected(row));
      }
    }
    return starts;
  }

  private boolean adversarial(double[] row) {
    return forest.margin(forest.margins(forest.tuple(row)), threat, chunk.truth()[position])
        < -LeafDescent.CLEAR;
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
