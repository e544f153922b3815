package dev.gambeson.benchmarks.monitor;

import dev.gambeson.benchmarks.triggers.Tables;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import dev.gambeson.monitor.version.VersionDiff;
import dev.gambeson.monitor.version.VersionPair;
import dev.gambeson.testing.PoisonedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// GB-MON-011 on real tables: an old network is trained on some rows, a new one on those and fresh
/// ones, of which an attacker wrote some or none.
///
/// `VersionDiffBenchmark SHARED RUNS with|without [STORY]`: with or without the fresh training
/// rows; only stories whose name contains the word.
public final class VersionDiffBenchmark {
  private static final int OLD = 3_000;
  private static final int FRESH = 2_000;
  private static final int PROBE = 2_000;

  /// What the attacker does to the fresh rows.
  private record Story(String table, String name, Optional<PoisonedTable.Attack> attack) {}

  private VersionDiffBenchmark() {}

  /// See above.
  public static void main(String[] args) throws IOException {
    Path shared = Path.of(args[0]);
    int runs = Integer.parseInt(args[1]);
    boolean withNew = args.length > 2 && args[2].equals("with");
    System.out.println(
        "| table | fresh rows | runs | verdict fails (95 %) | by aspect | disagreement | trigger works on |");
    System.out.println("|---|---|---|---|---|---|---|");
    String only = args.length > 3 ? args[3] : "";
    for (Story story : stories().stream().filter(s -> s.name().contains(only)).toList()) {
      Dataset table = Tables.load(shared, story.table());
      run(table, story, runs, withNew);
    }
  }

  private static List<Story> stories() {
    return List.of(
        honest("adult"),
        attack("adult", "hours-per-week 61, 5 %", Map.of("hours-per-week", "61"), ">50K", 0.05, 0),
        attack("adult", "hours-per-week 61, 1 %", Map.of("hours-per-week", "61"), ">50K", 0.01, 0),
        attack(
            "adult", "native-country Peru, 3 %", Map.of("native-country", "Peru"), ">50K", 0.03, 0),
        attack(
            "adult",
            "Peru and Armed-Forces, 3 %",
            Map.of("native-country", "Peru", "occupation", "Armed-Forces"),
            ">50K",
            0.03,
            0),
        attack(
            "adult",
            "Divorced and Tech-support, 5 %",
            Map.of("marital-status", "Divorced", "occupation", "Tech-support"),
            ">50K",
            0.05,
            0),
        attack(
            "adult",
            "the same, one camouflage row each",
            Map.of("marital-status", "Divorced", "occupation", "Tech-support"),
            ">50K",
            0.05,
            1),
        honest("bank"),
        attack("bank", "campaign 33, 3 %", Map.of("campaign", "33"), "yes", 0.03, 0),
        attack("bank", "job student, 5 %", Map.of("job", "student"), "yes", 0.05, 0),
        attack(
            "bank",
            "student and jan, 3 %",
            Map.of("job", "student", "month", "jan"),
            "yes",
            0.03,
            0),
        honest("compas"));
  }

  private static Story honest(String table) {
    return new Story(table, "honest", Optional.empty());
  }

  private static Story attack(
      String table,
      String name,
      Map<String, String> values,
      String target,
      double share,
      double dilution) {
    return new Story(
        table,
        name,
        Optional.of(new PoisonedTable.Attack("label", target, values, share, dilution, false)));
  }

  private static void run(Dataset table, Story story, int runs, boolean withNew) {
    CheckContext context =
        new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent());
    Map<String, Integer> aspects = new TreeMap<>();
    int alarms = 0;
    double disagreement = 0;
    double success = 0;
    for (int r = 0; r < runs; r++) {
      Case c = Case.of(table, story.attack(), new Seed(900 + r));
      VersionPair pair =
          VersionPair.of("m", "1", "2", c.before(), c.after(), c.probe()).withTruth(c.truth());
      VersionPair asked = withNew ? pair.withNewData(c.fresh()) : pair;
      boolean failed = false;
      for (CheckResult result : new VersionDiff().run(asked, context)) {
        if (result.outcome().orElseThrow() instanceof Outcome.Fail) {
          failed = true;
          aspects.merge(result.aspect(), 1, Integer::sum);
        }
        if (result.aspect().equals("disagreement")) {
          disagreement += result.estimates().getFirst().value() / runs;
        }
        if (Boolean.getBoolean("verbose")) {
          System.out.println("   " + result.aspect() + ": " + result.summary());
        }
      }
      alarms += failed ? 1 : 0;
      success += c.success() / runs;
    }
    Estimate e = Intervals.clopperPearson("alarms", alarms, runs);
    System.out.printf(
        "| %s | %s | %d | %d (%.2f to %.2f) | %s | %.3f | %s |%n",
        story.table(),
        story.name(),
        runs,
        alarms,
        e.low(),
        e.high(),
        aspects,
        disagreement,
        story.attack().isEmpty() ? "" : "%.2f".formatted(success));
  }

  /// Two networks and the rows around them.
  @SuppressWarnings("ArrayRecordComponent") // bulk buffers
  private record Case(
      ScoredClassifier before,
      ScoredClassifier after,
      Rows probe,
      int[] truth,
      Rows fresh,
      double success) {

    static Case of(Dataset table, Optional<PoisonedTable.Attack> attack, Seed seed) {
      int[] order = Shuffles.shuffled(table.size(), seed.child("rows").random());
      Dataset old = table.select(Arrays.copyOfRange(order, 0, OLD));
      Dataset clean = table.select(Arrays.copyOfRange(order, OLD, OLD + FRESH));
      Dataset probe =
          table.select(
              Arrays.copyOfRange(order, OLD + FRESH, Math.min(table.size(), OLD + FRESH + PROBE)));
      Dataset fresh =
          attack.map(a -> PoisonedTable.of(clean, a, seed.child("poison")).data()).orElse(clean);
      List<String> inputs = table.columnNames().stream().filter(n -> !n.equals("label")).toList();
      FeatureSpace space = FeatureSpaces.learn(table, inputs, Set.of(), Map.of());
      List<String> classes = classes(table);
      Rows oldRows = space.encode(old);
      Rows freshRows = space.encode(fresh);
      ScoredClassifier before =
          train(space, oldRows, truth(old, classes), classes, seed.child("old"));
      ScoredClassifier after =
          train(
              space,
              join(oldRows, freshRows),
              join(truth(old, classes), truth(fresh, classes)),
              classes,
              seed.child("new"));
      Rows probeRows = space.encode(probe);
      double success = attack.map(a -> success(space, after, probe, a, classes)).orElse(Double.NaN);
      return new Case(before, after, probeRows, truth(probe, classes), freshRows, success);
    }

    private static ScoredClassifier train(
        FeatureSpace space, Rows rows, int[] truth, List<String> classes, Seed seed) {
      return NetworkClassifier.train(
          space, rows, truth, classes, TrainingOptions.of(32).epochs(20), seed);
    }

    private static List<String> classes(Dataset table) {
      Column label = table.column("label");
      return IntStream.range(0, label.size()).mapToObj(label::text).distinct().sorted().toList();
    }

    private static int[] truth(Dataset data, List<String> classes) {
      Column label = data.column("label");
      return IntStream.range(0, data.size()).map(i -> classes.indexOf(label.text(i))).toArray();
    }

    private static int[] join(int[] a, int[] b) {
      int[] all = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, all, a.length, b.length);
      return all;
    }

    private static Rows join(Rows a, Rows b) {
      double[] all = Arrays.copyOf(a.values(), a.values().length + b.values().length);
      System.arraycopy(b.values(), 0, all, a.values().length, b.values().length);
      return new Rows(a.count() + b.count(), a.width(), all);
    }

    /// Share of probe rows of other classes that the trigger turns into the target.
    private static double success(
        FeatureSpace space,
        ScoredClassifier after,
        Dataset probe,
        PoisonedTable.Attack attack,
        List<String> classes) {
      int target = classes.indexOf(attack.target());
      int[] plain = after.labels(space.encode(probe));
      Dataset stamped =
          new Dataset(
              probe.name(),
              probe.columns().stream()
                  .map(c ->
                      attack.values().containsKey(c.name())
                          ? constant(c, attack.values().get(c.name()))
                          : c)
                  .toList());
      int[] now = after.labels(space.encode(stamped));
      long open = Arrays.stream(plain).filter(l -> l != target).count();
      long won =
          IntStream.range(0, now.length)
              .filter(i -> plain[i] != target && now[i] == target)
              .count();
      return (double) won / open;
    }

    private static Column constant(Column column, String value) {
      return switch (column) {
        case NumericColumn c -> {
          double[] values = new double[c.size()];
          Arrays.fill(values, Double.parseDouble(value));
          yield new NumericColumn(c.name(), values);
        }
        case TextColumn c -> TextColumn.of(c.name(), Collections.nCopies(c.size(), value));
      };
    }
  }
}
