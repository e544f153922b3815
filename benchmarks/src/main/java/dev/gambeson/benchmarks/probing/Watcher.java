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

  Watcher(World world, DetectPolicy policy, Seed seed) {
    this.world = world;
    this.policy = policy;
    this.baseline = ModelBaseline.learn(world.model(), world.train(), seed);
  }

  ModelBaseline baseline() {
    return baseline;
  }

  /// What came of one stream.
  ///
  /// @param first query of the first alarm, from 1; 0 for none
  /// @param detector check id of it
  /// @param alarms all of them
  /// @param highest level reached
  record Seen(int first, String detector, int alarms, Level highest) {
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
          time += 1 + random.nextInt(3);
          tallies.get(c).add(q, ask(watch, "c" + c, answered.get(c), q, time));
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
    private int first;
    private String detector = "";
    private int alarms;
    private Level highest = Level.NONE;

    void add(int q, Suspicion s) {
      for (Alert a : s.alerts()) {
        if (first == 0) {
          first = q + 1;
          detector = a.check();
        }
        alarms++;
      }
      highest = s.level().compareTo(highest) > 0 ? s.level() : highest;
    }

    Seen seen() {
      return new Seen(first, detector, alarms, highest);
    }
  }
}
