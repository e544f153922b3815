package dev.gambeson.guard.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OutputGuardTest {
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final Query QUERY = Samples.query(new double[] {1, 30, 0});
  private static final List<String> THREE = List.of("a", "b", "c");

  private static Answer give(OutputPolicy policy, Query query, Answer answer) {
    OutputGuard guard = new OutputGuard(Map.of("partner", policy), OutputPolicy.label(), KEY);
    return ((Decision.Transform) guard.check(query, answer)).answer();
  }

  private static Answer give(OutputPolicy policy, Answer answer) {
    return give(policy, QUERY, answer);
  }

  private static Answer three(int label, float... scores) {
    return new Answer(THREE, 1, new int[] {label}, scores);
  }

  @Test
  void aClassThatNoPolicyNamesGetsTheLabelAlone() {
    OutputGuard guard =
        new OutputGuard(Map.of("partner", OutputPolicy.scores()), OutputPolicy.label(), KEY);
    Query query = Samples.query(Samples.client("x", "stranger"), QUERY.rows());
    Answer answer = ((Decision.Transform) guard.check(query, Samples.binary(0.7f))).answer();
    assertThat(answer.scores()).isEmpty();
    assertThat(answer.labels()).containsExactly(1);
  }

  @Test
  void scoresComeAsTheyAreWhereAllowed() {
    assertThat(give(OutputPolicy.scores(), Samples.binary(0.7f)).scores())
        .containsExactly(1 - 0.7f, 0.7f);
  }

  @Test
  void roundingKeepsTheSumAndTheLabel() {
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      int k = 2 + i % 6;
      int digits = 1 + i % 4;
      float[] scores = new float[k];
      float sum = 0;
      for (int c = 0; c < k; c++) {
        scores[c] = i % 3 == 0 ? 1 + 0.001f * random.nextFloat() : random.nextFloat();
        sum += scores[c];
      }
      for (int c = 0; c < k; c++) {
        scores[c] /= sum;
      }
      int label = ScoredClassifier.argMax(scores, k)[0];
      float[] out = new float[k];
      Rounding.round(scores, 0, k, label, digits, out);
      double unit = Math.pow(10, -digits);
      double total = 0;
      for (int c = 0; c < k; c++) {
        total += out[c];
        assertThat((double) out[c]).isBetween(0.0, 1.0).isCloseTo(scores[c], within(2 * unit));
        assertThat(out[c] / unit).isCloseTo(Math.rint(out[c] / unit), within(1e-3));
      }
      assertThat(total).isCloseTo(1, within(1e-5));
      assertThat(ScoredClassifier.argMax(out, k)[0]).isEqualTo(label);
    }
  }

  @Test
  void aScoreNextToOneHalfIsNotRoundedOntoTheOtherLabel() {
    assertThat(give(OutputPolicy.rounded(2), Samples.binary(0.4999f)).scores())
        .containsExactly(0.51f, 0.49f);
    assertThat(give(OutputPolicy.rounded(1), Samples.binary(0.5f)).scores())
        .containsExactly(0.5f, 0.5f);
  }

  @Test
  void theTopClassesAloneAreNamed() {
    Answer answer = give(OutputPolicy.top(2, 2), three(2, 0.3f, 0.1f, 0.6f));
    assertThat(answer.scores()[0]).isEqualTo(0.3f);
    assertThat(answer.scores()[1]).isNaN();
    assertThat(answer.scores()[2]).isEqualTo(0.6f);
  }

  @Test
  void aBandIsShownByItsMiddleOnTheSideOfTheLabel() {
    assertThat(give(OutputPolicy.banded(4), Samples.binary(0.49f)).scores())
        .containsExactly(0.625f, 0.375f);
    assertThat(give(OutputPolicy.banded(4), Samples.binary(1f)).scores())
        .containsExactly(0.125f, 0.875f);
    Answer answer = give(OutputPolicy.banded(4), three(2, 0.3f, 0.1f, 0.6f));
    assertThat(answer.scores()[0]).isNaN();
    assertThat(answer.scores()[2]).isEqualTo(0.625f);
  }

  @Test
  void whereTheMarginIsSmallItAbstains() {
    Answer answer =
        give(
            OutputPolicy.scores().abstaining(0.1),
            Samples.query(new double[] {1, 30, 0}, new double[] {2, 30, 0}),
            Samples.binary(0.54f, 0.56f));
    assertThat(answer.labels()).containsExactly(-1, 1);
    assertThat(answer.scores()[0]).isNaN();
    assertThat(answer.scores()[1]).isNaN();
    assertThat(answer.scores()[3]).isEqualTo(0.56f);
  }

  @Test
  void anAnswerThatIsNoNumberIsRefused() {
    OutputGuard guard = new OutputGuard(Map.of(), OutputPolicy.scores(), KEY);
    assertThat(guard.check(QUERY, three(0, Float.NaN, 0.5f, 0.5f)))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void aModelThatGivesANumberIsRoundedToSignificantDigitsOrWithheld() {
    Answer number = new Answer(List.of(), 1, new int[0], new float[] {12_345.678f});
    assertThat(give(OutputPolicy.rounded(3), number).scores()).containsExactly(12_300f);
    assertThat(give(OutputPolicy.label(), number).scores()[0]).isNaN();
    assertThat(give(OutputPolicy.top(1, 2), number).scores()[0]).isNaN();
  }

  @Test
  void theAnswerOfTheModelIsNotWrittenTo() {
    Answer said = Samples.binary(0.4999f);
    give(OutputPolicy.rounded(2).abstaining(0.5), said);
    assertThat(said.scores()[1]).isEqualTo(0.4999f);
    assertThat(said.labels()).containsExactly(0);
  }

  @Test
  void bitsOfAnAnswerAreCounted() {
    assertThat(Leakage.perRow(OutputPolicy.label(), 2)).isEqualTo(1);
    assertThat(Leakage.perRow(OutputPolicy.banded(4), 2)).isEqualTo(2);
    assertThat(Leakage.perRow(OutputPolicy.rounded(2), 2)).isCloseTo(6.66, within(0.01));
    assertThat(Leakage.perRow(OutputPolicy.scores(), 2)).isEqualTo(20);
    assertThat(Leakage.perRow(OutputPolicy.scores(), 10)).isEqualTo(180);
    assertThat(Leakage.perRow(OutputPolicy.top(1, 2), 10)).isCloseTo(9.98, within(0.01));
    assertThat(Leakage.perRow(OutputPolicy.label().abstaining(0.1), 2))
        .isCloseTo(Math.log(3) / Math.log(2), within(1e-9));
    assertThat(Leakage.bits(OutputPolicy.label(), 4, 100)).isCloseTo(200, within(1e-9));
  }

  @Test
  void privateAnswersCarryAtMostEpsilon() {
    OutputPolicy quiet =
        OutputPolicy.label()
            .with(new PrivateAnswers(PrivateAnswers.Mechanism.EXPONENTIAL, 0.1, Optional.empty()));
    assertThat(Leakage.perRow(quiet, 2)).isCloseTo(0.144, within(0.001));
  }

  @Test
  void anExplanationCostsBitsToo() {
    OutputPolicy policy = OutputPolicy.label().with(new OutputPolicy.ExplanationLimit(3, 2));
    assertThat(Leakage.explanationBits(policy, 10, 30)).isCloseTo(10 * 37.5, within(1.0));
    assertThat(Leakage.explanationBits(OutputPolicy.label(), 10, 30)).isZero();
  }

  @Test
  void policiesThatContradictThemselvesAreRefusedWithWhatToDo() {
    assertThatThrownBy(() -> OutputPolicy.rounded(0)).hasMessageContaining("digits is 0");
    assertThatThrownBy(() -> OutputPolicy.banded(5)).hasMessageContaining("bands is 5");
    assertThatThrownBy(() -> OutputPolicy.scores().abstaining(0))
        .hasMessageContaining("abstain-below");
    assertThatThrownBy(() ->
            new OutputPolicy(
                OutputPolicy.Reveal.LABEL,
                Optional.empty(),
                Optional.of(2),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        .hasMessageContaining("no scores are given");
  }
}
