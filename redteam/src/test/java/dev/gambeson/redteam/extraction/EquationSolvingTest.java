package dev.gambeson.redteam.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class EquationSolvingTest {
  static final FeatureSpace MIXED =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("age", true, 18, 90, 12, true),
              new Feature.Numeric("amount", false, 0, 20_000, 3000, false),
              new Feature.Categorical("job", List.of("a", "b", "c"), false),
              new Feature.Categorical("flag", List.of("n", "y"), false)));
  private static final double[] JOB = {0.31, -0.82, 1.13};

  /// Three classes with log odds linear in the numbers and additive in the levels.
  private static final ScoredClassifier LINEAR =
      new FunctionClassifier(
          MIXED,
          List.of("low", "middle", "high"),
          rows -> {
            float[] scores = new float[3 * rows.count()];
            for (int i = 0; i < rows.count(); i++) {
              double a = 0.05 * (rows.at(i, 0) - 50) + JOB[(int) rows.at(i, 2)];
              double b = 2e-4 * (rows.at(i, 1) - 9000) - 0.7 * rows.at(i, 3);
              double sum = 1 + Math.exp(a) + Math.exp(b);
              scores[3 * i] = (float) (1 / sum);
              scores[3 * i + 1] = (float) (Math.exp(a) / sum);
              scores[3 * i + 2] = (float) (Math.exp(b) / sum);
            }
            return scores;
          });

  private static Target target(ScoredClassifier model) {
    Rows rows = Target.fromRanges(MIXED, 2000, new Seed(3));
    return Target.of(model, rows, model.scores(rows), 5000, new Seed(5));
  }

  @Test
  void aLinearModelIsTakenExactlyWithOneQueryPerParameterAndOneMore() {
    Theft theft = EquationSolving.run(target(LINEAR));

    assertThat(theft.queries()).isEqualTo(1 + 2 + 2 + 1); // base, numbers, other levels
    assertThat(theft.note()).contains("linear");
    assertThat(theft.agreement().plain("").value()).isGreaterThan(0.998);
  }

  @Test
  void aModelThatIsNotLinearIsNotCalledSo() {
    ScoredClassifier bent =
        new FunctionClassifier(
            MIXED,
            List.of("no", "yes"),
            rows -> {
              float[] scores = new float[2 * rows.count()];
              for (int i = 0; i < rows.count(); i++) {
                boolean middle = rows.at(i, 0) > 40 && rows.at(i, 0) < 60;
                scores[2 * i + (middle ? 1 : 0)] = 0.8f;
                scores[2 * i + (middle ? 0 : 1)] = 0.2f;
              }
              return scores;
            });
    Theft theft = EquationSolving.run(target(bent));

    assertThat(theft.note()).isEmpty();
    assertThat(theft.agreement().balanced("", 0.95).value()).isLessThan(0.9);
  }
}
