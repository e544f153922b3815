package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.Logistic;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What the rest of a row lets expect of its label: cross-fitted probabilities of models that have
/// not seen the column in question. A model that sees the trigger learns it (measured: confident
/// learning over a linear model on poisoned digits ranks the poison last), so each group of columns
/// has its own model without it.
///
/// Columns are cut into at most [#GROUPS] groups; each model learns from at most [#LEARN] rows of
/// one half of the table and speaks about the other half. Deterministic.
final class Expectation {
  static final int GROUPS = 16;
  static final int LEARN = 4000;
  static final Logistic.Options QUICK = new Logistic.Options(1, 0.5, 100); // a baseline, no model
  private static final int MAX_WIDTH = 256;

  private final int classes;
  private final Map<String, Integer> groups;
  private final List<float[]> probabilities; // per group: rows x classes

  private Expectation(int classes, Map<String, Integer> groups, List<float[]> probabilities) {
    this.classes = classes;
    this.groups = groups;
    this.probabilities = probabilities;
  }

  static Expectation of(ScreenSubject subject, Truth truth, Seed seed, Workers workers) {
    List<String> columns = subject.featureColumns().stream().distinct().toList();
    Map<String, Integer> groups = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      groups.put(columns.get(i), i % GROUPS);
    }
    int[] order = truth.labelled();
    Shuffles.shuffle(order, seed.random());
    int half = order.length / 2;
    int[][] halves = {Arrays.copyOf(order, half), Arrays.copyOfRange(order, half, order.length)};
    int models = Math.min(GROUPS, columns.size());
    List<float[]> all =
        workers.map(models, group -> crossFitted(subject, truth, halves, kept(subject, groups, group)));
    return new Expectation(truth.classes(), groups, all);
  }

  private static int[] kept(ScreenSubject subject, Map<String, Integer> groups, int group) {
    return IntStream.range(0, subject.featureColumns().size())
        .filter(f -> groups.getOrDefault(subject.featureColumns().get(f), -1) != group)
        .toArray();
  }

  private static float[] crossFitted(
      ScreenSubject subject, Truth truth, int[][] halves, int[] features) {
    int[] used = Informative.of(subject.features(), truth, features, MAX_WIDTH);
    float[] out = new float[subject.size() * truth.classes()];
    for (int h = 0; h < 2; h++) {
      int[] learn = Arrays.copyOf(halves[h], Math.min(LEARN, halves[h].length));
      Arrays.sort(learn); // a sample, in the order of the table
      Logistic model =
          Logistic.fit(
              block(subject.features(), learn, used), truth.of(learn), truth.classes(), QUICK);
      write(model, subject.features(), halves[1 - h], used, out);
    }
    return out;
  }

  private static void write(
      Logistic model, Rows features, int[] rows, int[] used, float[] out) {
    int k = model.classes();
    for (int from = 0; from < rows.length; from += 1024) {
      int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + 1024));
      double[] p = model.probabilities(block(features, some, used)).values();
      for (int i = 0; i < some.length; i++) {
        for (int c = 0; c < k; c++) {
          out[some[i] * k + c] = (float) p[i * k + c];
        }
      }
    }
  }

  /// Some rows of some features.
  static Rows block(Rows all, int[] rows, int[] features) {
    double[] values = new double[rows.length * features.length];
    int at = 0;
    for (int row : rows) {
      for (int f : features) {
        values[at++] = all.at(row, f);
      }
    }
    return new Rows(rows.length, features.length, values);
  }

  /// The probability of a class in a row, not knowing this column.
  float without(String column, int row, int c) {
    return probabilities.get(groups.getOrDefault(column, 0))[row * classes + c];
  }
}
