package dev.gambeson.guard.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class WatermarkTest {
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final AnswerMark MARK = new AnswerMark(0.0045, 0.5);
  private static final List<String> CLASSES = List.of("no", "yes");
  private static final int N = 20_000;
  private static final Rows ASKED = rows(7);
  private static final ScoredClassifier MODEL =
      new FunctionClassifier(Samples.SPACE, CLASSES, r -> sigmoid(r, 0));

  private static Rows rows(long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[] values = new double[N * 3];
    for (int i = 0; i < N; i++) {
      values[i * 3] = random.nextDouble() * 100;
      values[i * 3 + 1] = 30;
    }
    return new Rows(N, 3, values);
  }

  private static float[] sigmoid(Rows rows, double shift) {
    float[] scores = new float[rows.count() * 2];
    for (int i = 0; i < rows.count(); i++) {
      double yes = 1 / (1 + Math.exp(-(rows.at(i, 0) - 50 - shift) / 40));
      scores[2 * i] = (float) (1 - yes);
      scores[2 * i + 1] = (float) yes;
    }
    return scores;
  }

  private static Answer answers() {
    OutputGuard guard = new OutputGuard(Map.of(), OutputPolicy.label().with(MARK), KEY);
    Query query = Samples.query(Samples.client(), ASKED);
    Answer said = new Answer(CLASSES, N, MODEL.labels(ASKED), MODEL.scores(ASKED));
    return ((Decision.Transform) guard.check(query, said)).answer();
  }

  private static ScoredClassifier suspect(Map<Double, Integer> learnt) {
    return new FunctionClassifier(
        Samples.SPACE,
        CLASSES,
        rows -> {
          float[] scores = sigmoid(rows, 1);
          for (int i = 0; i < rows.count(); i++) {
            Integer label = learnt.get(rows.at(i, 0));
            if (label != null) {
              scores[2 * i] = 1 - label;
              scores[2 * i + 1] = label;
            }
          }
          return scores;
        });
  }

  @Test
  void fewerThanOneInTwoHundredAnswersIsFlippedAndOnlyWhereTheMarginIsLow() {
    int[] plain = MODEL.labels(ASKED);
    int[] marked = answers().labels();
    float[] scores = MODEL.scores(ASKED);
    int flipped = 0;
    for (int i = 0; i < N; i++) {
      if (plain[i] != marked[i]) {
        flipped++;
        assertThat(Math.abs(scores[2 * i] - scores[2 * i + 1])).isLessThan(0.5f);
      }
    }
    assertThat(flipped).isBetween(40, 100); // 0.45 % of some 17,000
  }

  @Test
  void aCopyThatRemembersTheAnswersIsRecognised() {
    int[] marked = answers().labels();
    Map<Double, Integer> learnt = new HashMap<>();
    for (int i = 0; i < N; i++) {
      learnt.put(ASKED.at(i, 0), marked[i]);
    }
    WatermarkCheck.Evidence evidence = WatermarkCheck.of(KEY, MARK, MODEL, suspect(learnt), ASKED);
    assertThat(evidence.pValue()).isLessThan(1e-12);
    assertThat(evidence.flippedSame()).isEqualTo(evidence.flipped());
  }

  @Test
  void anIndependentModelIsNotAccused() {
    int accused = 0;
    ScoredClassifier other =
        new FunctionClassifier(Samples.SPACE, CLASSES, r -> sigmoid(r, 12)); // often disagrees
    for (int seed = 0; seed < 40; seed++) {
      MacKey key =
          MacKey.of(new byte[] {(byte) seed, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
      accused += WatermarkCheck.of(key, MARK, MODEL, other, ASKED).pValue() <= 0.05 ? 1 : 0;
    }
    assertThat(accused).isLessThanOrEqualTo(6); // binomial(40, 0.05): more has probability 0.003
  }

  @Test
  void withoutTheKeyNothingIsSeen() {
    int[] marked = answers().labels();
    Map<Double, Integer> learnt = new HashMap<>();
    for (int i = 0; i < N; i++) {
      learnt.put(ASKED.at(i, 0), marked[i]);
    }
    MacKey wrong = MacKey.of("another key of sufficient length".getBytes());
    assertThat(WatermarkCheck.of(wrong, MARK, MODEL, suspect(learnt), ASKED).pValue())
        .isGreaterThan(0.001);
  }

  @Test
  void aWatermarkThatAltersHalfAPerCentOrMoreIsRefused() {
    assertThatThrownBy(() -> new AnswerMark(0.005, 0.1)).hasMessageContaining("watermark.rate");
    assertThatThrownBy(() -> new AnswerMark(0.001, 0.6)).hasMessageContaining("watermark.margin");
  }
}
