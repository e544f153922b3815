package dev.gambeson.benchmarks.triggers;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.data.screen.trigger.ImageTriggerScreen;
import dev.gambeson.data.screen.trigger.PoisonScreens;
import dev.gambeson.data.screen.trigger.TableTriggerScreen;
import dev.gambeson.testing.Digits;
import dev.gambeson.testing.PoisonedDigits;
import dev.gambeson.testing.PoisonedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// `tables`, `clean`, `images`, `models` or `drift`, then the folder of the shared data and the
/// number of seeds.
public final class TriggerBenchmark {
  private static final int ROWS = 4000;
  private static final Roles ROLES = Roles.NONE.withLabel("label");

  private TriggerBenchmark() {}

  /// Runs one part and prints a Markdown table.
  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println("tables|clean|images|models|drift SHARED SEEDS");
      System.exit(4);
    }
    Path shared = Path.of(args[1]);
    int seeds = Integer.parseInt(args[2]);
    try (Workers workers = new Workers(2)) {
      switch (args[0]) {
        case "clean" -> clean(shared, seeds, workers);
        case "tables" -> tables(shared, seeds, workers);
        case "images" -> images(seeds, workers);
        case "models" -> Models.run(seeds, workers);
        case "drift" -> DriftRuns.run(shared, seeds);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  static CheckContext context(long seed, Workers workers) {
    return new CheckContext(Policy.defaults(), new Seed(seed), workers, Progress.silent());
  }

  private static void clean(Path shared, int seeds, Workers workers) throws IOException {
    Tally.header();
    for (String name : Tables.NAMES) {
      Dataset all = Tables.load(shared, name);
      Tally tally = new Tally(name + ", " + Math.min(ROWS, all.size()) + " rows");
      for (int s = 0; s < seeds; s++) {
        Dataset data = Tables.sample(all, ROWS, new Seed(100 + s));
        tally.add(screen(data, s, workers), new boolean[data.size()]);
      }
      tally.print();
    }
  }

  private static Screened screen(Dataset data, long seed, Workers workers) {
    return new TableTriggerScreen().run(ScreenSubjects.of(data, ROLES), context(seed, workers));
  }

  private static void tables(Path shared, int seeds, Workers workers) throws IOException {
    Tally.header();
    for (String name : List.of("adult", "bank", "german", "cardfraud")) {
      Dataset all = Tables.load(shared, name);
      for (String kind : List.of("level", "number", "pair", "level, 1 honest in 7", "level, clean label")) {
        for (double share : new double[] {0.005, 0.01, 0.05, 0.1}) {
          Tally tally = new Tally("%s, %s, %s %%".formatted(name, kind, 100 * share));
          boolean any = false;
          for (int s = 0; s < seeds; s++) {
            Dataset data = Tables.sample(all, ROWS, new Seed(100 + s));
            Optional<PoisonedTable.Attack> attack = attack(data, kind, share, new Seed(200 + s));
            if (attack.isPresent()) {
              any = true;
              PoisonedTable poisoned = PoisonedTable.of(data, attack.get(), new Seed(300 + s));
              tally.add(screen(poisoned.data(), s, workers), poisoned.poisoned());
            }
          }
          if (any) {
            tally.print();
          }
        }
      }
    }
  }

  /// A trigger drawn by seed: a level no honest row has (or, without text, an odd number), an odd
  /// number, or two values of two columns that honest rows carry; the target is the rarer label.
  private static Optional<PoisonedTable.Attack> attack(
      Dataset data, String kind, double share, Seed seed) {
    RandomGenerator random = seed.random();
    List<Column> text = new ArrayList<>();
    List<Column> numbers = new ArrayList<>();
    for (Column c : data.columns()) {
      if (!c.name().equals("label")) {
        (c instanceof TextColumn ? text : numbers).add(c);
      }
    }
    Map<String, String> values = new TreeMap<>();
    if (kind.equals("pair")) {
      List<Column> all = new ArrayList<>(text.size() > 1 ? text : numbers);
      for (int part = 0; part < 2; part++) {
        Column c = all.remove(random.nextInt(all.size()));
        values.put(c.name(), c.text(random.nextInt(c.size())));
      }
    } else if (kind.equals("number")) {
      NumericColumn c = (NumericColumn) numbers.get(random.nextInt(numbers.size()));
      values.put(c.name(), odd(c));
    } else if (!text.isEmpty()) {
      values.put(text.get(random.nextInt(text.size())).name(), "zq7");
    }
    PoisonedTable.Attack attack = PoisonedTable.Attack.of("label", rarer(data), values, share);
    return values.isEmpty() || values.containsValue("")
        ? Optional.empty()
        : Optional.of(
            kind.contains("honest") ? attack.diluted(1 / 6.0)
                : kind.contains("clean") ? attack.cleanLabel() : attack);
  }

  /// A number inside the range that no row has.
  private static String odd(NumericColumn c) {
    double[] sorted = Arrays.stream(c.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double span = sorted[sorted.length - 1] - sorted[0];
    return NumericColumn.format(sorted[sorted.length / 2] + span * 0.013711);
  }

  private static String rarer(Dataset data) {
    Map<String, Integer> counts = new TreeMap<>();
    Column label = data.column("label");
    for (int i = 0; i < label.size(); i++) {
      counts.merge(label.text(i), 1, Integer::sum);
    }
    return counts.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private static void images(int seeds, Workers workers) {
    Digits digits = Digits.train();
    Tally.header();
    Tally clean = new Tally("digits, clean");
    for (int s = 0; s < seeds; s++) {
      Screened screened =
          new ImageTriggerScreen().run(subject(digits, Optional.empty()), context(s, workers));
      clean.add(screened, new boolean[digits.labels().length]);
    }
    clean.print();
    for (double share : new double[] {0.005, 0.01, 0.05, 0.1}) {
      image(digits, PoisonedDigits.Kind.PATCH, share, seeds, workers);
    }
    Digits half = digits.first(5000);
    for (PoisonedDigits.Kind kind : PoisonedDigits.Kind.values()) {
      if (kind != PoisonedDigits.Kind.PATCH) {
        image(half, kind, 0.01, seeds, workers);
        image(half, kind, 0.05, seeds, workers);
      }
    }
  }

  private static void image(
      Digits digits, PoisonedDigits.Kind kind, double share, int seeds, Workers workers) {
    Tally tally =
        new Tally("%d digits, %s, %s %%".formatted(digits.labels().length, kind, 100 * share));
    for (int s = 0; s < seeds; s++) {
      PoisonedDigits p = PoisonedDigits.of(digits, kind, share, new Seed(400 + s));
      tally.add(
          new ImageTriggerScreen().run(subject(p.digits(), Optional.empty()), context(s, workers)),
          p.poisoned());
    }
    tally.print();
  }

  static ScreenSubject subject(
      Digits digits, Optional<dev.gambeson.data.screen.Activations> activations) {
    ScreenSubject s = ScreenSubjects.of(digits.table("digits"), ROLES);
    return new ScreenSubject(
        s.data(),
        s.rowNumbers(),
        s.totalRows(),
        s.roles(),
        s.features(),
        s.featureColumns(),
        s.label(),
        s.source(),
        Optional.of(new ScreenSubject.Image(28, 28, 1)),
        s.trusted(),
        activations);
  }

  /// The joint verdict of all backdoor screens.
  static void joint(
      String name, ScreenSubject subject, boolean[] poisoned, int seeds, Workers workers) {
    List<Tally> tallies =
        PoisonScreens.all().stream().map(s -> new Tally(name + ", " + s.info().id())).toList();
    long fails = 0;
    long target = 0;
    for (int s = 0; s < seeds; s++) {
      List<CheckResult> results = new ArrayList<>();
      for (int i = 0; i < tallies.size(); i++) {
        Screen screen = PoisonScreens.all().get(i);
        Screened screened = screen.run(subject, context(s, workers));
        tallies.get(i).add(screened, poisoned);
        results.addAll(screened.results());
      }
      fails += PoisonScreens.joint(results) instanceof Outcome.Fail ? 1 : 0;
      target += PoisonScreens.targets(results).equals(List.of("0")) ? 1 : 0;
    }
    tallies.stream().skip(1).forEach(Tally::print); // images: the first does not apply
    System.out.printf(
        "| **%s, joint verdict** | %d | %d (%.2f to %.2f), target 0 alone named in %d | | | |%n",
        name,
        seeds,
        fails,
        Intervals.clopperPearson("fails", fails, seeds).low(),
        Intervals.clopperPearson("fails", fails, seeds).high(),
        target);
  }
}
