package dev.gambeson.cli.serve;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// A model thief: asks about made-up payments, trains a copy on the answers.
///
/// He knows the features and the range of each, from the API's description. He asks uniformly at
/// random and, once he has a copy, near where it is least sure (the line-search idea of Juuti et
/// al. 2019 in its simplest form).
final class DemoThief {
  private static final int LEAST = 40;

  private final FeatureSpace space;
  private final RandomGenerator random;
  private final List<double[]> asked = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  DemoThief(FeatureSpace space, RandomGenerator random) {
    this.space = space;
    this.random = random;
  }

  /// The next payment to ask about.
  double[] next() {
    if (asked.size() > LEAST && random.nextInt(2) == 0) {
      return between(
          asked.get(random.nextInt(asked.size())), asked.get(random.nextInt(asked.size())));
    }
    double[] row = new double[space.width()];
    for (int f = 0; f < row.length; f++) {
      row[f] = anything(space.features().get(f));
    }
    return row;
  }

  private double anything(Feature feature) {
    return switch (feature) {
      case Feature.Numeric n -> whole(n, n.min() + random.nextDouble() * (n.max() - n.min()));
      case Feature.Categorical c -> random.nextInt(c.levels().size());
    };
  }

  private double[] between(double[] a, double[] b) {
    double share = random.nextDouble();
    double[] row = a.clone();
    for (int f = 0; f < row.length; f++) {
      row[f] =
          switch (space.features().get(f)) {
            case Feature.Numeric n -> whole(n, a[f] + share * (b[f] - a[f]));
            case Feature.Categorical _ -> share < 0.5 ? a[f] : b[f];
          };
    }
    return row;
  }

  private static double whole(Feature.Numeric feature, double value) {
    return feature.integer() ? Math.rint(value) : value;
  }

  /// A payment as the API takes it.
  Map<String, Object> json(double[] row) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (int f = 0; f < row.length; f++) {
      switch (space.features().get(f)) {
        case Feature.Numeric n -> {
          if (!Double.isNaN(row[f])) {
            json.put(n.name(), n.integer() ? (Object) (long) row[f] : (Object) row[f]);
          }
        }
        case Feature.Categorical c -> {
          if (row[f] >= 0) {
            json.put(c.name(), c.levels().get((int) row[f]));
          }
        }
      }
    }
    return json;
  }

  void learnt(double[] row, int label) {
    asked.add(row);
    labels.add(label);
  }

  int answers() {
    return labels.size();
  }

  /// How often a copy, trained on what was learnt so far, answers like the model: balanced over the
  /// model's classes.
  OptionalDouble fidelity(Rows rows, int[] truth, Seed seed) {
    if (labels.stream().distinct().count() < 2) {
      return OptionalDouble.empty();
    }
    NetworkClassifier copy =
        NetworkClassifier.train(
            space,
            Rows.of(asked.toArray(double[][]::new)),
            labels.stream().mapToInt(l -> l).toArray(),
            List.of("0", "1"),
            TrainingOptions.of(32, 16).epochs(30).batch(32),
            seed);
    int[] said = copy.labels(rows);
    double[] hits = new double[2];
    double[] all = new double[2];
    for (int i = 0; i < truth.length; i++) {
      all[truth[i]]++;
      hits[truth[i]] += said[i] == truth[i] ? 1 : 0;
    }
    return all[0] == 0 || all[1] == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((hits[0] / all[0] + hits[1] / all[1]) / 2);
  }
}
