package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.redteam.evasion.HopSkipJump;
import dev.gambeson.redteam.evasion.ImageShape;
import dev.gambeson.redteam.evasion.LeafTupleAttack;
import dev.gambeson.redteam.evasion.NoiseFloor;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.SquareAttack;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Alarms of the query watch over attacks and benign traffic on real tables.
///
/// Run: `java -cp <class path of benchmarks> dev.gambeson.benchmarks.probing.ProbingBenchmark
/// SHARED benign|attacks|adaptive|slow|fleet|ordered|prada RUNS LENGTH [SET ...]`: RUNS benign
/// clients of LENGTH queries, or attack streams, a row of the table. `-Dseed=N` takes other
/// streams, `-Donly=REGEX` some of them.
public final class ProbingBenchmark {
  private static final int SOON = 150;

  /// Another number gives other streams: what was tuned on one is measured on another.
  private static final long SEED = Long.getLong("seed", 0);

  private static final String ONLY = System.getProperty("only", "");

  private static final int ATTACK = 400;

  private ProbingBenchmark() {}

  /// A way to make a stream.
  private interface Maker {
    List<double[]> make(int run, RandomGenerator random);
  }

  public static void main(String[] args) {
    Path shared = Path.of(args[0]);
    String mode = args[1];
    int runs = Integer.parseInt(args[2]);
    int length = Integer.parseInt(args[3]);
    List<String> names = args.length > 4 ? List.of(args).subList(4, args.length) : World.NAMES;
    try (Workers workers = new Workers(2)) {
      for (String name : names) {
        World world = World.open(shared, name);
        long start = System.nanoTime();
        Watcher watcher =
            new Watcher(world, DetectPolicy.defaults().budget(0.01, 334), new Seed(1));
        System.out.printf(
            "## %s (%d features, %d training, %d held rows; baseline %.1f s, %d KB)%n",
            name,
            world.train().width(),
            world.train().count(),
            world.held().size(),
            (System.nanoTime() - start) / 1e9,
            watcher.baseline().toBytes().length / 1024);
        switch (mode) {
          case "benign" -> benign(world, watcher, runs, length, workers);
          case "attacks" ->
              attacks(world)
                  .forEach((title, maker) -> attack(watcher, title, maker, runs, workers));
          case "prada" -> prada(world, attacks(world), runs, workers);
          case "slow" -> slow(watcher, attacks(world), runs, workers);
          case "ordered" -> ordered(world, watcher, attacks(world), runs, workers);
          case "fleet" -> fleets(watcher, attacks(world), runs, workers);
          case "adaptive" -> adaptive(world, watcher, attacks(world), runs, workers);
          default -> throw new IllegalArgumentException("no mode " + mode);
        }
      }
    }
  }

  private static void benign(
      World world, Watcher watcher, int clients, int length, Workers workers) {
    Map<String, BenignMaker> all = new LinkedHashMap<>();
    habit(all, world, "alike", new Benign.Habit(false, 0.075, 0.075, false));
    habit(all, world, "segment", new Benign.Habit(true, 0.075, 0.075, false));
    habit(all, world, "many retries", new Benign.Habit(false, 0.3, 0.075, false));
    all.put("sorted batches", (w, n, r) -> w.watch(Benign.sorted(world, n, r), r));
    all.put("what-if, up to 3", (w, n, r) -> w.watch(Benign.adviser(world, 3, n, r), r));
    all.put("what-if, up to 8", (w, n, r) -> w.watch(Benign.adviser(world, 8, n, r), r));
    int night = Math.min(200, world.held().size());
    all.put(
        "portfolio nightly", (w, n, r) -> w.watch(Benign.portfolio(world, night, n, r), night, r));
    all.put("portfolio at once", (w, n, r) -> w.watch(Benign.portfolio(world, 200, n, r), r));
    habit(all, world, "re-scoring", new Benign.Habit(true, 0.075, 0.075, true));
    all.forEach((title, maker) -> {
      if (title.matches(".*(" + ONLY + ").*")) {
        List<Watcher.Seen> seen =
            workers.map(
                clients,
                c ->
                    maker.watch(
                        watcher, length, new Seed(2 + SEED).child(title).child(c).random()));
        report("benign " + title, seen, length);
      }
    });
  }

  private interface BenignMaker {
    Watcher.Seen watch(Watcher watcher, int length, RandomGenerator random);
  }

  private static void habit(
      Map<String, BenignMaker> all, World world, String title, Benign.Habit habit) {
    all.put(title, (w, n, r) -> w.watch(Benign.stream(world, habit, n, r), r));
  }

  private static void attack(
      Watcher watcher, String title, Maker maker, int runs, Workers workers) {
    if (!title.matches(".*(" + ONLY + ").*")) {
      return;
    }
    List<Watcher.Seen> seen =
        workers.map(
            runs,
            r -> {
              RandomGenerator random = new Seed(3 + SEED).child(title).child(r).random();
              List<double[]> stream = maker.make(r, random);
              return stream.isEmpty()
                  ? new Watcher.Seen(0, 0, "none", 0, Level.NONE)
                  : watcher.watch(stream, random);
            });
    report(title, seen, SOON);
  }

  private static Map<String, Maker> attacks(World world) {
    Map<String, Maker> all = new LinkedHashMap<>();
    all.put("uniform", (_, r) -> Attacks.uniform(world, ATTACK, r));
    all.put("Jacobian", (_, r) -> Attacks.jacobian(world, 100, 400, r));
    all.put(
        "Jacobian, 10 seeds a class",
        (_, r) -> Attacks.jacobian(world, 10 * world.model().classes().size(), 400, r));
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
        (_, r) -> RedteamAttacks.evasion(world, NoiseFloor.standard(), Norm.LINF, 0.5, ATTACK, r));
    if (world.model() instanceof TreeClassifier trees) {
      LeafTupleAttack leaves = LeafTupleAttack.on(trees, 10);
      all.put(
          "leaf tuples",
          (_, r) ->
              RedteamAttacks.evasion(world, leaves, Norm.L2, Double.POSITIVE_INFINITY, ATTACK, r));
    }
    RedteamAttacks.Extraction theft = RedteamAttacks.extraction(world, 600, new Seed(4 + SEED));
    all.put("extraction: ranges", (i, _) -> slice(theft.ranges(), i, ATTACK));
    all.put("extraction: equations", (_, _) -> theft.equations());
    all.put("extraction: look-alikes", (_, _) -> theft.natural());
    all.put("noisy copies, 60 records in turn", (_, r) -> Attacks.spaced(world, ATTACK, r));
    all.put("scraping", (_, r) -> Attacks.scraping(world, ATTACK, r));
    return all;
  }

  private static List<double[]> slice(List<double[]> rows, int part, int length) {
    int from = rows.size() <= length ? 0 : part * length % (rows.size() - length);
    return rows.subList(from, Math.min(rows.size(), from + length));
  }

  /// Attackers who hide, split or get the watch used to them.
  private static void adaptive(
      World world, Watcher watcher, Map<String, Maker> all, int runs, Workers workers) {
    for (String title : LEADING) {
      Maker maker = Objects.requireNonNull(all.get(title));
      for (double share : new double[] {0.5, 0.1, 0.02}) {
        int longest = (int) Math.min(10_000, 400 / share);
        mixed(
            "%s, %.0f %% of queries".formatted(title, 100 * share),
            watcher,
            (i, r) -> Mixes.hidden(world, maker.make(i, r), share, longest, r),
            runs,
            workers);
      }
      for (double share : new double[] {0.1, 0.3}) {
        mixed(
            "%s after %.0f %% in learning".formatted(title, 100 * share),
            watcher,
            (i, r) -> Mixes.poisoned(world, maker.make(i, r), share, 500, r),
            runs,
            workers);
      }
    }
  }

  private static final List<String> LEADING =
      List.of("HopSkipJump L2", "Jacobian", "noisy copies", "uniform");

  /// Attackers who split their stream over accounts of different tenants and networks.
  private static void fleets(Watcher watcher, Map<String, Maker> all, int runs, Workers workers) {
    for (String title : LEADING) {
      for (int accounts : new int[] {4, 16, 64}) {
        Maker maker = Objects.requireNonNull(all.get(title));
        List<Watcher.Seen> seen =
            workers.map(
                runs,
                run -> {
                  RandomGenerator random = new Seed(5 + SEED).child(title).child(run).random();
                  List<List<double[]>> dealt = Mixes.dealt(maker.make(run, random), accounts);
                  return first(watcher.together(dealt, random), accounts);
                });
        report("%s over %d accounts".formatted(title, accounts), seen, SOON);
      }
    }
  }

  private static Watcher.Seen first(List<Watcher.Seen> fleet, int accounts) {
    return fleet.stream()
        .filter(s -> s.first() > 0)
        .min(Comparator.comparingInt(Watcher.Seen::first))
        .map(s -> {
          int asked = s.first() * accounts;
          return new Watcher.Seen(asked, asked, s.detector(), 1, s.highest());
        })
        .orElse(new Watcher.Seen(0, 0, "", 0, Level.NONE));
  }

  /// Attackers who make use of what is granted to sorted batches.
  private static void ordered(
      World world, Watcher watcher, Map<String, Maker> all, int runs, Workers workers) {
    for (String title : List.of("uniform", "Jacobian, 10 seeds a class", "line search")) {
      Maker maker = Objects.requireNonNull(all.get(title));
      attack(
          watcher,
          title + ", batches of 50 sorted",
          (i, r) -> Mixes.inOrder(maker.make(i, r), 50, r),
          runs,
          workers);
      attack(
          watcher,
          title + ", a number rising",
          (i, r) -> Mixes.ramp(world, maker.make(i, r)),
          runs,
          workers);
    }
  }

  /// Attackers who wait between two queries.
  private static void slow(Watcher watcher, Map<String, Maker> all, int runs, Workers workers) {
    for (String title : LEADING) {
      for (int minutes : new int[] {1, 10, 60, 360}) {
        Watcher slow = watcher.every(minutes * 60);
        List<Watcher.Seen> seen =
            workers.map(
                runs,
                run -> {
                  RandomGenerator random = new Seed(8 + SEED).child(title).child(run).random();
                  return slow.watch(
                      Objects.requireNonNull(all.get(title)).make(run, random), random);
                });
        report("%s, every %d minutes".formatted(title, minutes), seen, SOON);
      }
    }
  }

  /// The published detector on the streams of the other modes.
  private static void prada(World world, Map<String, Maker> all, int runs, Workers workers) {
    Map<String, Maker> streams = new LinkedHashMap<>();
    int length = 800;
    streams.put(
        "benign alike",
        (_, r) -> Benign.stream(world, new Benign.Habit(false, 0.075, 0.075, false), length, r));
    streams.put(
        "benign, no retries",
        (_, r) -> Benign.stream(world, new Benign.Habit(false, 0, 0, false), length, r));
    streams.put(
        "benign segment",
        (_, r) -> Benign.stream(world, new Benign.Habit(true, 0.075, 0.075, false), length, r));
    streams.putAll(all);
    streams.forEach((title, maker) -> {
      if (title.matches(".*(" + ONLY + ").*")) {
        int seed = title.startsWith("benign") ? 2 : 3;
        List<double[]> courses =
            workers.map(
                runs,
                r -> {
                  RandomGenerator random = new Seed(seed + SEED).child(title).child(r).random();
                  List<double[]> rows = maker.make(r, random);
                  return rows.isEmpty()
                      ? new double[0]
                      : Prada.course(
                          world,
                          rows,
                          world.model().labels(Rows.of(rows.toArray(double[][]::new))));
                });
        for (double delta : new double[] {0.95, 0.9, 0.8}) {
          List<Watcher.Seen> seen =
              courses.stream()
                  .map(c -> Prada.alarm(c, delta))
                  .map(q -> new Watcher.Seen(q, q, "W", 1, Level.NONE))
                  .toList();
          report("PRADA %.2f %s".formatted(delta, title), seen, seed == 2 ? length : SOON);
        }
      }
    });
  }

  private interface MixMaker {
    Mixes.Mix make(int run, RandomGenerator random);
  }

  /// Counts the attack's own queries up to the alarm.
  private static void mixed(
      String title, Watcher watcher, MixMaker maker, int runs, Workers workers) {
    List<Watcher.Seen> seen =
        workers.map(
            runs,
            run -> {
              RandomGenerator random = new Seed(6 + SEED).child(title).child(run).random();
              Mixes.Mix mix = maker.make(run, random);
              Watcher.Seen s = watcher.watch(mix.rows(), random);
              int attacked = s.first() == 0 ? 0 : Math.max(1, mix.attackUpTo()[s.first() - 1]);
              return new Watcher.Seen(attacked, attacked, s.detector(), s.alarms(), s.highest());
            });
    report(title, seen, SOON);
  }

  private static void report(String title, List<Watcher.Seen> seen, int within) {
    long hits = seen.stream().filter(s -> s.caughtWithin(within)).count();
    Estimate share = Intervals.clopperPearson("caught", hits, seen.size());
    int[] at =
        seen.stream().filter(s -> s.first() > 0).mapToInt(Watcher.Seen::first).sorted().toArray();
    String by =
        seen.stream()
            .filter(s -> s.first() > 0)
            .collect(
                Collectors.groupingBy(Watcher.Seen::detector, TreeMap::new, Collectors.counting()))
            .toString();
    System.out.printf(
        "| %-36s | %3d/%3d within %d | %.3f [%.3f, %.3f] | different rows %d | median @%s, 95%% @%s | any %d | %s | %s%n",
        title,
        hits,
        seen.size(),
        within,
        share.value(),
        share.low(),
        share.high(),
        seen.stream().filter(s -> s.caughtAmongDifferent(within)).count(),
        at.length == 0 ? "-" : at[at.length / 2],
        at.length == 0 ? "-" : at[(int) (0.95 * (at.length - 1))],
        at.length,
        by,
        seen.stream()
            .map(s -> s.highest().name())
            .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting())));
  }
}
