package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.Estimate;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.redteam.evasion.HopSkipJump;
import dev.gambeson.redteam.evasion.ImageShape;
import dev.gambeson.redteam.evasion.LeafTupleAttack;
import dev.gambeson.redteam.evasion.NoiseFloor;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.SquareAttack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Alarms of the query watch over attacks and benign traffic on real tables.
///
/// Run: `java -cp <class path of benchmarks> dev.gambeson.benchmarks.probing.ProbingBenchmark SHARED
/// RUNS CLIENTS LENGTH [SET ...]`: attack streams a cell, benign clients of each kind, queries of
/// each.
public final class ProbingBenchmark {
  private static final int SOON = 150;
  private static final int ATTACK = 600;

  private ProbingBenchmark() {}

  /// A way to make a stream.
  private interface Maker {
    List<double[]> make(int run, RandomGenerator random);
  }

  public static void main(String[] args) {
    Path shared = Path.of(args[0]);
    int runs = Integer.parseInt(args[1]);
    int clients = Integer.parseInt(args[2]);
    int length = Integer.parseInt(args[3]);
    List<String> names = args.length > 4 ? List.of(args).subList(4, args.length) : World.NAMES;
    try (Workers workers = new Workers(2)) {
      for (String name : names) {
        World world = World.open(shared, name);
        long start = System.nanoTime();
        Watcher watcher = new Watcher(world, DetectPolicy.defaults(), new Seed(1));
        System.out.printf(
            "## %s (%d features, %d training, %d held rows; baseline %.1f s, %d KB)%n",
            name,
            world.train().width(),
            world.train().count(),
            world.held().size(),
            (System.nanoTime() - start) / 1e9,
            watcher.baseline().toBytes().length / 1024);
        benign(world, watcher, clients, length, workers);
        attacks(world).forEach((title, maker) -> attack(watcher, title, maker, runs, workers));
      }
    }
  }

  private static void benign(
      World world, Watcher watcher, int clients, int length, Workers workers) {
    Map<String, Benign.Habit> habits = new LinkedHashMap<>();
    habits.put("alike", new Benign.Habit(false, 0.075, 0.075, false));
    habits.put("segment", new Benign.Habit(true, 0.075, 0.075, false));
    habits.put("re-scoring", new Benign.Habit(true, 0.075, 0.075, true));
    habits.forEach((title, habit) -> {
      List<Watcher.Seen> seen =
          workers.map(clients, c -> {
            RandomGenerator random = new Seed(2).child(title).child(c).random();
            return watcher.watch(Benign.stream(world, habit, length, random), random);
          });
      report("benign " + title, seen, length);
    });
  }

  private static void attack(
      Watcher watcher, String title, Maker maker, int runs, Workers workers) {
    List<Watcher.Seen> seen =
        workers.map(runs, r -> {
          RandomGenerator random = new Seed(3).child(title).child(r).random();
          List<double[]> stream = maker.make(r, random);
          return stream.isEmpty()
              ? new Watcher.Seen(0, "none", 0, dev.gambeson.guard.detect.Level.NONE)
              : watcher.watch(stream, random);
        });
    report(title, seen, SOON);
  }

  private static Map<String, Maker> attacks(World world) {
    Map<String, Maker> all = new LinkedHashMap<>();
    all.put("uniform", (_, r) -> Attacks.uniform(world, ATTACK, r));
    all.put("Jacobian", (_, r) -> Attacks.jacobian(world, 400, r));
    all.put("line search", (_, r) -> Attacks.lineSearch(world, ATTACK, r));
    all.put("sweep", (_, r) -> Attacks.sweep(world, ATTACK, r));
    all.put("noisy copies", (_, r) -> Attacks.noisyCopies(world, ATTACK, r));
    for (Norm norm : List.of(Norm.L2, Norm.LINF)) {
      all.put(
          "HopSkipJump " + norm,
          (_, r) ->
              RedteamAttacks.evasion(
                  world, HopSkipJump.nearest(), norm, Double.POSITIVE_INFINITY, ATTACK, r));
    }
    boolean image = world.name().equals("mnist");
    SquareAttack square =
        image ? SquareAttack.image(new ImageShape(1, 28, 28)) : SquareAttack.tabular();
    all.put("Square", (_, r) -> RedteamAttacks.evasion(world, square, Norm.LINF, 0.5, ATTACK, r));
    all.put(
        "noise floor",
        (_, r) ->
            RedteamAttacks.evasion(world, NoiseFloor.standard(), Norm.LINF, 0.5, ATTACK, r));
    if (world.model() instanceof TreeClassifier trees) {
      LeafTupleAttack leaves = LeafTupleAttack.on(trees, 10);
      all.put(
          "leaf tuples",
          (_, r) ->
              RedteamAttacks.evasion(
                  world, leaves, Norm.L2, Double.POSITIVE_INFINITY, ATTACK, r));
    }
    RedteamAttacks.Extraction theft = RedteamAttacks.extraction(world, 600, new Seed(4));
    all.put("extraction: ranges", (i, _) -> slice(theft.ranges(), i, ATTACK));
    all.put("extraction: equations", (_, _) -> theft.equations());
    all.put("extraction: look-alikes", (_, _) -> theft.natural());
    all.put("scraping", (_, r) -> Attacks.scraping(world, ATTACK, r));
    return all;
  }

  private static List<double[]> slice(List<double[]> rows, int part, int length) {
    int from = rows.size() <= length ? 0 : part * length % (rows.size() - length);
    return rows.subList(from, Math.min(rows.size(), from + length));
  }

  private static void report(String title, List<Watcher.Seen> seen, int within) {
    long hits = seen.stream().filter(s -> s.caughtWithin(within)).count();
    Estimate share = Intervals.clopperPearson("caught", hits, seen.size());
    int[] at = seen.stream().filter(s -> s.first() > 0).mapToInt(Watcher.Seen::first).sorted().toArray();
    String by =
        seen.stream()
            .filter(s -> s.first() > 0)
            .collect(
                Collectors.groupingBy(Watcher.Seen::detector, TreeMap::new, Collectors.counting()))
            .toString();
    System.out.printf(
        "| %-24s | %3d/%3d within %d | %.3f [%.3f, %.3f] | median @%s, 95%% @%s | any %d | %s | %s%n",
        title,
        hits,
        seen.size(),
        within,
        share.value(),
        share.low(),
        share.high(),
        at.length == 0 ? "-" : at[at.length / 2],
        at.length == 0 ? "-" : at[(int) (0.95 * (at.length - 1))],
        at.length,
        by,
        seen.stream().map(s -> s.highest().name()).collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting())));
  }
}
