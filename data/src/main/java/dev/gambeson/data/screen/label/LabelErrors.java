package dev.gambeson.data.screen.label;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.CrossValidated;
import dev.gambeson.data.learn.Folds;
import dev.gambeson.data.learn.Pooling;
import dev.gambeson.data.learn.Projection;
import dev.gambeson.data.screen.Neighbours;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Which labels are wrong, judged in two feature spaces at once: by a linear model that did not see
/// the row, and by the labels of the row's neighbours. Their opinions are pooled and calibrated,
/// the noise is estimated and taken back, and each row gets the probability that its label is
/// wrong.
///
/// Guaranteed: the same answer for the same rows, labels and seed; no row's own label has a say in
/// the opinion on it. Not guaranteed: that a right but rare label is spared. Sees neither wrong
/// labels where both spaces were poisoned alike (a whole cluster of copies agrees with itself) nor
/// those where classes overlap.
public final class LabelErrors {
  private static final int FOLDS = 5;
  private static final int NEAR = 10;
  private static final int FAR = 50;
  private static final int WIDE = 128; // more features than this are projected for the linear model
  private static final int COMPONENTS = 64;

  private final int[] labels;
  private final Rows linear;
  private final Rows near;
  private final Rows pooled;
  private final NoiseModel noise;
  private final NoiseModel nearNoise;
  private final int[] agreeing;

  private LabelErrors(int[] labels, Rows linear, Rows near, Rows far, int[] agreeing) {
    this.labels = labels;
    this.agreeing = agreeing;
    this.linear = linear;
    this.near = near;
    List<Rows> both = List.of(linear, near, far);
    List<Rows> neighbours = List.of(near, far);
    this.pooled = Pooling.fit(both, labels).pool(both);
    this.noise = NoiseModel.fit(pooled, labels);
    this.nearNoise = noise.on(Pooling.fit(neighbours, labels).pool(neighbours));
  }

  /// Judges every label.
  ///
  /// @param rows standardised features
  /// @param labels class per row from 0, none missing
  /// @param classes number of classes, at least 2
  public static LabelErrors find(Rows rows, int[] labels, int classes, Seed seed, Workers workers) {
    Folds folds = Folds.stratified(labels, FOLDS, seed.child("folds"));
    Rows space =
        rows.width() > WIDE
            ? Projection.fit(rows, COMPONENTS, seed.child("projection")).apply(rows)
            : rows;
    Rows linear = CrossValidated.probabilities(space, labels, classes, folds, workers);
    Neighbours neighbours = Neighbours.among(rows, FAR, workers);
    return new LabelErrors(
        labels,
        linear,
        votes(neighbours, labels, classes, NEAR),
        votes(neighbours, labels, classes, FAR),
        agreeing(neighbours, labels));
  }

  private static int[] agreeing(Neighbours neighbours, int[] labels) {
    int used = Math.min(NEAR, neighbours.k());
    return IntStream.range(0, labels.length)
        .map(i ->
            (int)
                IntStream.range(0, used)
                    .filter(r -> labels[neighbours.index(i, r)] == labels[i])
                    .count())
        .toArray();
  }

  /// Shares of the classes among the nearest rows, drawn a little to the overall shares.
  static Rows votes(Neighbours neighbours, int[] labels, int classes, int k) {
    double[] share = new double[classes];
    Arrays.stream(labels).forEach(l -> share[l] += 1.0 / labels.length);
    int used = Math.min(k, neighbours.k());
    double[] out = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < classes; c++) {
        out[i * classes + c] = 2 * share[c] / (used + 2);
      }
      for (int rank = 0; rank < used; rank++) {
        out[i * classes + labels[neighbours.index(i, rank)]] += 1.0 / (used + 2);
      }
    }
    return new Rows(labels.length, classes, out);
  }

  /// Out-of-fold class probabilities of the linear model.
  public Rows linear() {
    return linear;
  }

  /// Smoothed shares of the classes among the ten nearest rows.
  public Rows neighbours() {
    return near;
  }

  /// Calibrated probabilities of the given labels, both spaces pooled.
  public Rows pooled() {
    return pooled;
  }

  /// Probability per row that its label is wrong.
  public double[] probabilities() {
    return noise.errorProbabilities();
  }

  /// The class that the features speak for, not knowing the row's label.
  public int suggested(int row) {
    return noise.suggested(row);
  }

  /// The rows most probably mislabelled, in ascending order: so many that the F1 score to be
  /// expected from [#probabilities] is largest (Lewis 1995, Evaluating and optimizing autonomous
  /// text classification systems). Where the noise is too heavy to be estimated, every row whose
  /// label is not the most probable one.
  public int[] issues() {
    if (!noise.usable()) {
      return ConfidentLearning.of(labels, pooled).issues(LabelFilter.PREDICTED_NEQ_GIVEN);
    }
    double[] wrong = probabilities();
    int[] order = Rounding.ascending(Arrays.stream(wrong).map(q -> -q).toArray());
    double total = Arrays.stream(wrong).sum();
    double sum = 0;
    double best = 0;
    int many = 0;
    for (int i = 0; i < order.length; i++) {
      sum += wrong[order[i]];
      double f1 = 2 * sum / (i + 1 + total);
      if (f1 > best) {
        best = f1;
        many = i + 1;
      }
    }
    int[] rows = Arrays.copyOf(order, many);
    Arrays.sort(rows);
    return rows;
  }

  /// The rows whose label is so improbable that, of clean rows, no more than `budget` are expected
  /// to be held with them.
  ///
  /// @param budget share of clean rows, from 0 to 1
  public int[] held(double budget) {
    return below(noise, budget);
  }

  /// As [#held], by the labels of the neighbours alone.
  public int[] heldByNeighbours(double budget) {
    return below(nearNoise, budget);
  }

  private int[] below(NoiseModel model, double budget) {
    double threshold = model.threshold(budget);
    return IntStream.range(0, labels.length)
        .filter(i -> model.truth().at(i, labels[i]) <= threshold)
        .toArray();
  }

  /// How many of the ten nearest rows bear the row's label.
  public int agreeingNeighbours(int row) {
    return agreeing[row];
  }

  NoiseModel noise() {
    return noise;
  }

  NoiseModel nearNoise() {
    return nearNoise;
  }
}
