package dev.gambeson.fairness;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Subjects whose model repeats a given score.
final class Subjects {
  private Subjects() {}

  static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(42), new Workers(1), Progress.silent());

  /// @param scores probability of class 1
  static AuditSubject of(
      int[] truth,
      double[] scores,
      int favourable,
      List<? extends Column> columns,
      String... protectedColumns) {
    List<Column> all = new ArrayList<>(columns);
    all.add(new NumericColumn("score", scores));
    Dataset data = new Dataset("test.csv", all);
    FeatureSpace space =
        new FeatureSpace(List.of(new Feature.Numeric("score", false, 0, 1, 1, false)));
    FunctionClassifier model =
        new FunctionClassifier(space, List.of("0", "1"), Subjects::twoColumns);
    return new AuditSubject(
        Path.of("model.onnx"),
        model,
        new LabelledRows(data, space.encode(data), truth),
        Optional.empty(),
        "label",
        favourable,
        List.of(protectedColumns));
  }

  private static float[] twoColumns(Rows rows) {
    float[] out = new float[2 * rows.count()];
    for (int i = 0; i < rows.count(); i++) {
      out[2 * i + 1] = (float) rows.at(i, 0);
      out[2 * i] = 1 - out[2 * i + 1];
    }
    return out;
  }
}
