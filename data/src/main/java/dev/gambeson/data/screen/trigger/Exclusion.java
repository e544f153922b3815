package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.Logistic;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Exclusionary retraining (Chen et al. 2018, section 4.2, there for clusters): what does a model
/// that never saw the carriers of a suspected trigger say about them? It says their true class when
/// they are poison, and the label they have when the value is an honest sign.
///
/// Features are clamped to what the model has seen (1st to 99th percentile), so that an odd number
/// is not extrapolated into a certainty.
final class Exclusion {
  private static final int LEARN = 6000;
  private static final int ASK = 1000;
  private static final int MAX_WIDTH = 256;

  private final ScreenSubject subject;
  private final Truth truth;
  private final Seed seed;

  Exclusion(ScreenSubject subject, Truth truth, Seed seed) {
    this.subject = subject;
    this.truth = truth;
    this.seed = seed;
  }

  /// Mean probability of the class `target` among the carriers, from a model of the other rows; NaN
  /// when these are too few or lack a class.
  double expected(int[] carriers, int target, String name) {
    boolean[] out = new boolean[subject.size()];
    Arrays.stream(carriers).forEach(r -> out[r] = true);
    int[] others = IntStream.of(truth.labelled()).filter(r -> !out[r]).toArray();
    long present = Arrays.stream(truth.of(others)).distinct().count();
    if (others.length < 50 || present < 2) {
      return Double.NaN;
    }
    int[] learn = sample(others, LEARN, seed.child(name));
    int[] ask = sample(carriers, ASK, seed.child(name).child(1));
    int[] used =
        Informative.of(
            subject.features(), truth, IntStream.range(0, subject.features().width()).toArray(), MAX_WIDTH);
    Rows block = Expectation.block(subject.features(), learn, used);
    Logistic model =
        Logistic.fit(block, truth.of(learn), truth.classes(), Expectation.QUICK);
    double[] p =
        model
            .probabilities(clamp(Expectation.block(subject.features(), ask, used), block))
            .values();
    double sum = 0;
    for (int i = 0; i < ask.length; i++) {
      sum += p[i * truth.classes() + target];
    }
    return sum / ask.length;
  }

  private static int[] sample(int[] from, int most, Seed seed) {
    int[] some = from.length <= most ? from.clone() : Shuffles.sample(from, most, seed.random());
    Arrays.sort(some);
    return some;
  }

  private static Rows clamp(Rows rows, Rows seen) {
    double[] values = rows.values().clone();
    for (int f = 0; f < rows.width(); f++) {
      double[] column = new double[seen.count()];
      for (int i = 0; i < column.length; i++) {
        column[i] = seen.at(i, f);
      }
      Arrays.sort(column);
      double low = column[column.length / 100];
      double high = column[column.length - 1 - column.length / 100];
      for (int i = 0; i < rows.count(); i++) {
        int at = i * rows.width() + f;
        values[at] = Math.clamp(values[at], low, high);
      }
    }
    return new Rows(rows.count(), rows.width(), values);
  }
}
