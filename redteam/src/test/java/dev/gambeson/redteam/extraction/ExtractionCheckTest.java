package dev.gambeson.redteam.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.redteam.membership.Worlds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ExtractionCheckTest {
  private static final Workers WORKERS = new Workers(2);

  @AfterAll
  static void close() {
    WORKERS.close();
  }

  /// A binary model by its probability of class 1.
  private static ScoredClassifier model(ToDoubleFunction<double[]> probability) {
    return new FunctionClassifier(
        Worlds.SPACE,
        List.of("no", "yes"),
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            scores[2 * i + 1] = (float) probability.applyAsDouble(rows.row(i));
            scores[2 * i] = (float) (1 - probability.applyAsDouble(rows.row(i)));
          }
          return scores;
        });
  }

  private static AuditSubject subject(ScoredClassifier model, int rows) {
    LabelledRows test = Worlds.rows(rows, 0, new Seed(4));
    return new AuditSubject(Path.of("m.onnx"), model, test, Optional.empty(), "y", 1, List.of());
  }

  private static CheckResult run(ScoredClassifier model, int rows) {
    return new ExtractionCheck().run(subject(model, rows), Worlds.context(WORKERS)).getFirst();
  }

  @Test
  void aSmoothModelIsCopiedAndTheCheckFails() {
    CheckResult result =
        run(model(x -> 1 / (1 + Math.exp(-2 * x[0] - x[1] + 0.5 * x[2] * x[2]))), 3000);

    assertThat(result.outcome()).as(result.summary()).contains(new Outcome.Fail());
    assertThat(result.findings().getFirst().message()).contains("any model can be copied");
    assertThat(((Exhibit.LineChart) result.exhibits().getFirst()).lines()).hasSize(5);
  }

  @Test
  void answersWithoutPatternCannotBeCopied() {
    CheckResult result =
        run(model(x -> new Seed(Arrays.hashCode(x)).random().nextBoolean() ? 0.9 : 0.1), 1500);

    assertThat(result.outcome()).as(result.summary()).contains(new Outcome.Pass());
    assertThat(result.estimates().getFirst().value()).isBetween(0.4, 0.6);
  }

  @Test
  void aConstantCopyOfAnUnbalancedModelIsWorthless() {
    // yes for one row in forty, for no reason: agreement 97.5 %, balanced agreement a half
    CheckResult result =
        run(model(x -> Math.floorMod(Arrays.hashCode(x), 40) == 0 ? 0.9 : 0.1), 4000);

    assertThat(result.estimates().get(1).value()).isGreaterThan(0.9);
    assertThat(result.estimates().getFirst().value()).isLessThan(0.6);
    assertThat(result.outcome().orElseThrow()).isInstanceOf(Outcome.Pass.class);
  }

  @Test
  void aModelWithOneAnswerLeavesTheQuestionOpen() {
    CheckResult result = run(model(_ -> 0.9), 400);

    assertThat(result.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
    assertThat(result.summary()).contains("same answer");
  }

  @Test
  void tooFewRowsLeaveTheQuestionOpen() {
    CheckResult result = run(model(x -> x[0] > 0 ? 0.9 : 0.1), 60);

    assertThat(result.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
    assertThat(result.summary()).contains("60 test rows").contains("at least 100");
  }

  @Test
  void theFiguresAreTheSameOnAnyNumberOfThreads() {
    ScoredClassifier model = model(x -> 1 / (1 + Math.exp(-x[0] * x[1])));
    try (Workers one = new Workers(1);
        Workers many = new Workers(4)) {
      assertThat(new ExtractionCheck().run(subject(model, 600), Worlds.context(one)))
          .isEqualTo(new ExtractionCheck().run(subject(model, 600), Worlds.context(many)));
    }
  }

  @Test
  void scoresThatAreNoProbabilitiesAreMadeSome() {
    assertThat(Surrogates.probabilities(new float[] {3, 1, -1, 0, Float.NaN, 2}, 2))
        .containsExactly(.75f, .25f, 0, 1, 0, 1);
  }

  @Test
  void rowsFromRangesAreValid() {
    Rows rows = Target.fromRanges(EquationSolvingTest.MIXED, 500, new Seed(1));

    for (int i = 0; i < rows.count(); i++) {
      assertThat(rows.at(i, 0)).isBetween(18.0, 90.0).isEqualTo(Math.rint(rows.at(i, 0)));
      assertThat(rows.at(i, 2)).isIn(0.0, 1.0, 2.0);
    }
  }
}
