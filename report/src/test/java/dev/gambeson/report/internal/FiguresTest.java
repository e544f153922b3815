package dev.gambeson.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Estimate;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void aShareIsAPercentage() {
    Estimate share = new Estimate("share of rows fooled", 0.5474, 0.5139, 0.58, 855, "Wilson");
    assertThat(Figures.withInterval(share)).isEqualTo("54.7 % [51.4 %, 58.0 %]");
  }

  @Test
  void aFewRowsInManyAreCounted() {
    assertThat(Figures.value(Estimate.exact("share of rows that repeat", 26.0 / 16281, 16281)))
        .isEqualTo("26 of 16,281");
  }

  @Test
  void noShareReadsAsNothingUnlessItIsNothing() {
    assertThat(Figures.percent(1e-6)).isEqualTo("< 0.01 %");
    assertThat(Figures.percent(0)).isEqualTo("0 %");
  }

  @Test
  void aPassMarkHasNoIdleZeros() {
    assertThat(Figures.percent(0.3)).isEqualTo("30 %");
    assertThat(Figures.percent(0.003)).isEqualTo("0.3 %");
    assertThat(Figures.percent(0.125)).isEqualTo("12.5 %");
  }

  @Test
  void differencesAndRatiosAreNoShares() {
    assertThat(Figures.isShare(Estimate.exact("accuracy, training minus test", 0.1, 9))).isFalse();
    assertThat(Figures.isShare(Estimate.exact("disparate impact, A over B", 0.3, 9))).isFalse();
    assertThat(Figures.isShare(Estimate.exact("AUC", 0.9, 9))).isFalse();
  }
}
