package dev.gambeson.data.screen;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.DataFiles;
import dev.gambeson.testing.NpyArrays;
import dev.gambeson.testing.SharedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Real rows for the tests of screens, and ways to spoil them.
public final class RealRows {
  private RealRows() {}

  /// Digits of MNIST, each 4 x 4 pixels averaged to one: 49 features and `label`.
  public static Dataset digits(int from, int to) {
    var arrays = NpyArrays.read(SharedData.require("data/mnist/mnist_train10k.npz"));
    double[] x = requireNonNull(arrays.get("x")).values();
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < 49; c++) {
      int corner = c / 7 * 4 * 28 + c % 7 * 4;
      double[] values = new double[to - from];
      for (int i = 0; i < values.length; i++) {
        for (int p = 0; p < 16; p++) {
          values[i] += x[(from + i) * 784 + corner + p / 4 * 28 + p % 4] / 16 / 255;
        }
      }
      columns.add(new NumericColumn("p" + c, values));
    }
    double[] y = Arrays.copyOfRange(requireNonNull(arrays.get("y")).values(), from, to);
    columns.add(new NumericColumn("label", y));
    return new Dataset("digits", columns);
  }

  /// Rows of a table of `shared/models`, its label renamed to `label`.
  public static Dataset table(String name, String label, int rows) {
    Dataset all = DataFiles.read(SharedData.require("models/" + name + "/train.csv"));
    Dataset some = all.select(IntStream.range(0, Math.min(rows, all.size())).toArray());
    List<Column> columns = new ArrayList<>(some.without(label).columns());
    columns.add(new NumericColumn("label", ((NumericColumn) some.column(label)).values()));
    return new Dataset(name, columns);
  }

  /// The same with other labels.
  public static Dataset labelled(Dataset data, IntUnaryOperator labelOfRow) {
    List<Column> columns = new ArrayList<>(data.without("label").columns());
    columns.add(
        new NumericColumn(
            "label",
            IntStream.range(0, data.size()).mapToDouble(labelOfRow::applyAsInt).toArray()));
    return new Dataset(data.name(), columns);
  }

  /// The same with a source column.
  public static Dataset sourced(Dataset data, IntUnaryOperator sourceOfRow) {
    List<Column> columns = new ArrayList<>(data.columns());
    columns.add(
        TextColumn.of(
            "source",
            IntStream.range(0, data.size())
                .mapToObj(i -> "s" + sourceOfRow.applyAsInt(i))
                .toList()));
    return new Dataset(data.name(), columns);
  }

  /// The labels as whole numbers.
  public static int[] labels(Dataset data) {
    return Arrays.stream(((NumericColumn) data.column("label")).values())
        .mapToInt(v -> (int) v)
        .toArray();
  }

  /// Ready to be screened.
  public static ScreenSubject subject(Dataset data) {
    Roles roles = Roles.NONE.withLabel("label");
    return ScreenSubjects.of(
        data, data.find("source").isPresent() ? roles.withSource("source") : roles);
  }

  /// Ready to be screened beside trusted rows.
  public static ScreenSubject subject(Dataset data, Dataset trusted) {
    return ScreenSubjects.of(data, Roles.NONE.withLabel("label").withSource("source"), trusted);
  }

  /// Runs a screen on a number of threads.
  public static Screened run(Screen screen, ScreenSubject subject, long seed, int threads) {
    try (Workers workers = new Workers(threads)) {
      return screen.run(
          subject, new CheckContext(Policy.defaults(), new Seed(seed), workers, Progress.silent()));
    }
  }

  /// The outcome of the first aspect: `pass`, `fail`, `inconclusive` or `not examined`.
  public static String outcome(Screened screened) {
    return screened.results().getFirst().outcome().map(o -> o.id()).orElse("not examined");
  }
}
