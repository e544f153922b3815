package dev.gambeson.model.nn;

import java.util.Arrays;

/// What a [DenseNetwork] learns from: rows, the answers wanted, and how much each row counts.
///
/// @param x `count * width` finite inputs, row-major; not copied
/// @param width inputs per row, at least 1
/// @param targets `count * classes` wanted probabilities, row-major, each in `[0, 1]`; one-hot for
///   hard labels; not copied
/// @param classes number of classes, at least 2
/// @param weights one per row, non-negative and not all zero; not copied
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record Samples(float[] x, int width, float[] targets, int classes, float[] weights) {
  public Samples {
    int count = weights.length;
    if (width < 1 || classes < 2 || count < 1) {
      throw new IllegalArgumentException(
          "%d rows of width %d in %d classes: need at least 1, 1 and 2"
              .formatted(count, width, classes));
    }
    if (x.length != (long) count * width || targets.length != (long) count * classes) {
      throw new IllegalArgumentException(
          "%d inputs and %d targets do not make %d rows of width %d in %d classes"
              .formatted(x.length, targets.length, count, width, classes));
    }
    requireWithin("input", x, -Float.MAX_VALUE, Float.MAX_VALUE);
    requireWithin("target", targets, 0, 1);
    requireWithin("weight", weights, 0, Float.MAX_VALUE);
    if (sum(weights) <= 0) {
      throw new IllegalArgumentException("all weights are zero: there is nothing to learn from");
    }
  }

  /// Rows with one class index each, all of weight one.
  public static Samples labelled(float[] x, int width, int[] labels, int classes) {
    float[] targets = new float[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      targets[i * classes + labels[i]] = 1;
    }
    return soft(x, width, targets, classes);
  }

  /// Rows with a probability per class, all of weight one: what distillation and model extraction
  /// learn from.
  public static Samples soft(float[] x, int width, float[] targets, int classes) {
    float[] weights = new float[targets.length / classes];
    Arrays.fill(weights, 1);
    return new Samples(x, width, targets, classes, weights);
  }

  /// Number of rows.
  public int count() {
    return weights.length;
  }

  /// The same rows, weighted so that every class counts alike (by its share of the target mass).
  public Samples balanced() {
    double[] mass = new double[classes];
    for (int i = 0; i < targets.length; i++) {
      mass[i % classes] += (double) targets[i] * weights[i / classes];
    }
    double present = Arrays.stream(mass).filter(m -> m > 0).count();
    double total = Arrays.stream(mass).sum();
    float[] scaled = new float[count()];
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] > 0) {
        double factor = total / (present * mass[i % classes]);
        scaled[i / classes] += (float) (weights[i / classes] * targets[i] * factor);
      }
    }
    return new Samples(x, width, targets, classes, scaled);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }

  private static void requireWithin(String what, float[] values, float min, float max) {
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= min && values[i] <= max)) {
        throw new IllegalArgumentException(
            "%s %d is %s, must lie between %s and %s".formatted(what, i, values[i], min, max));
      }
    }
  }
}
