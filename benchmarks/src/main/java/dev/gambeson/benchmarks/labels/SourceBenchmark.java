package dev.gambeson.benchmarks.labels;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.data.screen.influence.InfluenceScreens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Ten sources of 1,300 digits, of which one gives every digit the next label (the anchor's set-up),
/// and the same without it: is it named first, and is any clean source named?
///
/// Arguments: the folder of shared data, the number of seeds with a bad source, and without.
public final class SourceBenchmark {
  private static final int BAD = 3;

  private SourceBenchmark() {}

  public static void main(String[] args) {
    Dataset digits = NoisySets.load(Path.of(args[0]), "digits").data();
    try (Workers workers = new Workers(1)) {
      for (Screen screen : InfluenceScreens.all()) {
        for (int trusted : new int[] {150, 0}) {
          run(screen, digits, trusted, Integer.parseInt(args[1]), Integer.parseInt(args[2]), workers);
        }
      }
    }
  }

  private static void run(
      Screen screen, Dataset digits, int trusted, int bad, int clean, Workers workers) {
    int first = 0;
    int named = 0;
    for (int seed = 0; seed < bad; seed++) {
      Screened s = screen.run(subject(digits, trusted, seed, true), context(seed, workers));
      String summary = s.results().getFirst().summary();
      first += summary.contains("foremost 's%d'".formatted(BAD)) ? 1 : 0;
      named += s.held().isEmpty() ? 0 : 1;
    }
    int alarms = 0;
    for (int seed = 100; seed < 100 + clean; seed++) {
      alarms +=
          screen
                  .run(subject(digits, trusted, seed, false), context(seed, workers))
                  .held()
                  .isEmpty()
              ? 0
              : 1;
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d trusted rows: right source first %d/%d, named %d/%d; clean runs with an alarm %d/%d%n",
        screen.info().id(),
        trusted,
        first,
        bad,
        named,
        bad,
        alarms,
        clean);
  }

  private static CheckContext context(int seed, Workers workers) {
    return new CheckContext(Policy.defaults(), new Seed(seed), workers, Progress.silent());
  }

  private static ScreenSubject subject(Dataset digits, int trusted, int seed, boolean flip) {
    RandomGenerator random = new Seed(seed).random();
    int[] order =
        Shuffles.shuffled(digits.size(), new Seed(seed).child("rows").random());
    Dataset train = digits.select(Arrays.copyOf(order, 1300));
    double[] labels = ((NumericColumn) train.column("label")).values().clone();
    List<String> sources =
        IntStream.range(0, 1300).mapToObj(_ -> "s" + random.nextInt(10)).toList();
    for (int i = 0; i < labels.length; i++) {
      if (flip && sources.get(i).equals("s" + BAD)) {
        labels[i] = (labels[i] + 1) % 10;
      }
    }
    List<Column> columns = new ArrayList<>(train.without("label").columns());
    columns.add(new NumericColumn("label", labels));
    columns.add(TextColumn.of("source", sources));
    Dataset data = new Dataset("digits", columns);
    Roles roles = Roles.NONE.withLabel("label").withSource("source");
    return trusted == 0
        ? ScreenSubjects.of(data, roles)
        : ScreenSubjects.of(
            data, roles, digits.select(Arrays.copyOfRange(order, 1300, 1300 + trusted)));
  }
}
