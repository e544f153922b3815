package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.detect.Suspicion;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Feeds streams of rows to a fresh watch and notes the alarms.
final class Watcher {
  private static final String MODEL = "model";
  private final World world;
  private final ModelBaseline baseline;
  private final DetectPolicy policy;
  private final int seconds;

  Watcher(World world, DetectPolicy policy, Seed seed) {
    this(world, policy, ModelBaseline.learn(world.model(), world.train(), seed), 2);
  }

  private Watcher(World world, DetectPolicy policy, ModelBaseline baseline, int seconds) {
    this.world = world;
    this.policy = policy;
    this.baseline = baseline;
    this.seconds = seconds;
  }

  /// The same with other seconds between two queries.
  Watcher every(int interval) {
    return new Watcher(world, policy, baseline, interval);
  }

  ModelBaseline baseline() {
    return baseline;
  }

  /// What came of one stream.
  ///
  /// @param first query of the first alarm, from 1; 0 for none
  /// @param distinct different rows asked up to it; exact repetitions tell the client nothing
  /// @param detector check id of it
  /// @param alarms all of them
  /// @param highest level reached
  record Seen(int first, int distinct, String detector, int alarms, Level highest) {
    boolean caughtAmongDifferent(int rows) {
      return first > 0 && distinct <= rows;
    }

    boolean caughtWithin(int queries) {
      return first > 0 && first <= queries;
    }
  }

  /// One client asks the rows of a stream one by one, every two seconds.
  Seen watch(List<double[]> stream, RandomGenerator random) {
    return together(List.of(stream), random).getFirst();
  }

  /// One client who asks `night` rows one by one, the next ones a day after these.
  Seen watch(List<double[]> stream, int night, RandomGenerator random) {
    return together(List.of(stream), night, random).getFirst();
  }

  /// Several clients of different tenants take turns.
  List<Seen> together(List<List<double[]>> streams, RandomGenerator random) {
    return together(streams, Integer.MAX_VALUE, random);
  }

  private List<Seen> together(List<List<double[]>> streams, int night, RandomGenerator random) {
    QueryWatch watch =
        new QueryWatch(
            policy, new SecureRandom().nextLong(), new SecureRandom(), InstantSource.system());
    watch.watch(MODEL, baseline);
    List<Answered> answered = streams.stream().map(s -> answer(s)).toList();
    List<Tally> tallies = new ArrayList<>();
    streams.forEach(_ -> tallies.add(new Tally()));
    long time = 1_700_000_000L;
    int longest = streams.stream().mapToInt(List::size).max().orElse(0);
    for (int q = 0; q < longest; q++) {
      time += q % night == night - 1 ? 86_400 - 2L * night : 0;
      for (int c = 0; c < streams.size(); c++) {
        if (q < answered.get(c).rows().count()) {
          time += seconds / 2 + random.nextInt(seconds + 1);
          tallies
              .get(c)
              .add(q, streams.get(c).get(q), ask(watch, "c" + c, answered.get(c), q, time));
        }
      }
    }
    return tallies.stream().map(Tally::seen).toList();
  }

  @SuppressWarnings("ArrayRecordComponent") // bulk
  private record Answered(Rows rows, float[] scores, int[] labels) {}

  private Answered answer(List<double[]> stream) {
    Rows rows = Rows.of(stream.toArray(double[][]::new));
    float[] scores = world.model().scores(rows);
    int k = world.model().classes().size();
    return new Answered(rows, scores, ScoredClassifier.argMax(scores, k));
  }

  private Suspicion ask(QueryWatch watch, String client, Answered a, int q, long time) {
    int k = world.model().classes().size();
    float[] scores = new float[k];
    System.arraycopy(a.scores(), q * k, scores, 0, k);
    Client who = new Client(client, "t-" + client, "partner", Set.of(), Map.of(), "");
    return watch.observe(
        new Query(
            client + q, who, MODEL, "1", a.rows().slice(q, q + 1), Instant.ofEpochSecond(time)),
        new Answer(world.model().classes(), 1, new int[] {a.labels()[q]}, scores));
  }

  private static final class Tally {
    private final Set<Integer> rows = new HashSet<>();
    private int first;
    private int distinct;
    private String detector = "";
    private int alarms;
    private Level highest = Level.NONE;

    void add(int q, double[] row, Suspicion s) {
      rows.add(Arrays.hashCode(Arrays.stream(row).map(v -> v + 0.0).toArray()));
      for (Alert a : s.alerts()) {
        if (first == 0) {
          first = q + 1;
          distinct = rows.size();
          detector = a.check();
        }
        alarms++;
      }
      highest = s.level().compareTo(highest) > 0 ? s.level() : highest;
    }

    Seen seen() {
      return new Seen(first, distinct, detector, alarms, highest);
    }
  }
}
