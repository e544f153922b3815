package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Ordinary traffic: held-out records in random order, some asked again, some asked again with one
/// or two values changed.
final class Benign {
  private Benign() {}

  /// How ordinary clients differ.
  ///
  /// @param segment whether it asks about one market segment only
  /// @param repeats share of queries that are exact retries
  /// @param updates share that are updates of one of the last 50 records
  /// @param rescoring whether updates go on when every record of its own was asked; otherwise only
  ///   exact retries do
  record Habit(boolean segment, double repeats, double updates, boolean rescoring) {}

  static List<double[]> stream(World world, Habit habit, int length, RandomGenerator random) {
    Rows rows = world.held().rows();
    int[] mine =
        habit.segment() ? segment(world, random) : IntStream.range(0, rows.count()).toArray();
    int[] order = mine.clone();
    Shuffles.shuffle(order, random);
    int next = 0;
    boolean asked = false; // all of its own records
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      double what = random.nextDouble();
      if (!out.isEmpty() && what < habit.repeats()) {
        out.add(out.get(out.size() - 1 - random.nextInt(Math.min(50, out.size()))));
      } else if (!out.isEmpty()
          && what < habit.repeats() + habit.updates()
          && (!asked || habit.rescoring())) {
        double[] changed =
            out.get(out.size() - 1 - random.nextInt(Math.min(50, out.size()))).clone();
        double[] other = rows.row(mine[random.nextInt(mine.length)]);
        for (int c = 1 + random.nextInt(2); c > 0; c--) {
          int f = random.nextInt(changed.length);
          changed[f] = other[f];
        }
        out.add(changed);
      } else {
        if (next == order.length) {
          Shuffles.shuffle(order, random);
          next = 0;
          asked = true;
        }
        out.add(rows.row(order[next++]));
      }
    }
    return out;
  }

  /// An adviser: each record, then up to `most` what-if versions of it with one or two values of
  /// another record.
  static List<double[]> adviser(World world, int most, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      double[] record = Attacks.natural(world, random);
      out.add(record);
      for (int asks = random.nextInt(most + 1); asks > 0; asks--) {
        double[] other = Attacks.natural(world, random);
        double[] changed = record.clone();
        for (int c = 1 + random.nextInt(2); c > 0; c--) {
          int f = random.nextInt(changed.length);
          changed[f] = other[f];
        }
        out.add(changed);
      }
    }
    return out.subList(0, length);
  }

  /// A portfolio that is scored over and over in new order: four numbers in ten of each record
  /// drift by a twentieth of a standard deviation from one time to the next, whole ones by one now
  /// and then.
  static List<double[]> portfolio(World world, int size, int length, RandomGenerator random) {
    List<Feature> features = world.model().features().features();
    int[] order =
        Arrays.copyOf(
            Shuffles.shuffled(world.held().size(), random), Math.min(size, world.held().size()));
    double[][] records =
        Arrays.stream(order).mapToObj(r -> world.held().rows().row(r)).toArray(double[][]::new);
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      for (int r : Shuffles.shuffled(records.length, random)) {
        out.add(records[r].clone());
        for (int f = 0; f < features.size(); f++) {
          if (features.get(f) instanceof Feature.Numeric n && random.nextDouble() < 0.4) {
            double step = 0.05 * n.scale() * random.nextGaussian();
            double moved = records[r][f] + (n.integer() ? whole(step, random) : step);
            records[r][f] = Math.clamp(moved, n.min(), n.max());
          }
        }
      }
    }
    return out.subList(0, length);
  }

  private static double whole(double step, RandomGenerator random) {
    return random.nextInt(10) == 0 ? Math.signum(step) * Math.max(1, Math.rint(Math.abs(step))) : 0;
  }

  /// Batches of a thousand records, each in the order of one feature.
  static List<double[]> sorted(World world, int length, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    while (out.size() < length) {
      int f = random.nextInt(world.held().rows().width());
      random
          .ints(1_000, 0, world.held().size())
          .mapToObj(r -> world.held().rows().row(r))
          .sorted(Comparator.comparingDouble(r -> r[f]))
          .forEach(out::add);
    }
    return out.subList(0, length);
  }

  /// Rows alike in one or two features: the level of one row, or within a half of a standard
  /// deviation or two of it; at least a twentieth of all.
  static int[] segment(World world, RandomGenerator random) {
    Rows rows = world.held().rows();
    List<Feature> features = world.model().features().features();
    int least = Math.max(30, rows.count() / 20);
    for (int attempt = 0; attempt < 200; attempt++) {
      double[] centre = rows.row(random.nextInt(rows.count()));
      double reach = 0.5 + 1.5 * random.nextDouble();
      int[] kept = IntStream.range(0, rows.count()).toArray();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int f = random.nextInt(features.size());
        kept =
            Arrays.stream(kept)
                .filter(r -> near(features.get(f), rows.at(r, f), centre[f], reach))
                .toArray();
      }
      if (kept.length >= least && kept.length < rows.count() / 2) {
        return kept;
      }
    }
    throw new IllegalStateException("no segment in " + world.name());
  }

  private static boolean near(Feature feature, double a, double b, double reach) {
    return switch (feature) {
      case Feature.Categorical _ -> a == b;
      case Feature.Numeric n -> a == b || Math.abs(a - b) <= reach * n.scale();
    };
  }
}
