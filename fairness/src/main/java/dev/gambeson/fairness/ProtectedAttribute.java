package dev.gambeson.fairness;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A protected column of a subject, divided into groups, and the decisions about its rows.
///
/// @param attribute the groups
/// @param note how a number was cut into groups; empty when the groups are the values themselves
record ProtectedAttribute(Attribute attribute, String note) {
  private static final int MOST_VALUES = 10;

  /// Policy values that every fairness check reads.
  static final List<CheckInfo.Parameter> PARAMETERS =
      List.of(
          new CheckInfo.Parameter(
              "min-rows", 30, 1, 1_000_000, "Groups with fewer rows than this are not judged."),
          new CheckInfo.Parameter(
              "age-cut-low",
              25,
              0,
              150,
              "A protected column named like 'age' is cut here: this age and younger form a group."),
          new CheckInfo.Parameter(
              "age-cut-high",
              60,
              0,
              150,
              "A protected column named like 'age' is cut here: everybody older forms a group."));

  /// What each of the subject's test rows got and deserved, with the score of the favourable class.
  static Decisions decisions(AuditSubject subject, CheckContext context) {
    float[] scores = subject.testScores(context.workers());
    int k = subject.model().classes().size();
    double[] favourable = new double[subject.test().size()];
    for (int i = 0; i < favourable.length; i++) {
      favourable[i] = scores[i * k + subject.favourable()];
      if (Double.isNaN(favourable[i])) {
        throw GambesonException.badInput(
            "%s answers row %d of %s with NaN; a score must be a number."
                .formatted(subject.file(), i + 1, subject.test().data().name()));
      }
    }
    return Decisions.of(
            subject.test().truth(), ScoredClassifier.argMax(scores, k), subject.favourable())
        .withScores(favourable);
  }

  static ProtectedAttribute of(
      AuditSubject subject, String name, CheckInfo info, CheckContext context) {
    return switch (subject.test().data().column(name)) {
      case NumericColumn c when distinct(c).length > MOST_VALUES -> binned(c, info, context);
      case Column c -> new ProtectedAttribute(Attribute.of(c), "");
    };
  }

  private static ProtectedAttribute binned(
      NumericColumn column, CheckInfo info, CheckContext context) {
    double low = context.parameter(info, "age-cut-low");
    double high = context.parameter(info, "age-cut-high");
    boolean age = column.name().toLowerCase(Locale.ROOT).matches("(.*[^a-z])?age([^a-z].*)?");
    double[] cuts = age && low < high ? new double[] {low, high} : quartiles(column);
    String note =
        " %s is a number, cut at %s (%s)."
            .formatted(
                column.name(),
                String.join(", ", Arrays.stream(cuts).mapToObj(Text::number).toList()),
                age ? "policy: age-cut-low, age-cut-high" : "its quartiles");
    return new ProtectedAttribute(Attribute.binned(column, cuts), note);
  }

  private static double[] quartiles(NumericColumn column) {
    double[] sorted =
        Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return Arrays.stream(new double[] {0.25, 0.5, 0.75})
        .map(q -> sorted[(int) (q * (sorted.length - 1))])
        .distinct()
        .toArray();
  }

  private static double[] distinct(NumericColumn column) {
    return Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).distinct().toArray();
  }
}
