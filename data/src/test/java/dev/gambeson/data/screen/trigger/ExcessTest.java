package dev.gambeson.data.screen.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExcessTest {
  private static Excess.Residuals residuals(int n, int... hits) {
    int[] counts = new int[hits.length];
    double[] expected = new double[hits.length];
    java.util.Arrays.fill(counts, n);
    java.util.Arrays.fill(expected, n / 2.0);
    return new Excess.Residuals(counts, hits, expected);
  }

  @Test
  void a_stray_among_quiet_values_scores_high() {
    double[] scores = residuals(100, 50, 51, 49, 52, 100).scores(0);
    assertThat(scores[4]).isGreaterThan(8);
    assertThat(scores[0]).isBetween(-1.0, 1.0);
  }

  @Test
  void a_stray_among_strays_does_not() {
    double[] scores = residuals(100, 0, 100, 3, 97, 100, 1, 100, 0, 98, 100).scores(0);
    assertThat(scores[4]).isLessThan(2);
  }

  @Test
  void two_triggers_in_a_quiet_column_do_not_excuse_each_other() {
    int[] hits = {50, 51, 49, 52, 50, 48, 50, 53, 50, 47, 51, 50, 100, 100};
    double[] scores = residuals(100, hits).scores(0);
    assertThat(scores[12]).isGreaterThan(8);
    assertThat(scores[13]).isGreaterThan(8);
  }

  @Test
  void the_pooled_variance_is_that_of_the_middle_column() {
    double pooled =
        Excess.pooled(
            List.of(residuals(100, 50, 50), residuals(100, 60, 40), residuals(100, 100, 0)));
    assertThat(pooled).isBetween(0.005, 0.01);
  }

  @Test
  void values_without_rows_score_zero() {
    Excess.Residuals none =
        new Excess.Residuals(new int[] {0, 10}, new int[] {0, 5}, new double[] {0, 5});
    assertThat(none.scores(0)[0]).isZero();
  }
}
