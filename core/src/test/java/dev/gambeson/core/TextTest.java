package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void numbersAreShortAndPlain() {
    assertThat(Text.number(0.123456)).isEqualTo("0.1235");
    assertThat(Text.number(1234567.8)).isEqualTo("1234568");
    assertThat(Text.number(2.50)).isEqualTo("2.5");
    assertThat(Text.number(0)).isEqualTo("0");
    assertThat(Text.number(1.5e-7)).isEqualTo("1.500e-07");
    assertThat(Text.number(Double.NaN)).isEqualTo("undefined");
  }

  @Test
  void onlyCloseWordsAreSuggested() {
    assertThat(Text.didYouMean("incme", List.of("age", "income"))).contains("income");
    assertThat(Text.didYouMean("zzz", List.of("age", "income"))).isEmpty();
  }
}
