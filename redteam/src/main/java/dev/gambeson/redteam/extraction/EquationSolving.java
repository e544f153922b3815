package dev.gambeson.redteam.extraction;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Theft of linear models by solving for their parameters (Tramèr et al. 2016, section 4.1): where
/// the log odds are linear in the numbers and additive in the levels, one row and one more per
/// parameter, each differing from it in one feature only, give all of them.
///
/// What it finds in other models is their linear approximation around one row.
final class EquationSolving {
  static final String TITLE = "equation solving, scores";

  private static final double TINY = Float.MIN_VALUE;
  private static final float UNSURE = 1e-3f;
  private static final int TRIES = 20;

  private final FeatureSpace space;
  private final int classes;
  private final double[] base;
  private final double[] intercepts;
  // per feature: the change in log odds, per unit of a number or per level
  private final double[][][] effects;
  private int queries;

  private EquationSolving(ScoredClassifier model, Rows start) {
    this.space = model.features();
    this.classes = model.classes().size();
    this.base = chooseBase(model, start);
    this.intercepts = logOdds(model.scores(Rows.of(base)), 0);
    this.effects = new double[space.width()][][];
  }

  static Theft run(Target target) {
    EquationSolving solver = new EquationSolving(target.model(), target.lookalike());
    solver.probe(target.model());
    double[] odds = solver.logOdds(target.exam());
    int k = solver.classes;
    int[] copy = new int[target.exam().count()];
    for (int i = 0; i < copy.length; i++) {
      for (int c = 1; c < k; c++) {
        copy[i] = odds[i * k + c] >= odds[i * k + copy[i]] ? c : copy[i];
      }
    }
    double error = solver.worstError(odds, target.model().scores(target.exam()));
    String note =
        error < 1e-3
            ? "the model is linear: the copy's scores differ by at most %.1e".formatted(error)
            : "";
    return new Theft(TITLE, solver.queries, target.judge(copy), note);
  }

  /// A row whose answer is not yet certain, so that its score has digits to read; of the first few.
  private double[] chooseBase(ScoredClassifier model, Rows start) {
    double[] best = filled(start.row(0));
    float bestDoubt = -1;
    for (int i = 0; i < Math.min(TRIES, start.count()) && bestDoubt < UNSURE; i++) {
      double[] row = filled(start.row(i));
      float[] scores = model.scores(Rows.of(row));
      queries++;
      float top = 0;
      for (float s : scores) {
        top = Math.max(top, s);
      }
      if (1 - top > bestDoubt) {
        bestDoubt = 1 - top;
        best = row;
      }
    }
    return best;
  }

  private double[] filled(double[] row) {
    for (int f = 0; f < row.length; f++) {
      switch (space.features().get(f)) {
        case Feature.Numeric n -> row[f] = Double.isFinite(row[f]) ? row[f] : n.min();
        case Feature.Categorical _ -> row[f] = Math.max(0, row[f]);
      }
    }
    return row;
  }

  private void probe(ScoredClassifier model) {
    List<double[]> probes = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      switch (space.features().get(f)) {
        case Feature.Numeric n -> {
          double step = step(n, base[f]);
          effects[f] = new double[1][classes];
          if (step != 0) {
            probes.add(moved(f, base[f] + step));
          }
        }
        case Feature.Categorical c -> {
          effects[f] = new double[c.levels().size()][classes];
          for (int level = 0; level < c.levels().size(); level++) {
            if (level != base[f]) {
              probes.add(moved(f, level));
            }
          }
        }
      }
    }
    queries += probes.size();
    if (!probes.isEmpty()) {
      read(probes, model.scores(Rows.of(probes.toArray(double[][]::new))));
    }
  }

  private double[] moved(int feature, double value) {
    double[] row = base.clone();
    row[feature] = value;
    return row;
  }

  /// One unit of scale, to the side where the valid range has more room; whole where it must be.
  private static double step(Feature.Numeric n, double from) {
    double up = n.max() - from;
    double down = from - n.min();
    double size = Math.min(Math.max(up, down), n.scale());
    double whole = n.integer() ? Math.rint(Math.max(1, size)) : size;
    return up >= down ? whole : -whole;
  }

  private void read(List<double[]> probes, float[] scores) {
    for (int i = 0; i < probes.size(); i++) {
      double[] odds = logOdds(scores, i);
      int f = 0;
      while (probes.get(i)[f] == base[f]) {
        f++;
      }
      double value = probes.get(i)[f];
      boolean number = space.features().get(f) instanceof Feature.Numeric;
      double unit = number ? value - base[f] : 1;
      double[] effect = effects[f][number ? 0 : (int) value];
      for (int c = 0; c < classes; c++) {
        effect[c] = (odds[c] - intercepts[c]) / unit;
      }
    }
  }

  /// Log odds of each class against class 0.
  private double[] logOdds(float[] scores, int row) {
    double[] odds = new double[classes];
    double zero = Math.log(Math.max(scores[row * classes], TINY));
    for (int c = 1; c < classes; c++) {
      odds[c] = Math.log(Math.max(scores[row * classes + c], TINY)) - zero;
    }
    return odds;
  }

  /// What the copy says about rows, row-major.
  private double[] logOdds(Rows rows) {
    double[] out = new double[rows.count() * classes];
    for (int i = 0; i < rows.count(); i++) {
      double[] sum = Arrays.copyOf(intercepts, classes);
      for (int f = 0; f < space.width(); f++) {
        double v = rows.at(i, f);
        boolean number = space.features().get(f) instanceof Feature.Numeric;
        if (Double.isFinite(v) && (number || v >= 0)) {
          double[] effect = effects[f][number ? 0 : (int) v];
          double times = number ? v - base[f] : 1;
          for (int c = 0; c < classes; c++) {
            sum[c] += times * effect[c];
          }
        }
      }
      System.arraycopy(sum, 0, out, i * classes, classes);
    }
    return out;
  }

  private double worstError(double[] odds, float[] scores) {
    double worst = 0;
    for (int i = 0; i < scores.length; i += classes) {
      double max = 0;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, odds[i + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(odds[i + c] - max);
      }
      for (int c = 0; c < classes; c++) {
        worst = Math.max(worst, Math.abs(Math.exp(odds[i + c] - max) / sum - scores[i + c]));
      }
    }
    return worst;
  }
}
