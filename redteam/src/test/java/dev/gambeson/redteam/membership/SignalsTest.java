package dev.gambeson.redteam.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SignalsTest {
  private static final float[] P = {0.7f, 0.2f, 0.1f};

  @Test
  void theLossSignalIsTheLogOddsOfTheTrueClass() {
    assertThat(Signals.loss(P, 0, 3, 1)).isCloseTo(Math.log(0.2 / 0.8), within(1e-6));
  }

  @Test
  void confidenceNearOneIsStillTold() {
    float[] sure = {1e-20f, 1f, 1e-30f, 1f};

    assertThat(Signals.loss(sure, 2, 2, 1)).isGreaterThan(Signals.loss(sure, 0, 2, 1));
    assertThat(Signals.confidence(sure, 2, 2)).isGreaterThan(Signals.confidence(sure, 0, 2));
    assertThat(Signals.entropy(sure, 2, 2)).isGreaterThan(Signals.entropy(sure, 0, 2));
    assertThat(Signals.modifiedEntropy(sure, 2, 2, 1))
        .isGreaterThan(Signals.modifiedEntropy(sure, 0, 2, 1));
  }

  @Test
  void entropyAndModifiedEntropyFollowTheirFormulas() {
    double entropy = 0.7 * Math.log(0.7) + 0.2 * Math.log(0.2) + 0.1 * Math.log(0.1);
    double modified = 0.8 * Math.log(0.2) + 0.7 * Math.log(0.3) + 0.1 * Math.log(0.9);

    assertThat(Signals.entropy(P, 0, 3)).isCloseTo(entropy, within(1e-6));
    assertThat(Signals.modifiedEntropy(P, 0, 3, 1)).isCloseTo(modified, within(1e-6));
  }

  @Test
  void anUnsureAnswerScoresLowestInEntropy() {
    float[] even = {0.5f, 0.5f, 0.9f, 0.1f};

    assertThat(Signals.entropy(even, 0, 2)).isLessThan(Signals.entropy(even, 2, 2));
  }

  @Test
  void zeroAndOneGiveFiniteSignals() {
    float[] hard = {0, 1};

    for (int y = 0; y < 2; y++) {
      assertThat(Signals.loss(hard, 0, 2, y)).isFinite();
      assertThat(Signals.modifiedEntropy(hard, 0, 2, y)).isFinite();
    }
    assertThat(Signals.entropy(hard, 0, 2)).isFinite();
    assertThat(Signals.correct(hard, 0, 2, 1)).isEqualTo(1);
  }
}
