package dev.gambeson.benchmarks.guard;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.BudgetPolicy;
import dev.gambeson.guard.budget.Charging;
import dev.gambeson.guard.budget.MemoryBudgetStore;
import dev.gambeson.guard.budget.Price;
import dev.gambeson.guard.budget.QueryLedger;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.canary.Bait;
import dev.gambeson.guard.canary.BaitMaker;
import dev.gambeson.guard.canary.BaitMatcher;
import dev.gambeson.guard.input.AdversarialScore;
import dev.gambeson.guard.input.InputGuard;
import dev.gambeson.guard.input.InputPolicy;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.Manifolds;
import dev.gambeson.guard.input.OddRows;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.guard.output.OutputGuard;
import dev.gambeson.guard.output.OutputPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What each guard costs per request of one row with 30 features.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardPaths {
  private static final int WIDTH = 30;

  private final FeatureSpace space = space();
  private final Rows train = rows(8000, 1);
  private final Rows pool = rows(4096, 2);
  private final FunctionClassifier model =
      new FunctionClassifier(space, List.of("no", "yes"), GuardPaths::scores);
  private final InputProfile profile =
      Manifolds.learn(space, train, Optional.of(model), new Seed(1));
  private final MacKey key = MacKey.of(new byte[32]);
  private final Client client =
      new Client("c1", "acme", "partner", Set.of("user"), Map.of(), "192.0.2.7");
  private final List<Query> queries = new ArrayList<>();
  private final List<float[]> said = new ArrayList<>();
  private final InputGuard schema = new InputGuard(profile, Map.of(), plain(), (_, _) -> {});
  private final InputGuard whole =
      new InputGuard(profile, Map.of(), InputPolicy.defaults(), (_, _) -> {});
  private final OddRows odd = OddRows.of(profile).orElseThrow();
  private final AdversarialScore adversarial = AdversarialScore.of(profile).orElseThrow();
  private final OutputGuard rounded = new OutputGuard(Map.of(), OutputPolicy.rounded(2), key);
  private final OutputGuard label = new OutputGuard(Map.of(), OutputPolicy.label(), key);
  private final RateLimiter limiter =
      new RateLimiter(
          Map.of(),
          LimitPolicy.perClient(
              RateLimit.of(900_000, Duration.ofSeconds(1)),
              RateLimit.of(900_000_000, Duration.ofHours(1))),
          new MemoryRateStore(100_000, System::nanoTime));
  private final QueryLedger ledger =
      new QueryLedger(
          new MemoryBudgetStore(1000),
          Map.of(),
          BudgetPolicy.monthly(1e11),
          new RecentRows(1 << 18, key));
  private final Price price = Price.of(OutputPolicy.rounded(2), 2);
  private final BaitMatcher bait = bait();
  private final GuardChain chain =
      new GuardChain(
          List.of(GuardStage.of("input", schema), GuardStage.of("output", rounded)),
          GuardChain.Listener.none(),
          System::nanoTime);
  private int next;

  /// Prepares the queries.
  public GuardPaths() {
    for (int i = 0; i < pool.count(); i++) {
      Rows one = pool.slice(i, i + 1);
      queries.add(new Query("q" + i, client, "fraud", "v1", one, Instant.EPOCH));
      said.add(scores(one));
    }
  }

  private BaitMatcher bait() {
    Bait made =
        new BaitMaker(space, profile, train, pool, key)
            .make(
                new Bait.Label("b", "place", "owner", "purpose", Instant.MAX),
                200,
                new Seed(3).random());
    return new BaitMatcher(space, profile, List.of(made.set()), key);
  }

  private static InputPolicy plain() {
    return new InputPolicy(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(InputPolicy.Reaction.ALLOW),
        Optional.empty(),
        Optional.empty());
  }

  private static FeatureSpace space() {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < WIDTH; f++) {
      features.add(new Feature.Numeric("f" + f, false, -1e6, 1e6, 10, false));
    }
    return new FeatureSpace(features);
  }

  private static Rows rows(int n, long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[] values = new double[n * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + 10 * random.nextGaussian();
    }
    return new Rows(n, WIDTH, values);
  }

  private static float[] scores(Rows rows) {
    float[] scores = new float[rows.count() * 2];
    for (int i = 0; i < rows.count(); i++) {
      float yes = (float) (1 / (1 + Math.exp(-(rows.at(i, 0) - 100) / 10)));
      scores[2 * i] = 1 - yes;
      scores[2 * i + 1] = yes;
    }
    return scores;
  }

  private int next() {
    next = (next + 1) & 4095;
    return next;
  }

  private Answer answer(int i) {
    float[] scores = said.get(i);
    return new Answer(model.classes(), 1, new int[] {scores[1] >= scores[0] ? 1 : 0}, scores);
  }

  /// Ranges and levels.
  @Benchmark
  public Object inputRanges() {
    return schema.check(queries.get(next()));
  }

  /// Ranges, levels and distance to the training rows.
  @Benchmark
  public Object inputWithManifold() {
    return whole.check(queries.get(next()));
  }

  /// Distance to the training rows alone.
  @Benchmark
  public double oddRow() {
    return odd.pValue(pool, next());
  }

  /// The adversarial score.
  @Benchmark
  public double adversarialScore() {
    int i = next();
    return adversarial.pValue(queries.get(i).rows(), 0, said.get(i), 2);
  }

  /// Rounding to two digits.
  @Benchmark
  public Object outputRounded() {
    int i = next();
    return rounded.check(queries.get(i), answer(i));
  }

  /// The label alone.
  @Benchmark
  public Object outputLabel() {
    int i = next();
    return label.check(queries.get(i), answer(i));
  }

  /// Two rates of a client.
  @Benchmark
  public Object rates() {
    return limiter.tryAdmit(client, "fraud", 1);
  }

  /// Reserve and settle, bits and rows, with the memory of retries.
  @Benchmark
  public Object ledger() {
    int i = next();
    Charging charging = ledger.tryOpen(queries.get(i), price);
    return ((Charging.Open) charging).charge().settle(answer(i));
  }

  /// Exact bait.
  @Benchmark
  public Object baitExact() {
    return bait.exact(pool, next(), Instant.EPOCH);
  }

  /// Exact and fuzzy bait.
  @Benchmark
  public Object baitFuzzy() {
    return bait.match(pool, next(), Instant.EPOCH);
  }

  /// A chain of ranges and rounding, with its clocks and counters.
  @Benchmark
  public Object chain() {
    int i = next();
    GuardChain.Passage passage = chain.request(queries.get(i));
    return chain.answer(queries.get(i), answer(i), passage.coarsen());
  }
}
