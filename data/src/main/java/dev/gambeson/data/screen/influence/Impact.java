package dev.gambeson.data.screen.influence;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.learn.Logistic;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What a source's rows do to a model of clean rows, beside what as many clean rows do.
///
/// @param harm rise of the log loss above that by clean rows; the interval is one standard
///   deviation of the calibration times the quantile asked for
record Impact(int source, Estimate harm) {
  private static final int SPLITS = 20;
  private static final int MOST_CLEAN = 600;

  /// Rows to train and to judge with: features and labels.
  @SuppressWarnings("ArrayRecordComponent") // internal
  private record Labelled(Rows rows, int[] labels) {
    Labelled pick(int[] which) {
      return new Labelled(rows.select(which), Arrays.stream(which).map(i -> labels[i]).toArray());
    }

    Labelled and(Labelled other) {
      double[] values =
          Arrays.copyOf(rows.values(), rows.values().length + other.rows.values().length);
      System.arraycopy(
          other.rows.values(), 0, values, rows.values().length, other.rows.values().length);
      int[] both = IntStream.concat(Arrays.stream(labels), Arrays.stream(other.labels)).toArray();
      return new Labelled(new Rows(both.length, rows.width(), values), both);
    }
  }

  static Impact measure(SourcedRows s, int source, double confidence, Seed seed) {
    Labelled clean = clean(s, source, seed.child("clean"));
    int[] own = s.of(source);
    Labelled candidate = new Labelled(s.features().select(own), s.labels(own));
    double[] harm = new double[SPLITS];
    double[] calibration = new double[SPLITS];
    for (int r = 0; r < SPLITS; r++) {
      RandomGenerator random = seed.child(r).random();
      int[] order = Shuffles.shuffled(clean.labels().length, random);
      int third = order.length / 3;
      Labelled train = clean.pick(Arrays.copyOfRange(order, 0, third));
      Labelled quiz = clean.pick(Arrays.copyOfRange(order, third, 2 * third));
      int many = Math.min(order.length - 2 * third, own.length);
      Labelled control = clean.pick(Arrays.copyOfRange(order, 2 * third, 2 * third + many));
      int[] all = IntStream.range(0, own.length).toArray();
      Labelled sample = candidate.pick(Shuffles.sample(all, many, random));
      int classes = s.classes().size();
      double base = loss(train, quiz, classes);
      calibration[r] = loss(train.and(control), quiz, classes) - base;
      harm[r] = loss(train.and(sample), quiz, classes) - base;
    }
    double usual = Arrays.stream(calibration).average().orElseThrow();
    double mean = Arrays.stream(harm).average().orElseThrow() - usual;
    double variance =
        Arrays.stream(calibration).map(c -> (c - usual) * (c - usual)).sum() / (SPLITS - 1);
    double half = Intervals.z(confidence) * Math.sqrt(variance);
    return new Impact(
        source,
        new Estimate(
            "rise of the log loss above that by clean rows",
            mean,
            mean - half,
            mean + half,
            SPLITS,
            "RONI, %d splits, deviation of the calibration".formatted(SPLITS)));
  }

  /// The trusted rows; without enough of them, rows of all other sources.
  private static Labelled clean(SourcedRows s, int source, Seed seed) {
    Labelled all =
        s.isTrustedEnough()
            ? new Labelled(s.trusted(), s.trustedLabels())
            : new Labelled(s.features(), s.labels());
    int[] rows =
        IntStream.range(0, all.labels().length)
            .filter(i -> s.isTrustedEnough() || s.sources()[i] != source)
            .toArray();
    int[] picked = Shuffles.sample(rows, Math.min(MOST_CLEAN, rows.length), seed.random());
    Arrays.sort(picked);
    return all.pick(picked);
  }

  private static double loss(Labelled train, Labelled quiz, int classes) {
    return Scores.of(
            Logistic.fit(train.rows(), train.labels(), classes), quiz.rows(), quiz.labels())
        .loss();
  }
}
