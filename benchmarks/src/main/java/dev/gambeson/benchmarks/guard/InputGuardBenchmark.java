package dev.gambeson.benchmarks.guard;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.guard.input.AdversarialScore;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.Manifolds;
import dev.gambeson.guard.input.OddRows;
import dev.gambeson.redteam.evasion.Attack;
import dev.gambeson.redteam.evasion.Evasion;
import dev.gambeson.redteam.evasion.HopSkipJump;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.RowResult;
import dev.gambeson.redteam.evasion.SquareAttack;
import dev.gambeson.redteam.evasion.ThreatModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How well single odd rows and adversarial examples are told from honest test rows: false
/// positives at the stated rate, AUC with interval. One line per table, model and kind of row.
public final class InputGuardBenchmark {
  private static final int ROWS = 1000;
  private static final int ATTACKED = 150;

  private InputGuardBenchmark() {}

  /// @param args folder `shared`, then tables (`adult bank cardfraud german breast_cancer`)
  @SuppressWarnings("SystemOut") // a benchmark reports on standard output
  public static void main(String[] args) {
    System.out.println("| table | model | rows | AUC (95 %) | called odd at 1 % |");
    System.out.println("|---|---|---|---|---|");
    for (String table : Arrays.asList(args).subList(1, args.length)) {
      for (String name : List.of("mlp", "forest")) {
        one(Path.of(args[0]), table, name);
      }
    }
  }

  private static void one(Path shared, String table, String name) {
    Served served = Served.open(shared, table, name);
    FeatureSpace space = served.model().features();
    Seed seed = new Seed(5);
    InputProfile profile =
        Manifolds.learn(space, served.train(), Optional.of(served.model()), seed);
    int[] order = Shuffles.shuffled(served.test().count(), seed.child("test").random());
    int n = Math.min(ROWS, order.length);
    Rows honest = served.test().select(Arrays.copyOf(order, n));
    String what = table + " | " + name;
    if (name.equals("mlp")) {
      double[] none = odd(profile, honest);
      report(what, "honest test rows", new double[0], none);
      report(what, "uniform in the ranges", odd(profile, uniform(space, n, seed)), none);
      report(what, "columns mixed", odd(profile, mixed(honest, seed)), none);
      report(what, "numbers moved by one scale", odd(profile, jittered(space, honest, seed)), none);
    }
    double[] honestScore = adversarial(profile, served, honest);
    report(what, "honest, adversarial score", new double[0], honestScore);
    for (Attack attack : List.of(HopSkipJump.nearest(), SquareAttack.tabular())) {
      for (int budget : new int[] {200, 1000}) {
        Found found = attack(served, attack, order, budget, seed);
        report(
            what,
            attack.name() + ", " + budget + " queries",
            adversarial(profile, served, found.adversarial()),
            honestScore);
        if (attack instanceof HopSkipJump && budget == 1000) {
          Rows further = found.further(served.model(), space);
          report(
              what,
              attack.name() + ", adaptive: half as far again, still fooled",
              adversarial(profile, served, further),
              honestScore);
        }
      }
    }
  }

  private static double[] odd(InputProfile profile, Rows rows) {
    OddRows judge = OddRows.of(profile).orElseThrow();
    double[] p = new double[rows.count()];
    Arrays.setAll(p, row -> judge.pValue(rows, row));
    return p;
  }

  private static double[] adversarial(InputProfile profile, Served served, Rows rows) {
    AdversarialScore judge = AdversarialScore.of(profile).orElseThrow();
    float[] scores = served.model().scores(rows);
    int k = served.model().classes().size();
    double[] p = new double[rows.count()];
    Arrays.setAll(p, row -> judge.pValue(rows, row, scores, k));
    return p;
  }

  /// Adversarial rows beside the rows they were made from.
  private record Found(Rows original, Rows adversarial) {
    /// An attacker who knows the score walks on, away from the boundary.
    Rows further(ScoredClassifier model, FeatureSpace space) {
      double[] values = adversarial.values().clone();
      for (int i = 0; i < values.length; i++) {
        if (space.features().get(i % space.width()) instanceof Feature.Numeric f) {
          double v = values[i] + 0.5 * (values[i] - original.values()[i]);
          values[i] = Math.clamp(f.integer() ? Math.rint(v) : v, f.min(), f.max());
        }
      }
      Rows rows = new Rows(adversarial.count(), adversarial.width(), values);
      int[] before = model.labels(original);
      int[] after = model.labels(rows);
      return rows.select(
          IntStream.range(0, rows.count()).filter(i -> before[i] != after[i]).toArray());
    }
  }

  private static Found attack(Served served, Attack attack, int[] order, int budget, Seed seed) {
    int[] chosen = Arrays.copyOf(order, Math.min(ATTACKED, order.length));
    int[] truth = Arrays.stream(chosen).map(i -> served.testTruth()[i]).toArray();
    Rows pool = served.test().slice(0, Math.min(500, served.test().count()));
    Evasion evasion = new Evasion(served.model(), served.test().select(chosen), truth, pool);
    double epsilon = attack instanceof SquareAttack ? 0.5 : Double.POSITIVE_INFINITY;
    Norm norm = attack instanceof SquareAttack ? Norm.LINF : Norm.L2;
    ThreatModel threat =
        ThreatModel.untargeted(norm, epsilon, 1, budget, seed.child(attack.name()));
    try (Workers workers = new Workers(1)) {
      List<RowResult> fooled =
          evasion.run(attack, threat, workers).rows().stream()
              .filter(r -> r.adversarial().isPresent())
              .toList();
      Rows adversarial =
          Rows.of(fooled.stream().map(r -> r.adversarial().orElseThrow()).toArray(double[][]::new));
      Rows original =
          served.test().select(fooled.stream().mapToInt(r -> chosen[r.row()]).toArray());
      return new Found(original, adversarial);
    }
  }

  private static Rows uniform(FeatureSpace space, int n, Seed seed) {
    RandomGenerator random = seed.child("uniform").random();
    double[] values = new double[n * space.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (space.features().get(i % space.width())) {
            case Feature.Numeric f -> {
              double v = f.min() + random.nextDouble() * (f.max() - f.min());
              yield f.integer() ? Math.rint(v) : v;
            }
            case Feature.Categorical f -> random.nextInt(f.levels().size());
          };
    }
    return new Rows(n, space.width(), values);
  }

  /// Every column keeps its values and loses its partners.
  private static Rows mixed(Rows rows, Seed seed) {
    double[] values = new double[rows.values().length];
    for (int f = 0; f < rows.width(); f++) {
      int[] order = Shuffles.shuffled(rows.count(), seed.child("mixed").child(f).random());
      for (int row = 0; row < rows.count(); row++) {
        values[row * rows.width() + f] = rows.at(order[row], f);
      }
    }
    return new Rows(rows.count(), rows.width(), values);
  }

  private static Rows jittered(FeatureSpace space, Rows rows, Seed seed) {
    RandomGenerator random = seed.child("jitter").random();
    double[] values = rows.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (space.features().get(i % rows.width()) instanceof Feature.Numeric f) {
        double v = values[i] + (random.nextBoolean() ? 1 : -1) * f.scale();
        values[i] = Math.clamp(f.integer() ? Math.rint(v) : v, f.min(), f.max());
      }
    }
    return new Rows(rows.count(), rows.width(), values);
  }

  @SuppressWarnings("SystemOut") // a benchmark reports on standard output
  private static void report(String what, String kind, double[] odd, double[] honest) {
    double[] judged = odd.length == 0 ? honest : odd;
    long called = Arrays.stream(judged).filter(p -> p <= 0.01).count();
    Estimate share = Intervals.wilson("share", called, judged.length);
    String auc = "";
    if (odd.length > 1) {
      Estimate area = Roc.of(negated(odd), negated(honest)).auc("auc");
      auc = "%.3f [%.3f, %.3f]".formatted(area.value(), area.low(), area.high());
    }
    System.out.printf(
        "| %s | %s (%d) | %s | %.1f %% [%.1f, %.1f] |%n",
        what, kind, judged.length, auc, 100 * share.value(), 100 * share.low(), 100 * share.high());
  }

  private static double[] negated(double[] p) {
    return Arrays.stream(p).map(v -> -v).toArray();
  }
}
