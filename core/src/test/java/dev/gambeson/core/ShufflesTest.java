package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShufflesTest {

  @Test
  void aShuffleKeepsEveryIndexOnce() {
    int[] order = Shuffles.shuffled(1000, new Seed(1).random());
    assertThat(order).isNotEqualTo(java.util.stream.IntStream.range(0, 1000).toArray());
    Arrays.sort(order);
    assertThat(order).startsWith(0, 1, 2).endsWith(999).doesNotHaveDuplicates();
  }

  @Test
  void aSampleIsDrawnWithoutReplacementAndLeavesItsSourceAlone() {
    int[] from = {5, 6, 7, 8, 9};
    int[] sample = Shuffles.sample(from, 3, new Seed(2).random());
    assertThat(sample).hasSize(3).doesNotHaveDuplicates();
    assertThat(Arrays.stream(sample).boxed()).isSubsetOf(5, 6, 7, 8, 9);
    assertThat(from).containsExactly(5, 6, 7, 8, 9);
  }

  @Test
  void everyOrderIsEquallyLikely() {
    // Chi-square over the 6 orders of 3 values, 5 degrees of freedom: above 25.7 with probability
    // 1e-4.
    int[] counts = new int[27];
    int draws = 60_000;
    var random = new Seed(3).random();
    for (int i = 0; i < draws; i++) {
      int[] o = Shuffles.shuffled(3, random);
      counts[9 * o[0] + 3 * o[1] + o[2]]++;
    }
    double expected = draws / 6.0;
    double chi =
        Arrays.stream(counts)
            .filter(c -> c > 0)
            .mapToDouble(c -> (c - expected) * (c - expected) / expected)
            .sum();
    assertThat(chi).isLessThan(25.7);
  }
}
