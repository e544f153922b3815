package dev.gambeson.guard.detect;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A table of six correlated numbers (one skewed, one whole) and two categories, a logistic model
/// of it, and clients who ask.
final class Fixture {
  static final String MODEL = "credit";
  static final Instant START = Instant.ofEpochSecond(1_700_000_000L);

  static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("a", false, -5, 5, 1, false),
              new Feature.Numeric("b", false, -5, 5, 1, false),
              new Feature.Numeric("c", false, -5, 5, 1, false),
              new Feature.Numeric("income", false, 0, 100, 5, false),
              new Feature.Numeric("age", true, 18, 90, 12, false),
              new Feature.Numeric("d", false, -5, 5, 1, false),
              new Feature.Categorical("job", List.of("x", "y", "z", "w"), false),
              new Feature.Categorical("region", List.of("n", "s", "e"), false)));

  static final ScoredClassifier CLASSIFIER =
      new FunctionClassifier(SPACE, List.of("no", "yes"), Fixture::scores);

  static final ModelBaseline BASELINE =
      ModelBaseline.learn(CLASSIFIER, rows(2_000, new Seed(1).random()), new Seed(2));

  private Fixture() {}

  private static float[] scores(Rows rows) {
    float[] out = new float[rows.count() * 2];
    for (int i = 0; i < rows.count(); i++) {
      double odds = rows.at(i, 0) + rows.at(i, 1) + 0.1 * rows.at(i, 3) + 0.5 * rows.at(i, 6) - 1.5;
      out[2 * i + 1] = (float) (1 / (1 + Math.exp(-2 * odds)));
      out[2 * i] = 1 - out[2 * i + 1];
    }
    return out;
  }

  static double[] row(RandomGenerator random) {
    double common = random.nextGaussian();
    double age = Math.clamp(Math.rint(45 + 12 * random.nextGaussian() + 4 * common), 18.0, 90.0);
    return new double[] {
      common + 0.5 * random.nextGaussian(),
      0.7 * common + 0.7 * random.nextGaussian(),
      random.nextGaussian(),
      Math.min(100, Math.exp(1 + random.nextGaussian())),
      age,
      -common + 0.5 * random.nextGaussian(),
      random.nextInt(10) < 7 ? 0 : random.nextInt(4),
      random.nextInt(3)
    };
  }

  static Rows rows(int n, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(row(random));
    }
    return Rows.of(out.toArray(double[][]::new));
  }

  static double[] uniform(RandomGenerator random) {
    return new double[] {
      random.nextDouble(-5, 5),
      random.nextDouble(-5, 5),
      random.nextDouble(-5, 5),
      random.nextDouble(0, 100),
      random.nextInt(18, 91),
      random.nextDouble(-5, 5),
      random.nextInt(4),
      random.nextInt(3)
    };
  }

  static double[] near(double[] row, RandomGenerator random) {
    double[] out = row.clone();
    for (int f = 0; f < 6; f++) {
      out[f] += f == 4 ? 0 : 0.05 * random.nextGaussian();
    }
    return out;
  }

  static DetectPolicy policy() {
    return DetectPolicy.defaults();
  }

  static QueryWatch watch(DetectPolicy policy, long seed) {
    QueryWatch watch =
        new QueryWatch(policy, 4711, new Random(seed), InstantSource.fixed(START.plusSeconds(60)));
    watch.watch(MODEL, BASELINE);
    return watch;
  }

  static Client client(String id) {
    return client(id, "bank", "");
  }

  static Client client(String id, String tenant, String address) {
    return new Client(id, tenant, "partner", Set.of(), Map.of(), address);
  }

  static Query query(Client client, Rows rows, long second) {
    return new Query("q" + second, client, MODEL, "1", rows, START.plusSeconds(second));
  }

  static Answer answer(Rows rows) {
    float[] scores = CLASSIFIER.scores(rows);
    return new Answer(
        CLASSIFIER.classes(), rows.count(), ScoredClassifier.argMax(scores, 2), scores);
  }

  static Answer labelsOnly(Rows rows) {
    return new Answer(CLASSIFIER.classes(), rows.count(), CLASSIFIER.labels(rows), new float[0]);
  }

  static Suspicion ask(QueryWatch watch, Client client, double[] row, long second) {
    Rows rows = Rows.of(row);
    return watch.observe(query(client, rows, second), answer(rows));
  }

  /// Asks until the first alert; the number of queries it took, empty when there was none.
  static Optional<Integer> firstAlert(QueryWatch watch, Client client, List<double[]> rows) {
    for (int q = 0; q < rows.size(); q++) {
      if (!ask(watch, client, rows.get(q), q).alerts().isEmpty()) {
        return Optional.of(q + 1);
      }
    }
    return Optional.empty();
  }

  static List<double[]> benign(int n, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double kind = i == 0 ? 1 : random.nextDouble();
      if (kind < 0.075) {
        out.add(out.get(random.nextInt(i)));
      } else if (kind < 0.15) {
        double[] changed = out.get(random.nextInt(Math.max(0, i - 50), i)).clone();
        int f = random.nextInt(8);
        changed[f] = row(random)[f];
        out.add(changed);
      } else {
        out.add(row(random));
      }
    }
    return out;
  }
}
