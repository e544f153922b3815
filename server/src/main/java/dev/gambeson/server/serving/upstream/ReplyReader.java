package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.oip.Tensor;
import dev.gambeson.server.serving.Unavailable;
import dev.gambeson.server.serving.upstream.UpstreamSettings.Output;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the answer among the tensors of an upstream's reply.
///
/// Guaranteed: an [Answer] for exactly the rows asked, with finite scores (of classes: in `[0, 1]`)
/// and known labels, or a failure. Not guaranteed: that scores of a row sum to one. Immutable and
/// thread-safe.
final class ReplyReader {
  private static final float SLACK = 1e-4f;

  private final List<String> classes;
  private final Map<String, Integer> index = new HashMap<>();
  private final Optional<Output> output;

  ReplyReader(List<String> classes, Optional<Output> output) {
    this.classes = List.copyOf(classes);
    this.output = output;
    classes.forEach(c -> index.put(c, index.size()));
  }

  Answer answer(List<Tensor> tensors, int rows) {
    if (output.isPresent()) {
      Tensor tensor =
          tensors.stream()
              .filter(t -> t.name().equals(output.get().name()))
              .findFirst()
              .orElseThrow(() -> wrong("It has no output '%s'.".formatted(output.get().name())));
      return read(tensor, output.get().kind(), rows, Optional.empty());
    }
    Optional<Tensor> labels =
        tensors.stream().filter(t -> !real(t) && t.data().size() == rows).findFirst();
    if (classes.isEmpty()) {
      return read(first(tensors, rows), Output.Kind.VALUE, rows, Optional.empty());
    }
    Optional<Tensor> all = probabilities(tensors, rows * classes.size());
    if (all.isPresent()) {
      return read(all.get(), Output.Kind.PROBABILITIES, rows, labels);
    }
    Optional<Tensor> one = classes.size() == 2 ? probabilities(tensors, rows) : Optional.empty();
    if (one.isPresent()) {
      return read(one.get(), Output.Kind.POSITIVE, rows, labels);
    }
    return read(
        labels.orElseThrow(
            () -> wrong("None of its outputs has a score per row and class, or a label per row.")),
        Output.Kind.LABEL,
        rows,
        Optional.empty());
  }

  private static Tensor first(List<Tensor> tensors, int size) {
    return tensors.stream()
        .filter(t -> t.data() instanceof Tensor.Numbers && t.data().size() == size)
        .findFirst()
        .orElseThrow(() -> wrong("None of its outputs has a number per row."));
  }

  /// Of several, the one whose name says so.
  private static Optional<Tensor> probabilities(List<Tensor> tensors, int size) {
    List<Tensor> fit = tensors.stream().filter(t -> real(t) && t.data().size() == size).toList();
    return fit.stream()
        .filter(t -> t.name().toLowerCase(Locale.ROOT).contains("prob"))
        .findFirst()
        .or(() -> fit.stream().findFirst());
  }

  private static boolean real(Tensor tensor) {
    return switch (tensor.datatype()) {
      case FP16, FP32, FP64 -> tensor.data() instanceof Tensor.Numbers;
      default -> false;
    };
  }

  private Answer read(Tensor tensor, Output.Kind kind, int rows, Optional<Tensor> labels) {
    int width = kind == Output.Kind.PROBABILITIES ? classes.size() : 1;
    long[] shape = tensor.shape();
    if (tensor.data().size() != (long) rows * width || shape.length == 0 || shape[0] != rows) {
      throw wrong(
          "Its output '%s' has %d values for %d rows."
              .formatted(tensor.name(), tensor.data().size(), rows));
    }
    return switch (kind) {
      case LABEL -> new Answer(classes, rows, labels(tensor), new float[0]);
      case VALUE -> new Answer(List.of(), rows, new int[0], finite(tensor));
      case PROBABILITIES -> scored(shares(finite(tensor)), rows, labels);
      case POSITIVE -> scored(pairs(shares(finite(tensor))), rows, labels);
    };
  }

  private Answer scored(float[] scores, int rows, Optional<Tensor> labels) {
    int[] chosen =
        labels.map(this::labels).orElseGet(() -> ScoredClassifier.argMax(scores, classes.size()));
    return new Answer(classes, rows, chosen, scores);
  }

  private static float[] finite(Tensor tensor) {
    if (!(tensor.data() instanceof Tensor.Numbers(double[] values))) {
      throw wrong("Its output '%s' holds no numbers.".formatted(tensor.name()));
    }
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
      if (!Float.isFinite(out[i])) {
        throw wrong("Its output '%s' holds what is no finite number.".formatted(tensor.name()));
      }
    }
    return out;
  }

  private static float[] shares(float[] values) {
    for (float v : values) {
      if (v < -SLACK || v > 1 + SLACK) {
        throw wrong(
            "It gives a probability outside 0 to 1; if these are no probabilities, say so.");
      }
    }
    return values;
  }

  private static float[] pairs(float[] positive) {
    float[] out = new float[2 * positive.length];
    for (int i = 0; i < positive.length; i++) {
      out[2 * i] = 1 - positive[i];
      out[2 * i + 1] = positive[i];
    }
    return out;
  }

  private int[] labels(Tensor tensor) {
    int[] labels = new int[tensor.data().size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] =
          switch (tensor.data()) {
            case Tensor.Texts(String[] texts) -> label(texts[i]);
            case Tensor.Numbers(double[] numbers) -> label(numbers[i], tensor.datatype());
          };
    }
    return labels;
  }

  private int label(String text) {
    Integer found = index.get(text);
    if (found == null) {
      throw wrong("It gives a label that is none of the model's classes.");
    }
    return found;
  }

  /// A number is the label's text if some class is called that, otherwise its position.
  private int label(double number, Datatype type) {
    String text = number == Math.rint(number) ? Long.toString((long) number) : "";
    Integer found = index.get(text);
    if (found != null) {
      return found;
    }
    boolean position = !text.isEmpty() && number >= 0 && number < classes.size();
    if (!position) {
      throw wrong("It gives a %s label that is none of the model's classes.".formatted(type));
    }
    return (int) number;
  }

  static Unavailable wrong(String what) {
    return new Unavailable("upstream-answer", "The upstream's answer cannot be used. " + what);
  }
}
