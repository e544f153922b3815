package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Subjects whose model says nothing: the data checks look at the data alone.
final class Subjects {
  private static final List<String> CLASSES = List.of("0", "1");

  private Subjects() {}

  static AuditSubject of(Dataset test, Dataset train, String label) {
    return build(test, Optional.of(train), label, Map.of());
  }

  static AuditSubject withoutTraining(Dataset test, String label) {
    return build(test, Optional.empty(), label, Map.of());
  }

  static AuditSubject withLevels(
      Dataset test, Dataset train, String label, Map<String, List<String>> levels) {
    return build(test, Optional.of(train), label, levels);
  }

  private static AuditSubject build(
      Dataset test, Optional<Dataset> train, String label, Map<String, List<String>> levels) {
    Dataset reference = train.orElse(test);
    List<String> inputs = reference.columnNames().stream().filter(n -> !n.equals(label)).toList();
    FeatureSpace space = FeatureSpaces.learn(reference, inputs, Set.of(), levels);
    FunctionClassifier model =
        new FunctionClassifier(space, CLASSES, rows -> new float[rows.count() * 2]);
    return new AuditSubject(
        Path.of("model.onnx"),
        model,
        labelled(space, test, label),
        train.map(t -> labelled(space, t, label)),
        label,
        1,
        List.of());
  }

  private static LabelledRows labelled(FeatureSpace space, Dataset data, String label) {
    return new LabelledRows(data, space.encode(data), Labels.of(data, label, CLASSES).truth());
  }

  static CheckContext context(Workers workers) {
    return new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent());
  }

  static List<CheckResult> run(Check<AuditSubject> check, AuditSubject subject) {
    try (Workers workers = new Workers(2)) {
      return check.run(subject, context(workers));
    }
  }

  /// The result of the given aspect.
  static CheckResult run(Check<AuditSubject> check, AuditSubject subject, String aspect) {
    return run(check, subject).stream()
        .filter(r -> r.aspect().equals(aspect))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no aspect " + aspect));
  }

  static String outcome(CheckResult result) {
    return result.outcome().map(o -> o.id()).orElse("not examined");
  }

  /// A table of the given name with a further column.
  static Dataset with(Dataset data, Column column) {
    List<Column> columns = new ArrayList<>(data.columns());
    columns.removeIf(c -> c.name().equals(column.name()));
    columns.add(column);
    return new Dataset(data.name(), columns);
  }

  static NumericColumn numbers(
      String name, int rows, java.util.function.IntToDoubleFunction value) {
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = value.applyAsDouble(i);
    }
    return new NumericColumn(name, values);
  }
}
