package dev.gambeson.server.oip;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Between tensors and the rows of a model. Immutable and thread-safe.
///
/// Two forms are read: one tensor `[n, d]` of numbers with all features in order (every feature a
/// number), or one tensor per feature under its name, `[n]` or `[n, 1]`, categories as BYTES. Every
/// feature must be there, and nothing else. An unknown level becomes -1 and is left to the guards.
public final class RowsMapping {
  /// The output that holds class labels.
  public static final String LABEL = "label";

  /// The output that holds a score per class, all of them, in the order of the classes.
  public static final String PROBABILITIES = "probabilities";

  /// The output of a model that gives a number.
  public static final String VALUE = "value";

  /// The classes of which scores are given, when not all are: `[n, m]`, filled up with empty texts.
  public static final String GIVEN_CLASSES = "given_classes";

  /// The scores of [#GIVEN_CLASSES], filled up with 0.
  public static final String GIVEN_PROBABILITIES = "given_probabilities";

  private final FeatureSpace features;
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<Map<String, Integer>> levels = new ArrayList<>();
  private final boolean allNumbers;
  private final int mostRows;

  /// @param mostRows how many rows a request may have
  public RowsMapping(FeatureSpace features, int mostRows) {
    this.features = features;
    this.mostRows = mostRows;
    boolean numbers = true;
    for (Feature feature : features.features()) {
      columns.put(feature.name(), columns.size());
      Map<String, Integer> index = new HashMap<>();
      if (feature instanceof Feature.Categorical c) {
        numbers = false;
        c.levels().forEach(l -> index.put(l, index.size()));
      }
      levels.add(index);
    }
    this.allNumbers = numbers;
  }

  /// The model's raw inputs.
  public FeatureSpace features() {
    return features;
  }

  int mostRows() {
    return mostRows;
  }

  /// Position of a feature, -1 for none of that name.
  int column(String name) {
    return columns.getOrDefault(name, -1);
  }

  /// Index of a level, -1 for an unknown one; -2 when the feature is a number.
  int level(int feature, String text) {
    return features.features().get(feature) instanceof Feature.Categorical
        ? levels.get(feature).getOrDefault(text, -1)
        : -2;
  }

  /// The rows of a request.
  ///
  /// @throws BadRequest when the tensors are not those of the model
  public Rows rows(InferRequest request) {
    List<Tensor> inputs = request.inputs();
    if (inputs.size() == 1 && allNumbers && inputs.getFirst().shape().length == 2) {
      Tensor only = inputs.getFirst();
      if (features.width() != 1 || only.shape()[1] != 1) {
        return matrix(only);
      }
    }
    if (inputs.size() == 1 && features.width() > 1) {
      throw new BadRequest(
          "bad-shape",
          allNumbers
              ? "The tensor must have the shape [n, %d].".formatted(features.width())
              : "This model has features that are categories: send one tensor per feature, categories as BYTES.");
    }
    return table(inputs);
  }

  private Rows matrix(Tensor tensor) {
    if (tensor.shape()[1] != features.width()) {
      throw new BadRequest(
          "bad-shape",
          "Tensor '%s' has %d columns, but the model has %d features."
              .formatted(tensor.name(), tensor.shape()[1], features.width()));
    }
    if (!(tensor.data() instanceof Tensor.Numbers(double[] values))) {
      throw new BadRequest(
          "bad-datatype", "Tensor '%s' must hold numbers.".formatted(tensor.name()));
    }
    int count = count(tensor);
    return new Rows(count, features.width(), values);
  }

  private int count(Tensor tensor) {
    long count = tensor.shape()[0];
    if (count < 1 || count > mostRows) {
      throw tooManyRows();
    }
    return (int) count;
  }

  BadRequest tooManyRows() {
    return new BadRequest("batch-size", "A request must have 1 to %d rows.".formatted(mostRows));
  }

  private Rows table(List<Tensor> inputs) {
    if (inputs.isEmpty()) {
      throw new BadRequest("bad-request", "'inputs' is empty.");
    }
    int count = count(inputs.getFirst());
    double[] out = new double[Math.multiplyExact(count, features.width())];
    for (Tensor tensor : inputs) {
      int column = column(tensor.name());
      if (column < 0) {
        throw new BadRequest(
            "unknown-feature", "The model has no feature '%s'.".formatted(tensor.name()));
      }
      requireColumn(tensor, count);
      switch (tensor.data()) {
        case Tensor.Numbers(double[] values) -> numbers(values, column, out);
        case Tensor.Texts(String[] values) -> texts(values, column, out);
      }
    }
    requireAll(inputs);
    return new Rows(count, features.width(), out);
  }

  private static void requireColumn(Tensor tensor, int count) {
    long[] shape = tensor.shape();
    boolean flat = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
    if (!flat || shape[0] != count) {
      throw new BadRequest(
          "bad-shape",
          "Tensor '%s' must have the shape [%d] or [%d, 1], as the others."
              .formatted(tensor.name(), count, count));
    }
  }

  private void requireAll(List<Tensor> inputs) {
    if (inputs.size() == features.width()) {
      return; // names are known and differ, so all are there
    }
    for (String name : features.names()) {
      if (inputs.stream().noneMatch(t -> t.name().equals(name))) {
        throw missing(name);
      }
    }
  }

  static BadRequest missing(String name) {
    return new BadRequest("missing-feature", "Feature '%s' is missing.".formatted(name));
  }

  private void numbers(double[] values, int column, double[] out) {
    if (features.features().get(column) instanceof Feature.Categorical) {
      throw needsText(column);
    }
    for (int i = 0; i < values.length; i++) {
      out[i * features.width() + column] = values[i];
    }
  }

  private void texts(String[] values, int column, double[] out) {
    if (features.features().get(column) instanceof Feature.Numeric) {
      throw needsNumber(column);
    }
    Map<String, Integer> index = levels.get(column);
    for (int i = 0; i < values.length; i++) {
      out[i * features.width() + column] = index.getOrDefault(values[i], -1);
    }
  }

  BadRequest needsText(int column) {
    return new BadRequest(
        "bad-datatype",
        "Feature '%s' is a category: send its text.".formatted(features.names().get(column)));
  }

  BadRequest needsNumber(int column) {
    return new BadRequest(
        "bad-datatype",
        "Feature '%s' is a number: send no text.".formatted(features.names().get(column)));
  }

  /// An answer as tensors. What was withheld is left out: without any score, no scores are there;
  /// with some, they come as [#GIVEN_CLASSES] and [#GIVEN_PROBABILITIES]. A row of which the answer
  /// abstains has an empty label.
  ///
  /// @param wanted names of the outputs asked for; empty means all
  public static List<Tensor> outputs(Answer answer, List<String> wanted) {
    List<Tensor> out = new ArrayList<>(2);
    int n = answer.count();
    if (answer.classes().isEmpty()) {
      if (answer.scores().length == n) {
        out.add(new Tensor(VALUE, Datatype.FP32, new long[] {n}, doubles(answer.scores())));
      }
    } else {
      out.add(new Tensor(LABEL, Datatype.BYTES, new long[] {n}, labels(answer)));
      scores(answer, out);
    }
    if (wanted.isEmpty()) {
      return out;
    }
    requireOutputs(wanted);
    out.removeIf(t -> !wanted.contains(t.name()));
    return out;
  }

  /// Refuses names of outputs that no answer has.
  public static void requireOutputs(List<String> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    List<String> known = List.of(LABEL, PROBABILITIES, VALUE, GIVEN_CLASSES, GIVEN_PROBABILITIES);
    if (!known.containsAll(wanted)) {
      throw new BadRequest(
          "unknown-output",
          "An output that was asked for does not exist; ask for 'label', 'probabilities' or 'value'.");
    }
  }

  private static Tensor.Data labels(Answer answer) {
    String[] labels = new String[answer.count()];
    for (int i = 0; i < labels.length; i++) {
      int label = answer.labels()[i];
      labels[i] = label < 0 ? "" : answer.classes().get(label);
    }
    return new Tensor.Texts(labels);
  }

  private static Tensor.Data doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = values[i];
    }
    return new Tensor.Numbers(out);
  }

  private static void scores(Answer answer, List<Tensor> out) {
    float[] scores = answer.scores();
    int k = answer.classes().size();
    int most = 0;
    int given = 0;
    for (int row = 0; row < answer.count() && scores.length > 0; row++) {
      int own = 0;
      for (int c = 0; c < k; c++) {
        own += Float.isNaN(scores[row * k + c]) ? 0 : 1;
      }
      given += own;
      most = Math.max(most, own);
    }
    if (given == 0) {
      return;
    }
    if (given == scores.length) {
      long[] shape = {answer.count(), k};
      out.add(new Tensor(PROBABILITIES, Datatype.FP32, shape, doubles(scores)));
    } else {
      some(answer, most, out);
    }
  }

  private static void some(Answer answer, int most, List<Tensor> out) {
    int k = answer.classes().size();
    String[] classes = new String[answer.count() * most];
    double[] values = new double[classes.length];
    Arrays.fill(classes, "");
    for (int row = 0; row < answer.count(); row++) {
      int at = row * most;
      for (int c = 0; c < k; c++) {
        float score = answer.scores()[row * k + c];
        if (!Float.isNaN(score)) {
          classes[at] = answer.classes().get(c);
          values[at++] = score;
        }
      }
    }
    long[] shape = {answer.count(), most};
    out.add(new Tensor(GIVEN_CLASSES, Datatype.BYTES, shape, new Tensor.Texts(classes)));
    out.add(new Tensor(GIVEN_PROBABILITIES, Datatype.FP32, shape, new Tensor.Numbers(values)));
  }
}
