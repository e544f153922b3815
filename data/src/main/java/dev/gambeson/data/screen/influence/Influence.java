package dev.gambeson.data.screen.influence;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.learn.Folds;
import dev.gambeson.data.learn.Logistic;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What leaving a source out does to a model.
///
/// @param source code of the source
/// @param rows how many rows it has
/// @param loss gain in mean log loss on the reference rows when it is left out, in nats
/// @param accuracy gain in accuracy
/// @param shift mean total variation distance between the predictions with and without it
/// @param worstClass class with the largest gain in log loss, by lower bound
/// @param worstLoss that gain
record Influence(
    int source,
    int rows,
    Estimate loss,
    Estimate accuracy,
    double shift,
    int worstClass,
    Estimate worstLoss) {
  private static final int FOLDS = 3;
  private static final int DRAWS = 1000;
  private static final int FEWEST_OF_CLASS = 10;

  /// Measures every source that has enough rows.
  ///
  /// On trusted rows when there are enough: they train nothing. Without, on the rows of the other
  /// sources, each judged by models that did not see it.
  static List<Influence> measure(SourcedRows s, double confidence, Seed seed, Workers workers) {
    int[] judged = s.judged();
    Folds folds = Folds.stratified(s.labels(), FOLDS, seed.child("folds"));
    int parts = s.isTrustedEnough() ? 1 : FOLDS;
    List<Scores> all = workers.map(parts, f -> fit(s, folds, f, -1));
    List<Scores> without =
        workers.map(judged.length * parts, t -> fit(s, folds, t % parts, judged[t / parts]));
    return IntStream.range(0, judged.length)
        .mapToObj(j -> {
          List<Scores> own = without.subList(j * parts, (j + 1) * parts);
          return compare(s, folds, judged[j], all, own, confidence, seed.child(judged[j]));
        })
        .toList();
  }

  /// Fits on all rows but those of a fold (without trusted rows) and of a source.
  private static Scores fit(SourcedRows s, Folds folds, int fold, int without) {
    boolean trusted = s.isTrustedEnough();
    int[] train =
        IntStream.range(0, s.size())
            .filter(i -> s.sources()[i] != without && (trusted || folds.of()[i] != fold))
            .toArray();
    int classes = s.classes().size();
    Logistic model = Logistic.fit(s.features().select(train), s.labels(train), classes);
    return trusted
        ? Scores.of(model, s.trusted(), s.trustedLabels())
        : Scores.of(model, s.features().select(folds.rows(fold)), s.labels(folds.rows(fold)));
  }

  private static Influence compare(
      SourcedRows s,
      Folds folds,
      int source,
      List<Scores> all,
      List<Scores> without,
      double confidence,
      Seed seed) {
    boolean trusted = s.isTrustedEnough();
    double[] loss = new double[trusted ? s.trustedLabels().length : s.size()];
    double[] hits = new double[loss.length];
    int[] label = new int[loss.length];
    int n = 0;
    double shift = 0;
    for (int f = 0; f < all.size(); f++) {
      int[] rows = trusted ? IntStream.range(0, loss.length).toArray() : folds.rows(f);
      for (int i = 0; i < rows.length; i++) {
        if (trusted || s.sources()[rows[i]] != source) {
          loss[n] = all.get(f).losses()[i] - without.get(f).losses()[i];
          hits[n] = (without.get(f).right()[i] ? 1 : 0) - (all.get(f).right()[i] ? 1 : 0);
          label[n++] = trusted ? s.trustedLabels()[rows[i]] : s.labels()[rows[i]];
          shift += distance(all.get(f).probabilities(), without.get(f).probabilities(), i);
        }
      }
    }
    double[] losses = Arrays.copyOf(loss, n);
    int[] labels = Arrays.copyOf(label, n);
    Estimate gain =
        bootstrap("gain in log loss without it", losses, confidence, seed.child("loss"));
    Estimate accuracy =
        bootstrap(
            "gain in accuracy without it",
            Arrays.copyOf(hits, n),
            confidence,
            seed.child("accuracy"));
    int worst = -1;
    Estimate worstGain = gain;
    for (int k = 0; k < s.classes().size(); k++) {
      int c = k;
      double[] own =
          IntStream.range(0, labels.length)
              .filter(i -> labels[i] == c)
              .mapToDouble(i -> losses[i])
              .toArray();
      if (own.length >= FEWEST_OF_CLASS) {
        Estimate e =
            bootstrap(
                "gain in log loss on class '%s' without it".formatted(s.classes().get(k)),
                own,
                confidence,
                seed.child("class").child(k));
        if (worst < 0 || e.low() > worstGain.low()) {
          worst = k;
          worstGain = e;
        }
      }
    }
    return new Influence(source, s.of(source).length, gain, accuracy, shift / n, worst, worstGain);
  }

  private static double distance(Rows p, Rows q, int row) {
    double sum = 0;
    for (int k = 0; k < p.width(); k++) {
      sum += Math.abs(p.at(row, k) - q.at(row, k));
    }
    return sum / 2;
  }

  /// The mean with its bootstrap interval: standard deviation of 1,000 draws and normal quantiles,
  /// since corrected confidences ask for rarer quantiles than the draws hold.
  private static Estimate bootstrap(String name, double[] values, double confidence, Seed seed) {
    RandomGenerator random = seed.random();
    double mean = Arrays.stream(values).average().orElse(0);
    double[] means = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[d] = sum / values.length;
    }
    double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
    double half = Intervals.z(confidence) * Math.sqrt(squares / (DRAWS - 1));
    return new Estimate(
        name,
        mean,
        mean - half,
        mean + half,
        values.length,
        "bootstrap standard error, normal %.4g %%".formatted(100 * confidence));
  }
}
