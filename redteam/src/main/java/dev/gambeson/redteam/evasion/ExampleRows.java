package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A few fooled rows in words: only what has to change for the decision to flip.
final class ExampleRows {
  private static final int SHOWN = 8;
  private static final int CONSIDERED = 24;

  private ExampleRows() {}

  static Exhibit table(EvasionSuite suite, CheckContext context) {
    List<RowResult> fooled =
        suite.worst(context).rows().stream()
            .filter(r -> r.outcome() == RowOutcome.FOOLED)
            .sorted(
                Comparator.<RowResult>comparingDouble(
                        r -> r.distances().linf() + r.distances().categorical())
                    .thenComparingInt(RowResult::row))
            .toList();
    List<Example> examples = new ArrayList<>();
    // Spread over the whole range of distances, not only the easiest rows.
    int step = Math.max(1, fooled.size() / CONSIDERED);
    for (int i = 0; i < fooled.size() && examples.size() < CONSIDERED; i += step) {
      examples.add(example(suite, fooled.get(i)));
    }
    List<List<String>> rows =
        examples.stream()
            .sorted(
                Comparator.<Example>comparingInt(e -> e.changes().size())
                    .thenComparingInt(Example::row))
            .limit(SHOWN)
            .map(e -> e.cells(suite))
            .toList();
    return new Exhibit.Table(
        "Rows that are fooled",
        "Only the changes that are needed; everything else stays as in the data. Rows count from 1.",
        List.of("test row", "decision", "becomes", "changes"),
        rows);
  }

  private record Example(int row, int from, int to, List<String> changes) {
    List<String> cells(EvasionSuite suite) {
      List<String> classes = suite.model().classes();
      return List.of(
          Integer.toString(suite.original(row) + 1),
          classes.get(from),
          classes.get(to),
          String.join("; ", changes));
    }
  }

  private static Example example(EvasionSuite suite, RowResult result) {
    ScoredClassifier model = suite.model();
    double[] original = suite.rows().row(result.row());
    int truth = suite.truth()[result.row()];
    double[] row = needed(model, original, result.adversarial().orElseThrow(), truth);
    int to = model.labels(Rows.of(row))[0];
    List<String> changes = new ArrayList<>();
    FeatureSpace features = model.features();
    for (int f = 0; f < row.length; f++) {
      if (Double.compare(row[f], original[f]) != 0) {
        changes.add(
            features.names().get(f)
                + ": "
                + features.text(f, original[f])
                + " → "
                + features.text(f, row[f]));
      }
    }
    return new Example(result.row(), truth, to, changes);
  }

  /// Takes back, smallest change first, what the deception does not need. Changes only shrink, so
  /// the row stays within the threat model.
  static double[] needed(
      ScoredClassifier model, double[] original, double[] adversarial, int truth) {
    MoveSpace space = new MoveSpace(model.features());
    double[] u = space.change(original, adversarial);
    List<Integer> order = new ArrayList<>();
    for (int j = 0; j < u.length; j++) {
      order.add(j);
    }
    order.sort(Comparator.comparingDouble(j -> Math.abs(u[j])));
    List<Integer> columns = new ArrayList<>();
    order.forEach(j -> columns.add(space.numeric[j]));
    for (int f : space.categorical) {
      columns.add(f);
    }
    double[] row = adversarial.clone();
    for (int f : columns) {
      if (Double.compare(row[f], original[f]) != 0) {
        double kept = row[f];
        row[f] = original[f];
        if (model.labels(Rows.of(row))[0] == truth) {
          row[f] = kept;
        }
      }
    }
    return row;
  }
}
