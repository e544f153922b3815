package dev.gambeson.data.screen.label;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Confident learning (Northcutt, Jiang and Chuang 2021, JAIR 70, section 3): which labels disagree
/// with out-of-fold class probabilities, counted where a row is confidently of a class.
///
/// Guaranteed: the same joint, the same rows and the same scores as cleanlab 2.9 on the same
/// probabilities (tested on its output), but for rounding ties that cleanlab itself breaks
/// differently from processor to processor. Not guaranteed: that a row found is wrong. Where
/// classes overlap, rare but right labels look the same; and a model that learned the poison (a
/// trigger) agrees with it.
public final class ConfidentLearning {
  private static final double TOLERANCE = 1e-6; // rows within it of a threshold count as above
  private static final double ABSENT = 2; // threshold of a class without rows: never reached

  private final int[] labels;
  private final Rows probabilities;
  private final int classes;
  private final int[] confident; // class a row is confidently of, -1 for none
  private final int[][] joint;

  private ConfidentLearning(int[] labels, Rows probabilities) {
    this.labels = labels;
    this.probabilities = probabilities;
    this.classes = probabilities.width();
    this.confident = confident(thresholds());
    this.joint = countJoint();
  }

  /// @param labels given class per row, from 0 to width - 1
  /// @param probabilities class probabilities per row from a model that did not see the row
  /// @throws IllegalArgumentException when there is not one label a row, or a label is no class
  public static ConfidentLearning of(int[] labels, Rows probabilities) {
    int k = probabilities.width();
    if (labels.length != probabilities.count() || k < 2) {
      throw new IllegalArgumentException(
          "%d labels for %d rows of %d classes".formatted(labels.length, probabilities.count(), k));
    }
    if (Arrays.stream(labels).anyMatch(l -> l < 0 || l >= k)) {
      throw new IllegalArgumentException("a label is not between 0 and " + (k - 1));
    }
    return new ConfidentLearning(labels, probabilities);
  }

  /// The mean self-confidence per class (equation 2).
  private double[] thresholds() {
    double[] sums = new double[classes];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      sums[labels[i]] += probabilities.at(i, labels[i]);
      counts[labels[i]]++;
    }
    return IntStream.range(0, classes)
        .mapToDouble(k -> counts[k] == 0 ? ABSENT : Math.max(2 * TOLERANCE, sums[k] / counts[k]))
        .toArray();
  }

  private int[] confident(double[] thresholds) {
    int[] out = new int[labels.length];
    for (int i = 0; i < out.length; i++) {
      int above = 0;
      int first = -1;
      for (int k = 0; k < classes; k++) {
        if (probabilities.at(i, k) >= thresholds[k] - TOLERANCE) {
          above++;
          first = first < 0 ? k : first;
        }
      }
      out[i] = above > 1 ? predicted(i) : first;
    }
    return out;
  }

  /// The most probable class of a row, the lowest of equals.
  int predicted(int row) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (probabilities.at(row, k) > probabilities.at(row, best)) {
        best = k;
      }
    }
    return best;
  }

  private int[][] countJoint() {
    double[][] counts = new double[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      if (confident[i] >= 0) {
        counts[labels[i]][confident[i]]++;
      }
    }
    for (int k = 0; k < classes; k++) {
      counts[k][k] = Math.max(1, counts[k][k]);
    }
    return calibrate(counts);
  }

  /// Scales rows to the label counts and rounds, keeping the totals of the rows (equation 3).
  private int[][] calibrate(double[][] counts) {
    double[] given = new double[classes];
    for (int label : labels) {
      given[label]++;
    }
    double[] byTruth = new double[classes * classes];
    for (int j = 0; j < classes; j++) {
      double sum = Arrays.stream(counts[j]).sum();
      for (int k = 0; k < classes; k++) {
        counts[j][k] = counts[j][k] / sum * given[j];
        byTruth[k * classes + j] = counts[j][k];
      }
    }
    double total = Rounding.pairwiseSum(byTruth, 0, byTruth.length);
    int[][] out = new int[classes][];
    for (int j = 0; j < classes; j++) {
      double[] row = Arrays.stream(counts[j]).map(c -> c / total * labels.length).toArray();
      out[j] = Rounding.keepingSum(row);
    }
    return out;
  }

  /// The confident joint: estimated number of rows per given (row) and true class (column).
  public int[][] joint() {
    return Arrays.stream(joint).map(int[]::clone).toArray(int[][]::new);
  }

  /// The estimated share of wrong labels: the joint off its diagonal.
  public double noise() {
    long right = IntStream.range(0, classes).mapToLong(k -> joint[k][k]).sum();
    return labels.length == 0 ? Double.NaN : 1 - (double) right / labels.length;
  }

  /// The class a row is confidently of, -1 when of none.
  public int confidentClass(int row) {
    return confident[row];
  }

  /// The rows that the rule picks, in ascending order.
  public int[] issues(LabelFilter filter) {
    boolean[] picked =
        switch (filter) {
          case PRUNE_BY_NOISE_RATE -> new Pruning(labels, probabilities, joint).byNoiseRate();
          case PRUNE_BY_CLASS -> new Pruning(labels, probabilities, joint).byClass();
          case BOTH -> new Pruning(labels, probabilities, joint).both();
          case CONFIDENT_LEARNING -> offDiagonal();
          case PREDICTED_NEQ_GIVEN -> all();
          case LOW_NORMALIZED_MARGIN -> lowest(LabelQuality.NORMALIZED_MARGIN);
          case LOW_SELF_CONFIDENCE -> lowest(LabelQuality.SELF_CONFIDENCE);
        };
    boolean ranked =
        filter == LabelFilter.LOW_NORMALIZED_MARGIN || filter == LabelFilter.LOW_SELF_CONFIDENCE;
    return IntStream.range(0, labels.length)
        .filter(i -> picked[i] && (ranked || !agrees(i)))
        .toArray();
  }

  private boolean[] all() {
    boolean[] out = new boolean[labels.length];
    Arrays.fill(out, true);
    return out;
  }

  private boolean[] offDiagonal() {
    boolean[] out = new boolean[labels.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = confident[i] >= 0 && confident[i] != labels[i] && !agrees(i);
    }
    return out;
  }

  /// Whether the given class is the most probable one, within the tolerance.
  private boolean agrees(int row) {
    double own = probabilities.at(row, labels[row]) + TOLERANCE;
    for (int k = 0; k < classes; k++) {
      double p = probabilities.at(row, k);
      if (k != labels[row] && (k < labels[row] ? p >= own : p > own)) {
        return false;
      }
    }
    return true;
  }

  private boolean[] lowest(LabelQuality by) {
    boolean[] counted = offDiagonal();
    int many = (int) IntStream.range(0, counted.length).filter(i -> counted[i]).count();
    int[] order = Rounding.ascending(quality(by));
    boolean[] out = new boolean[labels.length];
    for (int i = 0; i < many; i++) {
      out[order[i]] = true;
    }
    return out;
  }

  /// One score a row, from 0 (label surely wrong) to 1.
  public double[] quality(LabelQuality score) {
    return IntStream.range(0, labels.length).mapToDouble(i -> quality(i, score)).toArray();
  }

  private double quality(int i, LabelQuality score) {
    double own = probabilities.at(i, labels[i]);
    return switch (score) {
      case SELF_CONFIDENCE -> own;
      case NORMALIZED_MARGIN -> (own - largestOther(i) + 1) / 2;
      case CONFIDENCE_WEIGHTED_ENTROPY -> {
        double ratio = entropy(i) / Math.max(TOLERANCE, own);
        yield Math.log(ratio + 1) / Math.max(TOLERANCE, ratio);
      }
    };
  }

  private double largestOther(int row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      if (k != labels[row]) {
        largest = Math.max(largest, probabilities.at(row, k));
      }
    }
    return largest;
  }

  private double entropy(int row) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double p = probabilities.at(row, k);
      sum -= p > 0 ? p * Math.log(p) : 0;
    }
    return sum / Math.log(classes);
  }
}
