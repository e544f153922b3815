package dev.gambeson.guard.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.Samples;
import dev.gambeson.guard.output.PrivateAnswers.Mechanism;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PrivateAnswersTest {
  private static final int N = 40_000;

  private static Answer give(
      PrivateAnswers noise, OutputPolicy base, float[] one, int n, String version) {
    int k = one.length;
    double[] values = new double[n * 3];
    float[] scores = new float[n * k];
    for (int row = 0; row < n; row++) {
      values[row * 3] = row; // every row another question: independent noise
      System.arraycopy(one, 0, scores, row * k, k);
    }
    Query query =
        new Query("q", Samples.client(), "fraud", version, new Rows(n, 3, values), Samples.NOON);
    List<String> classes = List.of("a", "b", "c", "d").subList(0, k);
    OutputGuard guard = new OutputGuard(Map.of(), base.with(noise), MacKey.of(new byte[32]));
    return ((Decision.Transform) guard.check(query, new Answer(classes, n, new int[n], scores)))
        .answer();
  }

  private static double share(int[] labels, int label) {
    return Arrays.stream(labels).filter(l -> l == label).count() / (double) labels.length;
  }

  @Test
  void theExponentialMechanismDrawsEachLabelWithItsProbability() {
    PrivateAnswers noise = new PrivateAnswers(Mechanism.EXPONENTIAL, 2, Optional.empty());
    int[] labels = give(noise, OutputPolicy.label(), new float[] {0.8f, 0.2f}, N, "v1").labels();
    double expected = 1 / (1 + Math.exp(-0.6));
    assertThat(share(labels, 0)).isCloseTo(expected, within(4 * 0.5 / Math.sqrt(N)));
  }

  @Test
  void oppositeScoresAreToldApartNoBetterThanEpsilonAllows() {
    for (double epsilon : new double[] {0.5, 1, 2}) {
      PrivateAnswers noise = new PrivateAnswers(Mechanism.EXPONENTIAL, epsilon, Optional.empty());
      double yes =
          share(give(noise, OutputPolicy.label(), new float[] {0, 1}, N, "v1").labels(), 1);
      double no = share(give(noise, OutputPolicy.label(), new float[] {1, 0}, N, "v2").labels(), 1);
      assertThat(yes / no).isLessThan(Math.exp(epsilon) * 1.06).isGreaterThan(1);
    }
  }

  @Test
  void noisyScoresOfOppositeAnswersAreToldApartNoBetterThanEpsilonAllows() {
    double epsilon = 1;
    PrivateAnswers noise = new PrivateAnswers(Mechanism.LAPLACE, epsilon, Optional.empty());
    float[] yes = give(noise, OutputPolicy.scores(), new float[] {0, 1}, N, "v1").scores();
    float[] no = give(noise, OutputPolicy.scores(), new float[] {1, 0}, N, "v2").scores();
    for (double cut = 0; cut <= 1; cut += 0.1) {
      double a = above(yes, cut);
      double b = above(no, cut);
      assertThat(a / b).as("P(score > %s)", cut).isLessThan(Math.exp(epsilon) * 1.08);
      assertThat((1 - b) / (1 - a + 1e-9))
          .isLessThan(Math.exp(epsilon) * 1.08 + (a == 1 ? 1e9 : 0));
    }
    assertThat(above(yes, 0.5) / above(no, 0.5)).isGreaterThan(1.3);
  }

  private static double above(float[] scores, double cut) {
    int hits = 0;
    for (int i = 1; i < scores.length; i += 2) {
      hits += scores[i] >= cut ? 1 : 0;
    }
    return hits / (scores.length / 2.0);
  }

  @Test
  void askingAgainGivesTheSameNoiseAndAnotherVersionOther() {
    PrivateAnswers noise = new PrivateAnswers(Mechanism.LAPLACE, 1, Optional.empty());
    float[] one = {0.3f, 0.3f, 0.4f};
    float[] first = give(noise, OutputPolicy.scores(), one, 50, "v1").scores();
    assertThat(give(noise, OutputPolicy.scores(), one, 50, "v1").scores()).containsExactly(first);
    assertThat(give(noise, OutputPolicy.scores(), one, 50, "v2").scores()).isNotEqualTo(first);
  }

  @Test
  void anotherEpsilonHasIndependentNoise() {
    float[] one = {0.5f, 0.5f};
    float[] loud =
        give(
                new PrivateAnswers(Mechanism.LAPLACE, 10, Optional.empty()),
                OutputPolicy.scores(),
                one,
                2000,
                "v1")
            .scores();
    float[] quiet =
        give(
                new PrivateAnswers(Mechanism.LAPLACE, 5, Optional.empty()),
                OutputPolicy.scores(),
                one,
                2000,
                "v1")
            .scores();
    int agree = 0;
    for (int i = 1; i < loud.length; i += 2) {
      agree += (loud[i] > 0.5f) == (quiet[i] > 0.5f) ? 1 : 0;
    }
    assertThat(agree / 2000.0).isBetween(0.45, 0.55); // with one noise it would be 1
  }

  @Test
  void noisyScoresStayOnTheSimplexAndTheLabelIsTheirs() {
    PrivateAnswers noise = new PrivateAnswers(Mechanism.LAPLACE, 3, Optional.of(0.1));
    Answer answer = give(noise, OutputPolicy.scores(), new float[] {0.3f, 0.3f, 0.4f}, 500, "v1");
    for (int row = 0; row < 500; row++) {
      float sum = 0;
      for (int c = 0; c < 3; c++) {
        float score = answer.scores()[row * 3 + c];
        assertThat(score).isBetween(0f, 1f);
        sum += score;
        assertThat(score).isLessThanOrEqualTo(answer.scores()[row * 3 + answer.labels()[row]]);
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
    }
  }

  @Test
  void withoutScoresThereIsNothingToDrawFrom() {
    OutputGuard guard =
        new OutputGuard(
            Map.of(),
            OutputPolicy.label()
                .with(new PrivateAnswers(Mechanism.EXPONENTIAL, 1, Optional.empty())),
            MacKey.of(new byte[32]));
    Answer labels = new Answer(List.of("a", "b"), 1, new int[] {1}, new float[0]);
    Decision decision = guard.check(Samples.query(new double[] {1, 30, 0}), labels);
    assertThat(((Decision.Transform) decision).answer().labels()).containsExactly(-1);
  }

  @Test
  void answersAddUp() {
    assertThat(new PrivacySpent(10, 0.5).pure()).isEqualTo(5);
    assertThat(new PrivacySpent(10, 0.5).at(1e-6)).isEqualTo(5);
    assertThat(new PrivacySpent(10_000, 0.1).at(1e-6)).isCloseTo(50 + 52.57, within(0.01));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new PrivateAnswers(Mechanism.LAPLACE, 0, Optional.empty()))
        .hasMessageContaining("noise.epsilon is 0.0");
    assertThatThrownBy(() -> new PrivateAnswers(Mechanism.LAPLACE, 1, Optional.of(2.0)))
        .hasMessageContaining("noise.sensitivity");
    assertThatThrownBy(() ->
            OutputPolicy.scores()
                .with(new PrivateAnswers(Mechanism.EXPONENTIAL, 1, Optional.empty())))
        .hasMessageContaining("exponential");
  }
}
