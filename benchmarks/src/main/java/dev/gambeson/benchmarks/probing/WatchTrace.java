package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.detect.Standing;
import dev.gambeson.guard.detect.Suspicion;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Everything the query watch says about some streams, with nothing random in it: two builds that
/// print the same detect the same. And the CPU time of the calling thread for it.
///
/// Run: `... WatchTrace SHARED LENGTH ROUNDS [SET ...]`. Standard output is the trace, standard
/// error the time.
public final class WatchTrace {
  private static final String MODEL = "model";
  private static final int EVERY = 25; // queries between two looks at the evidence

  private WatchTrace() {}

  public static void main(String[] args) {
    int length = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    for (String name : List.of(args).subList(3, args.length)) {
      World world = World.open(Path.of(args[0]), name);
      ModelBaseline baseline = ModelBaseline.learn(world.model(), world.train(), new Seed(1));
      System.out.printf("## %s %s%n", name, Sha256.of(baseline.toBytes()));
      Map<String, List<double[]>> streams = streams(world, length);
      for (int round = 0; round < rounds; round++) {
        int asked = 0;
        long[] took = new long[2]; // of one account alone; of two accounts of a tenant
        for (Map.Entry<String, List<double[]>> e : streams.entrySet()) {
          for (boolean shared : new boolean[] {false, true}) {
            Trace trace = new Trace(world, baseline, e.getValue());
            took[shared ? 1 : 0] += trace.run(shared);
            asked += shared ? 0 : e.getValue().size();
            if (round == 0) {
              System.out.printf("%s %s%s%n", name, e.getKey(), shared ? ", one tenant" : "");
              trace.said.forEach(System.out::println);
            }
          }
        }
        System.err.printf(
            "%s round %d: %.2f CPU us a query, %.2f with a tenant and a network of two accounts%n",
            name, round, took[0] / 1e3 / asked, took[1] / 1e3 / asked);
      }
    }
  }

  private static Map<String, List<double[]>> streams(World world, int length) {
    Map<String, List<double[]>> all = new LinkedHashMap<>();
    RandomGenerator random = new Seed(7).random();
    all.put(
        "alike", Benign.stream(world, new Benign.Habit(false, .075, .075, false), length, random));
    all.put(
        "segment", Benign.stream(world, new Benign.Habit(true, .075, .075, false), length, random));
    all.put(
        "re-scoring", Benign.stream(world, new Benign.Habit(true, .1, .1, true), length, random));
    all.put("uniform", Attacks.uniform(world, 300, random));
    all.put("line search", Attacks.lineSearch(world, 300, random));
    all.put("sweep", Attacks.sweep(world, 300, random));
    all.put("noisy copies", Attacks.noisyCopies(world, 300, random));
    all.put("spaced", Attacks.spaced(world, 600, random));
    all.put("Jacobian", Attacks.jacobian(world, 100, 300, random));
    return all;
  }

  private static final class Trace {
    private final World world;
    private final ModelBaseline baseline;
    private final List<double[]> stream;
    private final List<String> said = new ArrayList<>();

    Trace(World world, ModelBaseline baseline, List<double[]> stream) {
      this.world = world;
      this.baseline = baseline;
      this.stream = stream;
    }

    /// @param shared whether two clients of one tenant take turns
    /// @return CPU time of all `observe` calls, in ns
    long run(boolean shared) {
      QueryWatch watch =
          new QueryWatch(
              DetectPolicy.defaults().budget(0.01, 334),
              4711,
              new Random(5),
              InstantSource.system());
      watch.watch(MODEL, baseline);
      Query[] queries = new Query[stream.size()];
      Answer[] answers = new Answer[stream.size()];
      for (int q = 0; q < queries.length; q++) {
        String who = shared && q % 3 == 0 ? "b" : "a";
        Client client = new Client(who, "t", "partner", Set.of(), Map.of(), "203.0.113.9");
        Rows row = Rows.of(stream.get(q));
        float[] scores = world.model().scores(row);
        int[] label = ScoredClassifier.argMax(scores, world.model().classes().size());
        queries[q] =
            new Query("q", client, MODEL, "1", row, Instant.ofEpochSecond(1_700_000_000L + 2L * q));
        answers[q] = new Answer(world.model().classes(), 1, label, scores);
      }
      var cpu = ManagementFactory.getThreadMXBean();
      long took = 0;
      for (int q = 0; q < queries.length; ) {
        List<Suspicion> suspicions = new ArrayList<>(EVERY);
        int from = q;
        long start = cpu.getCurrentThreadCpuTime();
        for (int i = 0; i < EVERY && q < queries.length; i++, q++) {
          suspicions.add(watch.observe(queries[q], answers[q]));
        }
        took += cpu.getCurrentThreadCpuTime() - start;
        note(watch, suspicions, from);
      }
      return took;
    }

    private void note(QueryWatch watch, List<Suspicion> suspicions, int from) {
      for (int i = 0; i < suspicions.size(); i++) {
        for (Alert a : suspicions.get(i).alerts()) {
          said.add("@%d %s %s %s".formatted(from + i + 1, a.check(), a.message(), a.facts()));
        }
      }
      for (Standing s : watch.standings()) {
        said.add(
            "%d %s %s %s %.9g %s"
                .formatted(
                    from,
                    s.scope(),
                    s.subject(),
                    s.level(),
                    s.evidence(),
                    new TreeMap<>(s.capital())));
      }
    }
  }
}
