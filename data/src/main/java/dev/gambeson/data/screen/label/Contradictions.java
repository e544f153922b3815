package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.Logistic;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which labels a reference contradicts, and how probable that was for each row.
///
/// @param reference who says so
/// @param isTrusted whether it was fitted on trusted rows
/// @param contradicted whether the row's label is
/// @param expected the probability that it would be, given the row's features
/// @param model the reference's probabilities
/// @param threshold the probability at which a label counts as contradicted
@SuppressWarnings("ArrayRecordComponent") // one value a row, internal
record Contradictions(
    String reference,
    boolean isTrusted,
    boolean[] contradicted,
    double[] expected,
    NoiseModel model,
    double threshold) {
  private static final int FEWEST_TRUSTED = 100;

  /// By a model of the trusted rows, when there are enough of them; otherwise by [LabelErrors].
  static Contradictions of(LabelledSubject s, CheckContext context, double budget) {
    Optional<NoiseModel> trusted = trusted(s);
    if (trusted.isPresent()) {
      return of(
          "a model of the trusted rows", true, s, trusted.get(), trusted.get().truth(), budget);
    }
    LabelErrors errors = s.errors(context);
    return of("models of the other rows", false, s, errors.noise(), errors.pooled(), budget);
  }

  private static Optional<NoiseModel> trusted(LabelledSubject s) {
    Optional<ScreenSubject> trusted = s.subject().trusted().filter(t -> t.label().isPresent());
    if (trusted.isEmpty()) {
      return Optional.empty();
    }
    var coded = trusted.get().label().orElseThrow();
    int[] classOf =
        coded.names().stream().mapToInt(s.names()::indexOf).toArray(); // -1: not among the rows
    int[] rows =
        IntStream.range(0, coded.codes().length)
            .filter(i -> coded.codes()[i] >= 0 && classOf[coded.codes()[i]] >= 0)
            .toArray();
    int[] labels = Arrays.stream(rows).map(i -> classOf[coded.codes()[i]]).toArray();
    if (rows.length < FEWEST_TRUSTED || Arrays.stream(labels).distinct().count() < s.classes()) {
      return Optional.empty();
    }
    Logistic model = Logistic.fit(trusted.get().features().select(rows), labels, s.classes());
    return Optional.of(NoiseModel.none(model.probabilities(s.features()), s.labels()));
  }

  private static Contradictions of(
      String reference,
      boolean trusted,
      LabelledSubject s,
      NoiseModel model,
      Rows given,
      double budget) {
    double threshold = model.threshold(budget);
    boolean[] contradicted = new boolean[s.size()];
    double[] expected = new double[s.size()];
    for (int i = 0; i < s.size(); i++) {
      contradicted[i] = model.truth().at(i, s.labels()[i]) <= threshold;
      for (int k = 0; k < s.classes(); k++) {
        expected[i] += model.truth().at(i, k) <= threshold ? given.at(i, k) : 0;
      }
    }
    return new Contradictions(reference, trusted, contradicted, expected, model, threshold);
  }
}
