package dev.gambeson.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Four columns: `sex` (0 or 1), `height` (nearly sex), `skill` and `luck` (independent).
class ExplainChecksTest {
  private static final List<String> NAMES = List.of("sex", "height", "skill", "luck");

  /// A linear model with these weights over that many people.
  private static AuditSubject subject(int rows, double... weights) {
    RandomGenerator random = new Seed(8).random();
    double[][] columns = new double[4][rows];
    double[] values = new double[rows * 4];
    int[] truth = new int[rows];
    for (int i = 0; i < rows; i++) {
      columns[0][i] = random.nextInt(2);
      columns[1][i] = columns[0][i] + 0.3 * random.nextGaussian();
      columns[2][i] = random.nextDouble();
      columns[3][i] = random.nextDouble();
      for (int f = 0; f < 4; f++) {
        values[4 * i + f] = columns[f][i];
      }
      truth[i] = columns[2][i] > random.nextDouble() ? 1 : 0;
    }
    List<NumericColumn> data = new ArrayList<>();
    for (int f = 0; f < 4; f++) {
      data.add(new NumericColumn(NAMES.get(f), columns[f]));
    }
    FunctionClassifier model =
        new FunctionClassifier(space(), List.of("0", "1"), r -> score(r, weights));
    LabelledRows all =
        new LabelledRows(new Dataset("people", data), new Rows(rows, 4, values), truth);
    return new AuditSubject(
        Path.of("model.x"), model, all, Optional.empty(), "hired", 1, List.of("sex"));
  }

  private static FeatureSpace space() {
    return new FeatureSpace(
        NAMES.stream().<Feature>map(n -> new Feature.Numeric(n, false, -9, 9, 1, false)).toList());
  }

  private static float[] score(Rows rows, double[] weights) {
    float[] scores = new float[2 * rows.count()];
    for (int i = 0; i < rows.count(); i++) {
      double sum = 0;
      for (int f = 0; f < 4; f++) {
        sum += weights[f] * rows.at(i, f);
      }
      scores[2 * i + 1] = (float) (1 / (1 + Math.exp(-sum)));
      scores[2 * i] = 1 - scores[2 * i + 1];
    }
    return scores;
  }

  private static List<CheckResult> run(int check, AuditSubject subject, int threads) {
    try (Workers workers = new Workers(threads)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent());
      Check<AuditSubject> chosen = ExplainChecks.all().get(check);
      return chosen.run(subject, context);
    }
  }

  private static CheckResult only(int check, AuditSubject subject) {
    return run(check, subject, 1).getFirst();
  }

  @Test
  void oneFeatureThatDecidesAloneFails() {
    CheckResult result = only(0, subject(600, 0, 0, 3, 0.1));
    assertThat(result.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(result.findings().getFirst().where().column()).contains("skill");
    assertThat(result.summary()).contains("permutation SHAP").contains("300 rows explained");
  }

  @Test
  void evenlySpreadInfluencePasses() {
    CheckResult result = only(0, subject(600, 1, 1, 1, 1));
    assertThat(result.outcome()).containsInstanceOf(Outcome.Pass.class);
    assertThat(result.exhibits()).hasSize(2);
  }

  @Test
  void aModelThatDecidesByTheAttributeFails() {
    CheckResult result = only(1, subject(600, 2, 0, 1, 1));
    assertThat(result.aspect()).isEqualTo("sex");
    assertThat(result.outcome()).containsInstanceOf(Outcome.Fail.class);
  }

  @Test
  void aModelThatIgnoresTheAttributePasses() {
    CheckResult result = only(1, subject(600, 0, 2, 1, 1));
    assertThat(result.outcome()).containsInstanceOf(Outcome.Pass.class);
    assertThat(result.estimates().getFirst().value()).isZero();
  }

  @Test
  void aModelThatDecidesByAProxyFails() {
    CheckResult result = only(2, subject(600, 0, 2, 1, 1));
    assertThat(result.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(result.findings().getFirst().where().column()).contains("height");
    assertThat(result.estimates().get(1).value()).isGreaterThan(0.9); // sex told from height
  }

  @Test
  void aModelThatIgnoresTheProxyPasses() {
    CheckResult result = only(2, subject(600, 0, 0, 1, 1));
    assertThat(result.outcome()).containsInstanceOf(Outcome.Pass.class);
  }

  @Test
  void fewRowsAreInconclusive() {
    for (int check = 0; check < 3; check++) {
      assertThat(only(check, subject(30, 1, 1, 1, 1)).outcome())
          .containsInstanceOf(Outcome.Inconclusive.class);
    }
  }

  @Test
  void resultsDoNotDependOnThreads() {
    AuditSubject subject = subject(600, 1, 1, 2, 1);
    for (int check = 0; check < 3; check++) {
      assertThat(run(check, subject, 2)).isEqualTo(run(check, subject, 1));
    }
  }

  @Test
  void cramersVTellsDependenceFromNone() {
    RandomGenerator random = new Seed(1).random();
    double[] a = random.doubles(2000).toArray();
    double[] b = random.doubles(2000).toArray();
    assertThat(Codes.cramersV(Codes.of(a, 10), Codes.of(a, 10))).isCloseTo(1, within(1e-9));
    assertThat(Codes.cramersV(Codes.of(a, 10), Codes.of(b, 10))).isLessThan(0.06);
  }
}
