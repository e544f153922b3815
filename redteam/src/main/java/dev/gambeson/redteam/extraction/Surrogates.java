package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.nn.DenseNetwork;
import dev.gambeson.model.nn.Samples;
import dev.gambeson.model.nn.TabularEncoder;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Copies by training a network on the model's answers (Tramèr et al. 2016, section 5; Orekondy et
/// al. 2019).
final class Surrogates {
  /// Queries spent per copy.
  static final List<Integer> BUDGETS = List.of(50, 100, 250, 500, 1000, 2500, 5000);

  private Surrogates() {}

  /// What the thief has.
  enum Access {
    LOOKALIKE_SCORES("look-alike rows, scores", true),
    LOOKALIKE_LABELS("look-alike rows, labels only", false),
    RANGES_SCORES("rows from ranges, scores", true);

    final String title;
    final boolean scores;

    Access(String title, boolean scores) {
      this.title = title;
      this.scores = scores;
    }
  }

  private record Job(Access access, int queries) {}

  /// One copy per access and budget, in that order. Budgets that exceed the thief's rows end at as
  /// many as there are.
  static List<Theft> run(Target target, Seed seed, Workers workers) {
    FeatureSpace space = target.model().features();
    int most = BUDGETS.getLast();
    Rows invented = Target.fromRanges(space, most, seed.child("ranges"));
    List<Job> jobs = new ArrayList<>();
    for (Access access : Access.values()) {
      int available = rows(target, invented, access).count();
      BUDGETS.stream()
          .map(b -> Math.min(b, available))
          .distinct()
          .forEach(b -> jobs.add(new Job(access, b)));
    }
    List<Integer> longestFirst =
        IntStream.range(0, jobs.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -jobs.get(i).queries()))
            .toList();
    List<Theft> made =
        workers.map(
            jobs.size(),
            i -> {
              Job job = jobs.get(longestFirst.get(i));
              Rows rows = rows(target, invented, job.access()).slice(0, job.queries());
              Seed own = seed.child(job.access().name()).child(job.queries());
              return steal(target, rows, job.access(), own);
            });
    return IntStream.range(0, jobs.size())
        .mapToObj(i -> made.get(longestFirst.indexOf(i)))
        .toList();
  }

  private static Rows rows(Target target, Rows invented, Access access) {
    return switch (access) {
      case LOOKALIKE_SCORES, LOOKALIKE_LABELS -> target.lookalike();
      case RANGES_SCORES -> invented;
    };
  }

  private static Theft steal(Target target, Rows rows, Access access, Seed seed) {
    int k = target.classes();
    float[] answers = target.model().scores(rows);
    TabularEncoder encoder = TabularEncoder.fit(target.model().features(), rows);
    float[] x = encoder.encode(rows);
    Samples samples =
        access.scores
            ? Samples.soft(x, encoder.width(), probabilities(answers, k), k)
            : Samples.labelled(x, encoder.width(), ScoredClassifier.argMax(answers, k), k);
    DenseNetwork copy = DenseNetwork.train(samples, options(rows.count()), seed);
    float[] scores = copy.scores(encoder.encode(target.exam()));
    return new Theft(
        access.title, rows.count(), target.judge(ScoredClassifier.argMax(scores, k)), "");
  }

  /// About as many steps for few rows as for many.
  private static TrainingOptions options(int queries) {
    return TrainingOptions.of(64, 32)
        .batch(queries < 1000 ? 16 : 64)
        .epochs(Math.clamp(60_000 / queries, 25, 200));
  }

  /// Scores as targets: cut to what a probability can be and scaled to sum to one.
  static float[] probabilities(float[] scores, int k) {
    float[] out = new float[scores.length];
    int[] labels = ScoredClassifier.argMax(scores, k);
    for (int row = 0; row < labels.length; row++) {
      double sum = 0;
      for (int c = 0; c < k; c++) {
        float s = scores[row * k + c];
        out[row * k + c] = s > 0 ? Math.min(s, Float.MAX_VALUE / k) : 0; // NaN counts as 0
        sum += out[row * k + c];
      }
      for (int c = 0; c < k; c++) {
        float wanted = sum > 0 ? (float) (out[row * k + c] / sum) : c == labels[row] ? 1 : 0;
        out[row * k + c] = Math.clamp(wanted, 0f, 1f);
      }
    }
    return out;
  }
}
