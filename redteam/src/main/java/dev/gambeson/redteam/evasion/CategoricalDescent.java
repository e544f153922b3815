package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.List;

/// Spends the categorical changes that a row has left: all single changes are tried halfway to the
/// boundary, the ones that flip the label there a quarter of the way, and so on; the last survivor
/// is the change that brings the boundary nearest. Labels only.
final class CategoricalDescent {
  private static final int HALVINGS = 6;

  private final Chunk chunk;
  private final MoveSpace space;

  CategoricalDescent(Chunk chunk) {
    this.chunk = chunk;
    this.space = chunk.space();
  }

  void run(List<Walker> walkers) {
    for (int change = 0; change < chunk.threat().maxCategorical(); change++) {
      List<Walker> able =
          walkers.stream()
              .filter(w -> w.bestDistance > 0)
              .filter(w -> space.categoricalChanges(w.x0, w.best) < chunk.threat().maxCategorical())
              .toList();
      if (able.isEmpty()) {
        return;
      }
      one(able);
      able.forEach(w -> w.current = w.best);
    }
  }

  private void one(List<Walker> walkers) {
    List<List<double[]>> templates = new ArrayList<>();
    for (Walker w : walkers) {
      int limit = chunk.meter().remaining(w.position) / 4;
      templates.add(CategoricalMoves.singles(space, w.x0, w.best, w.random, limit));
    }
    double[][] anchors =
        walkers.stream().map(w -> space.change(w.x0, w.best)).toArray(double[][]::new);
    for (double share = 0.5; share > Math.pow(0.5, HALVINGS + 1); share /= 2) {
      for (int i = 0; i < walkers.size(); i++) {
        templates.set(i, affordable(walkers.get(i), templates.get(i)));
      }
      round(walkers, templates, anchors, share);
    }
  }

  private List<double[]> affordable(Walker w, List<double[]> templates) {
    int room = chunk.meter().remaining(w.position) / 2;
    return templates.subList(0, Math.min(room, templates.size()));
  }

  private void round(
      List<Walker> walkers, List<List<double[]>> templates, double[][] anchors, double share) {
    Questions questions = new Questions(space.width());
    for (int i = 0; i < walkers.size(); i++) {
      double[] u = anchors[i].clone();
      for (int j = 0; j < u.length; j++) {
        u[j] *= share;
      }
      for (double[] template : templates.get(i)) {
        double[] row = new double[template.length];
        space.place(walkers.get(i).x0, template, u, row);
        questions.add(walkers.get(i).position, row);
      }
    }
    int[] labels = chunk.meter().labels(questions);
    int q = 0;
    for (int i = 0; i < walkers.size(); i++) {
      List<double[]> survivors = new ArrayList<>();
      for (double[] template : templates.get(i)) {
        if (chunk.reached(labels[q], walkers.get(i).position)) {
          survivors.add(template);
          walkers.get(i).stand(questions.row(q), space, chunk.threat());
        }
        q++;
      }
      templates.set(i, survivors);
    }
  }
}
