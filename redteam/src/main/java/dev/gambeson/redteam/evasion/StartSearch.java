package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Finds each row a first adversarial variant within the allowed categorical changes: single
/// categorical changes of the original, then numbers of real rows of the wanted class, then those
/// rows with their categories taken back one by one, then random valid rows.
final class StartSearch {
  private static final int NEIGHBOURS = 10;
  private static final int RANDOM = 60;

  private final Chunk chunk;
  private final MoveSpace space;
  private final int changes;

  StartSearch(Chunk chunk) {
    this.chunk = chunk;
    this.space = chunk.space();
    this.changes = chunk.threat().maxCategorical();
  }

  void run(List<Walker> walkers) {
    double[][][] near = new double[walkers.size()][][];
    for (Walker w : walkers) {
      near[w.position] =
          chunk.pool().nearest(space, chunk.threat(), w.x0, chunk.truth()[w.position], NEIGHBOURS);
    }
    if (changes > 0) {
      tryAll(walkers, w -> CategoricalMoves.singles(space, w.x0, w.x0, w.random, room(w) / 4));
    }
    tryAll(pending(walkers), w -> numbersOf(w, near[w.position]));
    for (int k = 0; k < NEIGHBOURS && !pending(walkers).isEmpty(); k++) {
      int rank = k;
      takeBack(
          pending(walkers).stream().filter(w -> near[w.position].length > rank).toList(), near, k);
    }
    tryAll(pending(walkers), this::randomRows);
  }

  private int room(Walker w) {
    return chunk.meter().remaining(w.position);
  }

  private static List<Walker> pending(List<Walker> walkers) {
    return walkers.stream().filter(w -> !w.started).toList();
  }

  /// Asks every proposal of every walker at once; each walker stands on the nearest that works.
  private void tryAll(List<Walker> walkers, Function<Walker, List<double[]>> proposals) {
    Questions questions = new Questions(space.width());
    Walker[] owner = new Walker[chunk.size()];
    for (Walker w : walkers) {
      owner[w.position] = w;
      List<double[]> rows = proposals.apply(w);
      rows.subList(0, Math.min(rows.size(), room(w))).forEach(r -> questions.add(w.position, r));
    }
    int[] labels = chunk.meter().labels(questions);
    for (int i = 0; i < labels.length; i++) {
      Walker w = owner[questions.owner(i)];
      if (chunk.reached(labels[i], w.position)) {
        w.stand(questions.row(i), space, chunk.threat());
      }
    }
    walkers.forEach(w -> w.current = w.best);
  }

  /// The original with the numbers of each neighbour: no categorical change at all.
  private List<double[]> numbersOf(Walker w, double[][] neighbours) {
    List<double[]> rows = new ArrayList<>();
    for (double[] neighbour : neighbours) {
      double[] row = new double[w.x0.length];
      space.place(w.x0, w.x0, space.change(w.x0, neighbour), row);
      rows.add(row);
    }
    return rows;
  }

  private List<double[]> randomRows(Walker w) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < RANDOM; i++) {
      double[] row = w.x0.clone();
      for (int j = 0; j < space.numeric.length; j++) {
        double x = w.x0[space.numeric[j]];
        double to = space.low(j, x) + w.random.nextDouble() * (space.high(j, x) - space.low(j, x));
        row[space.numeric[j]] = space.value(j, x, space.step(j, x, to));
      }
      for (int c = 0; c < changes && space.categorical.length > 0; c++) {
        CategoricalMoves.change(space, row, w.random);
      }
      rows.add(row);
    }
    return rows;
  }

  /// Takes neighbour number `k`, if it fools the model, back towards the original one category at a
  /// time, as long as it still does.
  private void takeBack(List<Walker> walkers, double[][][] near, int k) {
    List<Walker> alive = new ArrayList<>();
    ask(
        walkers,
        w -> near[w.position][k],
        (w, row) -> {
          w.current = row;
          alive.add(w);
        });
    for (int f : space.categorical) {
      List<Walker> differing =
          alive.stream()
              .filter(w -> w.current[f] != w.x0[f])
              .sorted(Comparator.comparingInt(w -> w.position))
              .toList();
      ask(
          differing,
          w -> {
            double[] row = w.current.clone();
            row[f] = w.x0[f];
            return row;
          },
          (w, row) -> w.current = row);
    }
    alive.forEach(w -> w.stand(w.current, space, chunk.threat()));
  }

  private interface Success {
    void found(Walker walker, double[] row);
  }

  private void ask(List<Walker> walkers, Function<Walker, double[]> question, Success success) {
    Questions questions = new Questions(space.width());
    List<Walker> asked = walkers.stream().filter(w -> room(w) > 0).toList();
    asked.forEach(w -> questions.add(w.position, question.apply(w)));
    int[] labels = chunk.meter().labels(questions);
    for (int i = 0; i < labels.length; i++) {
      if (chunk.reached(labels[i], asked.get(i).position)) {
        success.found(asked.get(i), questions.row(i));
      }
    }
  }
}
