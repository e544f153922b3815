package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.tree.TreeClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// All attacks on one subject under one threat model, each run once, when first asked for.
final class EvasionSuite {
  /// Budgets of change on the security curve, as multiples of epsilon.
  static final List<Double> GRID = List.of(0.25, 0.5, 1.0, 2.0);

  private static final int POOL = 2_000;

  private final ScoredClassifier model;
  private final SuiteSettings settings;
  private final Seed seed;
  private final int[] chosen;
  private final LabelledRows sample;
  private final Rows pool;
  private final Map<String, AttackResult> results = new LinkedHashMap<>();
  private final Optional<LeafTupleAttack> leafTuples;
  private final String noTreesBecause;
  private Optional<Evasion> evasion = Optional.empty();
  private Optional<Boolean> random = Optional.empty();

  EvasionSuite(AuditSubject subject, SuiteSettings settings, Seed seed) {
    this.model = subject.model();
    this.settings = settings;
    this.seed = seed;
    this.chosen = draw(subject.test().size(), settings.rows(), seed.child("rows"));
    this.sample = subject.test().select(chosen);
    Rows source = subject.train().orElse(subject.test()).rows();
    this.pool = source.select(draw(source.count(), POOL, seed.child("pool")));
    Optional<LeafTupleAttack> trees = Optional.empty();
    String reason = "the model is no tree ensemble that can be read";
    if (model instanceof TreeClassifier readable) {
      try {
        trees = Optional.of(LeafTupleAttack.on(readable, settings.starts()));
      } catch (GambesonException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    this.leafTuples = trees;
    this.noTreesBecause = reason;
  }

  /// `count` of `n` row numbers, ascending; all when there are fewer.
  static int[] draw(int n, int count, Seed seed) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    RandomGenerator random = seed.random();
    int k = Math.min(n, count);
    for (int i = 0; i < k; i++) {
      int j = i + random.nextInt(n - i);
      int swap = all[i];
      all[i] = all[j];
      all[j] = swap;
    }
    int[] drawn = Arrays.copyOf(all, k);
    Arrays.sort(drawn);
    return drawn;
  }

  SuiteSettings settings() {
    return settings;
  }

  ScoredClassifier model() {
    return model;
  }

  Rows rows() {
    return sample.rows();
  }

  int[] truth() {
    return sample.truth();
  }

  /// Row number in the test set, from 0, of a row of the sample.
  int original(int row) {
    return chosen[row];
  }

  /// Whether the model's trees can be attacked.
  boolean hasTrees() {
    return leafTuples.isPresent();
  }

  /// Why they cannot.
  String noTreesBecause() {
    return noTreesBecause;
  }

  private synchronized Evasion evasion() {
    Evasion ready =
        evasion.orElseGet(() -> new Evasion(model, sample.rows(), sample.truth(), pool));
    evasion = Optional.of(ready);
    return ready;
  }

  private ThreatModel threat(double factor, int queries) {
    return ThreatModel.untargeted(
        Norm.LINF,
        factor * settings.epsilon(),
        settings.maxCategorical(),
        queries,
        seed.child("attacks"));
  }

  private synchronized AttackResult once(String name, Supplier<AttackResult> run) {
    AttackResult known = results.get(name);
    if (known == null) {
      known = run.get();
      results.put(name, known);
    }
    return known;
  }

  AttackResult labels(CheckContext context) {
    context.progress().report("evasion: labels only", 0.05);
    double enough = GRID.getFirst() * settings.epsilon() / 2;
    return once(
        "labels",
        () ->
            evasion()
                .run(
                    new HopSkipJump(0, enough),
                    threat(1, settings.labelQueries()),
                    context.workers()));
  }

  AttackResult scores(CheckContext context, double factor) {
    context.progress().report("evasion: scores", 0.3 + 0.2 * factor);
    return once(
        "scores " + factor,
        () ->
            evasion()
                .run(
                    SquareAttack.tabular(),
                    threat(factor, settings.scoreQueries()),
                    context.workers()));
  }

  AttackResult noise(Workers workers, double factor) {
    NoiseFloor noise = NoiseFloor.standard();
    return once(
        "noise " + factor, () -> evasion().run(noise, threat(factor, noise.repeats()), workers));
  }

  /// The attack on the trees; call only when there are trees.
  AttackResult trees(CheckContext context) {
    context.progress().report("evasion: leaf tuples", 0.8);
    LeafTupleAttack attack = leafTuples.orElseThrow();
    return once(
        "trees",
        () -> evasion().run(attack, threat(1, LeafTupleAttack.QUERIES), context.workers()));
  }

  /// Every attack at every budget, without noise.
  List<AttackResult> attacks(CheckContext context) {
    List<AttackResult> all = new ArrayList<>();
    all.add(labels(context));
    GRID.forEach(factor -> all.add(scores(context, factor)));
    if (hasTrees()) {
      all.add(trees(context));
    }
    return all;
  }

  /// The worst result of each row over all attacks.
  AttackResult worst(CheckContext context) {
    return once("worst", () -> WorstCase.of(attacks(context), threat(1, 1)));
  }

  /// Whether the model answers the same question differently.
  synchronized boolean randomised() {
    boolean differs = random.orElseGet(this::answersDiffer);
    random = Optional.of(differs);
    return differs;
  }

  private boolean answersDiffer() {
    Rows few = sample.rows().slice(0, Math.min(100, sample.size()));
    float[] first = model.scores(few);
    boolean differs = false;
    for (int repeat = 0; repeat < 4; repeat++) {
      differs |= !Arrays.equals(first, model.scores(few));
    }
    return differs;
  }
}
