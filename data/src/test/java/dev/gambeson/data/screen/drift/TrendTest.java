package dev.gambeson.data.screen.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static double[] noise(long seed, double slope, double swing) {
    RandomGenerator r = new Seed(seed).random();
    return IntStream.range(0, 30)
        .mapToDouble(t -> r.nextGaussian() + slope * t + swing * Math.sin(2 * Math.PI * t / 12))
        .toArray();
  }

  /// 2,000 honest series; 5 % would be 100, the bound is 7 standard errors above.
  @Test
  void noise_without_a_trend_stays_below_its_level() {
    long hits =
        IntStream.range(0, 2000).filter(s -> Trend.strongest(noise(s, 0, 0)).p() < 0.05).count();
    assertThat(hits).isLessThan(170);
  }

  @Test
  void a_trend_of_half_the_noise_a_version_is_plain_after_thirty() {
    Trend trend = Trend.strongest(noise(1, 0.5, 0));
    assertThat(trend.p()).isLessThan(1e-6);
    assertThat(trend.slope()).isBetween(0.35, 0.65);
  }

  @Test
  void a_swing_as_large_as_the_noise_is_no_trend() {
    long hits =
        IntStream.range(0, 500).filter(s -> Trend.strongest(noise(s, 0, 1)).p() < 1e-4).count();
    assertThat(hits).isLessThan(5);
  }

  @Test
  void whole_seasons_average_their_swing_away() {
    double[] seasons = Trend.seasons(IntStream.range(0, 27).mapToDouble(t -> t % 4).toArray(), 4);
    assertThat(seasons).containsExactly(1.5, 1.5, 1.5, 1.5, 1.5, 1.5);
  }

  @Test
  void a_constant_has_no_trend_and_a_straight_line_is_one() {
    assertThat(Trend.strongest(new double[12]).p()).isEqualTo(1);
    assertThat(Trend.strongest(IntStream.range(0, 12).mapToDouble(t -> t).toArray()).p()).isZero();
  }
}
