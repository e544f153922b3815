package dev.gambeson.redteam.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import org.junit.jupiter.api.Test;

class AgreementTest {
  // victim says 0 six times and 1 twice; the copy agrees on five and one
  private final Agreement agreement =
      Agreement.of(new int[] {0, 0, 0, 0, 0, 0, 1, 1}, new int[] {0, 0, 0, 0, 0, 1, 1, 0}, 2);

  @Test
  void figuresByHand() {
    assertThat(agreement.plain("").value()).isEqualTo(0.75);
    assertThat(agreement.majority()).isEqualTo(0.75);
    assertThat(agreement.balanced("", 0.95).value()).isCloseTo((5 / 6.0 + 0.5) / 2, within(1e-12));
    double chance = (6.0 * 6 + 2 * 2) / 64;
    assertThat(agreement.kappa()).isCloseTo((0.75 - chance) / (1 - chance), within(1e-12));
  }

  @Test
  void aConstantCopyIsWorthNothing() {
    Agreement constant = Agreement.of(new int[] {0, 0, 0, 1}, new int[4], 2);

    assertThat(constant.balanced("", 0.95).value()).isEqualTo(0.5);
    assertThat(constant.kappa()).isZero();
  }

  @Test
  void withOneAnswerTheIntervalIsWilsons() {
    Estimate e = Agreement.of(new int[9], new int[9], 2).balanced("", 0.95);
    Estimate wilson = Intervals.wilson("", 9, 9);

    assertThat(e.low()).isCloseTo(wilson.low(), within(1e-12));
    assertThat(e.high()).isEqualTo(wilson.high());
  }
}
