package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.detect.Suspicion;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one query of one client costs, with a full history of 256 rows: everything that
/// `QueryWatch.observe` does.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class QueryWatchSpeed {
  private static final int ROWS = 4_096;

  /// Features of a row.
  @Param({"30", "784"})
  public int width;

  private Query[] queries = new Query[0];
  private Answer answer = new Answer(List.of(), 0, new int[0], new float[0]);
  private QueryWatch watch =
      new QueryWatch(DetectPolicy.defaults(), 1, new SecureRandom(), InstantSource.system());
  private int next;

  /// Makes a Gaussian table and a client that asks its rows.
  @Setup
  public void setUp() {
    FeatureSpace space =
        new FeatureSpace(
            IntStream.range(0, width)
                .<Feature>mapToObj(i -> new Feature.Numeric("x" + i, false, -5, 5, 1, false))
                .toList());
    ScoredClassifier model =
        new FunctionClassifier(
            space,
            List.of("0", "1"),
            rows -> {
              float[] scores = new float[2 * rows.count()];
              for (int i = 0; i < rows.count(); i++) {
                scores[2 * i] = rows.at(i, 0) > 0 ? 0.8f : 0.3f;
                scores[2 * i + 1] = 1 - scores[2 * i];
              }
              return scores;
            });
    RandomGenerator random = new Seed(1).random();
    Rows rows = new Rows(2 * ROWS, width, random.doubles(2L * ROWS * width).toArray());
    watch.watch("m", ModelBaseline.learn(model, rows.slice(0, ROWS), new Seed(2)));
    Client client = new Client("c", "t", "partner", Set.of(), Map.of(), "203.0.113.9");
    queries =
        IntStream.range(0, ROWS)
            .mapToObj(i ->
                new Query(
                    "q",
                    client,
                    "m",
                    "1",
                    rows.slice(ROWS + i, ROWS + i + 1),
                    Instant.ofEpochSecond(1_700_000_000L + i)))
            .toArray(Query[]::new);
    answer = new Answer(model.classes(), 1, new int[] {0}, new float[] {0.8f, 0.2f});
  }

  /// One query.
  @Benchmark
  public Suspicion observe() {
    next = (next + 1) % ROWS;
    return watch.observe(queries[next], answer);
  }
}
