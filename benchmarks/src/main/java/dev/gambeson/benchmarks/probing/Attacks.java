package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The families of attack of the anchor's section 5.2 that are not in `redteam`, as streams of
/// rows.
final class Attacks {
  private Attacks() {}

  /// Rows drawn uniformly from the valid ranges (Tramèr et al. 2016).
  static List<double[]> uniform(World world, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    for (int q = 0; q < length; q++) {
      double[] row = new double[world.held().rows().width()];
      for (int f = 0; f < row.length; f++) {
        row[f] =
            switch (world.model().features().features().get(f)) {
              case Feature.Numeric n -> {
                double v = n.min() + random.nextDouble() * (n.max() - n.min());
                yield n.integer() ? Math.rint(v) : v;
              }
              case Feature.Categorical c -> random.nextInt(Math.max(1, c.levels().size()));
            };
      }
      out.add(row);
    }
    return out;
  }

  /// Jacobian-based augmentation (Papernot et al. 2017): natural seeds, a substitute trained on the
  /// answers, then each row moved by a quarter of a standard deviation (at least one whole unit)
  /// along the sign of the substitute's gradient, doubling the set each round.
  static List<double[]> jacobian(World world, int seeds, int length, RandomGenerator random) {
    List<double[]> asked = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      asked.add(natural(world, random));
    }
    ScoredClassifier model = world.model();
    while (asked.size() < length) {
      Rows rows = Rows.of(asked.toArray(double[][]::new));
      NetworkClassifier copy =
          NetworkClassifier.train(
              model.features(),
              rows,
              model.labels(rows),
              model.classes(),
              TrainingOptions.of(16).epochs(20),
              new Seed(random.nextLong()));
      int[] labels = copy.labels(rows);
      int round = asked.size();
      for (int i = 0; i < round && asked.size() < length; i++) {
        asked.add(augmented(copy, asked.get(i), labels[i], random));
      }
    }
    return asked;
  }

  private static double[] augmented(
      ScoredClassifier copy, double[] row, int label, RandomGenerator random) {
    FeatureSpace space = copy.features();
    List<double[]> moved = new ArrayList<>();
    for (int f = 0; f < row.length; f++) {
      double[] up = row.clone();
      if (space.features().get(f) instanceof Feature.Numeric n) {
        up[f] += 0.1 * n.scale();
      }
      moved.add(up);
    }
    moved.add(row);
    int k = copy.classes().size();
    float[] scores = copy.scores(Rows.of(moved.toArray(double[][]::new)));
    double[] out = row.clone();
    for (int f = 0; f < row.length; f++) {
      if (space.features().get(f) instanceof Feature.Numeric n && !Double.isNaN(row[f])) {
        double slope = scores[f * k + label] - scores[row.length * k + label];
        double step = n.integer() ? Math.max(1, Math.rint(0.25 * n.scale())) : 0.25 * n.scale();
        double sign = slope == 0 ? random.nextBoolean() ? 1 : -1 : Math.signum(slope);
        out[f] = Math.clamp(row[f] + sign * step, n.min(), n.max());
      }
    }
    return out;
  }

  /// Bisection between natural rows of different answers, one pair after the other.
  static List<double[]> lineSearch(World world, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      double[] a = natural(world, random);
      double[] b = natural(world, random);
      int from = label(world, a);
      if (from == label(world, b)) {
        continue;
      }
      out.add(a);
      out.add(b);
      double low = 0;
      double high = 1;
      for (int step = 0; step < 14; step++) {
        double middle = (low + high) / 2;
        double[] row = between(world, a, b, middle);
        out.add(row);
        if (label(world, row) == from) {
          low = middle;
        } else {
          high = middle;
        }
      }
    }
    return out.subList(0, length);
  }

  private static double[] between(World world, double[] a, double[] b, double share) {
    double[] row = a.clone();
    for (int f = 0; f < row.length; f++) {
      if (world.model().features().features().get(f) instanceof Feature.Numeric n) {
        double v = a[f] + share * (b[f] - a[f]);
        row[f] = n.integer() ? Math.rint(v) : v;
      } else if (share > (f + 0.5) / row.length) {
        row[f] = b[f];
      }
    }
    return row;
  }

  /// One record, one feature through its range, then the next feature, then the next record.
  static List<double[]> sweep(World world, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    List<Feature> features = world.model().features().features();
    while (out.size() < length) {
      double[] row = natural(world, random);
      int first = random.nextInt(row.length);
      for (int i = 0; i < 3; i++) {
        int f = (first + i) % row.length;
        int steps =
            switch (features.get(f)) {
              case Feature.Numeric n ->
                  n.integer() ? (int) Math.clamp(n.max() - n.min() + 1, 1, 40) : 40;
              case Feature.Categorical c -> c.levels().size();
            };
        for (int s = 0; s < steps; s++) {
          double[] probe = row.clone();
          probe[f] =
              switch (features.get(f)) {
                case Feature.Numeric n -> {
                  double v = n.min() + (n.max() - n.min()) * s / Math.max(1, steps - 1);
                  yield n.integer() ? Math.rint(v) : v;
                }
                case Feature.Categorical _ -> s;
              };
          out.add(probe);
        }
      }
    }
    return out.subList(0, length);
  }

  /// Fifty copies of a record with a tenth of a standard deviation of noise, and a level changed
  /// now and then, as label-only membership inference does (Choquette-Choo et al. 2021).
  static List<double[]> noisyCopies(World world, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      double[] row = natural(world, random);
      for (int c = 0; c < 50; c++) {
        double[] copy = row.clone();
        for (int f = 0; f < row.length; f++) {
          switch (world.model().features().features().get(f)) {
            case Feature.Numeric n -> {
              double noise = random.nextGaussian() * (n.integer() ? 0.25 : 0.1) * n.scale();
              double v = Math.clamp(row[f] + noise, n.min(), n.max());
              copy[f] = n.integer() ? Math.rint(v) : v;
            }
            case Feature.Categorical l -> {
              if (random.nextInt(20) == 0 && !l.levels().isEmpty()) {
                copy[f] = random.nextInt(l.levels().size());
              }
            }
          }
        }
        out.add(copy);
      }
    }
    return out.subList(0, length);
  }

  /// The same copies, but of sixty records in turn, so that two of one record lie sixty queries
  /// apart.
  static List<double[]> spaced(World world, int length, RandomGenerator random) {
    List<double[]> copies = noisyCopies(world, 50 * 60, random);
    List<double[]> out = new ArrayList<>();
    for (int q = 0; q < length; q++) {
      out.add(copies.get(q % 60 * 50 + q / 60));
    }
    return out;
  }

  /// Each natural record once: there is nothing to see.
  static List<double[]> scraping(World world, int length, RandomGenerator random) {
    return Benign.stream(world, new Benign.Habit(false, 0, 0, false), length, random);
  }

  static double[] natural(World world, RandomGenerator random) {
    return world.held().rows().row(random.nextInt(world.held().size()));
  }

  private static int label(World world, double[] row) {
    return world.model().labels(Rows.of(row))[0];
  }
}
