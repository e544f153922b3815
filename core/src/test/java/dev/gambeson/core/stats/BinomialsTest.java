package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinomialsTest {
  @Test
  void binomialDrawsHaveTheRightMeanAndVariance() {
    RandomGenerator random = new Seed(7).random();
    for (double p : new double[] {0.001, 0.3, 0.97}) {
      int n = 1000;
      double[] draws =
          IntStream.range(0, 20_000).mapToDouble(_ -> Binomials.draw(n, p, random)).toArray();
      double mean = Arrays.stream(draws).average().orElseThrow();
      double variance = Arrays.stream(draws).map(d -> (d - mean) * (d - mean)).sum() / 20_000;
      double expected = n * p * (1 - p);
      // five standard errors: fails by chance less than once in a million runs
      assertThat(mean).isCloseTo(n * p, within(5 * Math.sqrt(expected / 20_000)));
      assertThat(variance).isCloseTo(expected, within(0.06 * expected));
    }
  }

  @Test
  void certainTrialsNeedNoLuck() {
    RandomGenerator random = new Seed(1).random();

    assertThat(Binomials.draw(10, 1, random)).isEqualTo(10);
    assertThat(Binomials.draw(10, 0, random)).isZero();
    assertThat(Binomials.draw(0, 0.5, random)).isZero();
  }
}
