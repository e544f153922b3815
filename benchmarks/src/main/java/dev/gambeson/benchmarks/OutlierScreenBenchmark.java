package dev.gambeson.benchmarks;

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
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.data.screen.outlier.OutlierScreen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What GB-POIS-001 holds back of real tables with seeded poison: rows with one value out of range,
/// a far cluster, and an attacker who mixes two real rows (inside the hull); with trusted rows and
/// without. Detection and false positives with their exact intervals.
///
/// Run: `java -cp <class path> dev.gambeson.benchmarks.OutlierScreenBenchmark ../shared`
public final class OutlierScreenBenchmark {
  private static final int MOST_ROWS = 12_000; // half trusted, half screened
  private static final double[] RATES = {0.005, 0.02, 0.05};

  private OutlierScreenBenchmark() {}

  private enum Attack {
    NONE,
    RANGE,
    CLUSTER,
    HULL
  }

  /// @param args the folder `shared`; then parts of paths of tables, if not all
  public static void main(String[] args) {
    Path shared = Path.of(args.length > 0 ? args[0] : "../shared");
    Map<String, String> sets = new LinkedHashMap<>();
    sets.put("models/adult/train.csv", "income");
    sets.put("models/bank/train.csv", "y");
    sets.put("models/cardfraud/train.csv", "Class");
    sets.put("models/german/train.csv", "good");
    sets.put("data/elec/elec.csv", "target");
    sets.put("data/employment_ma/employment_MA_reference.parquet", "ESR");
    if (args.length > 1) {
      List<String> wanted = Arrays.asList(args).subList(1, args.length);
      sets.keySet().removeIf(set -> wanted.stream().noneMatch(set::contains));
    }
    try (Workers workers = new Workers(2)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
      for (var set : sets.entrySet()) {
        Dataset data = DataFiles.read(shared.resolve(set.getKey()));
        for (boolean trusted : new boolean[] {true, false}) {
          for (Attack attack : Attack.values()) {
            for (double rate : attack == Attack.NONE ? new double[] {0} : RATES) {
              run(set.getKey(), data, set.getValue(), attack, rate, trusted, context);
            }
          }
        }
      }
    }
  }

  private static void run(
      String name,
      Dataset data,
      String label,
      Attack attack,
      double rate,
      boolean trusted,
      CheckContext context) {
    int[] order =
        Shuffles.sample(
            IntStream.range(0, data.size()).toArray(),
            Math.min(data.size(), MOST_ROWS),
            new Seed(3).random());
    Dataset earlier = data.select(Arrays.copyOf(order, order.length / 2));
    Dataset fresh = data.select(Arrays.copyOfRange(order, order.length / 2, order.length));
    int poison = (int) (rate * fresh.size());
    Dataset poisoned = poison(fresh, label, attack, poison);
    Roles roles = Roles.NONE.withLabel(label);
    Screened screened =
        new OutlierScreen()
            .run(
                trusted
                    ? ScreenSubjects.of(poisoned, roles, earlier)
                    : ScreenSubjects.of(poisoned, roles),
                context);
    long caught = screened.held().stream().filter(h -> h.row() < poison).count();
    CheckResult result = screened.results().getFirst();
    System.out.printf(
        Locale.ROOT,
        "%-50s %-8s %-7s %.3f  poison held %s  clean held %s  %s%n",
        name,
        trusted ? "trusted" : "alone",
        attack,
        rate,
        text(Intervals.clopperPearson("", caught, poison)),
        text(
            Intervals.clopperPearson(
                "", screened.held().size() - caught, fresh.size() - (long) poison)),
        result.outcome().map(Outcome::id).orElse("not examined"));
  }

  private static String text(Estimate e) {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.value(), e.low(), e.high());
  }

  private static Dataset poison(Dataset data, String label, Attack attack, int rows) {
    List<Column> columns = new ArrayList<>();
    int numeric = (int) numeric(data, label).count();
    int at = 0;
    for (Column column : data.columns()) {
      Optional<NumericColumn> number =
          column instanceof NumericColumn n && !n.name().equals(label)
              ? Optional.of(n)
              : Optional.empty();
      if (number.isEmpty()) {
        columns.add(column);
        continue;
      }
      double[] values = number.get().values().clone();
      change(values, attack, rows, at++, numeric);
      columns.add(new NumericColumn(column.name(), values));
    }
    return new Dataset(data.name(), columns);
  }

  private static java.util.stream.Stream<Column> numeric(Dataset data, String label) {
    return data.columns().stream()
        .filter(c -> c instanceof NumericColumn && !c.name().equals(label));
  }

  private static void change(double[] values, Attack attack, int rows, int column, int columns) {
    double[] present = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(present).average().orElse(0);
    double deviation =
        Math.sqrt(Arrays.stream(present).map(v -> (v - mean) * (v - mean)).average().orElse(0));
    RandomGenerator random = new Seed(column).random();
    double[] before = values.clone();
    for (int row = 0; row < rows; row++) {
      switch (attack) {
        case NONE -> {}
        case RANGE -> {
          if (row % columns == column) {
            values[row] = mean + 12 * deviation;
          }
        }
        case CLUSTER ->
            values[row] =
                mean
                    + (column % 2 == 0 ? 3.5 : -3.5) * deviation
                    + 0.3 * deviation * random.nextGaussian();
        case HULL -> {
          double share =
              new Seed(row).random().nextDouble(); // one per row, the same in all columns
          values[row] = share * before[row] + (1 - share) * before[(row + rows) % values.length];
        }
      }
    }
  }
}
