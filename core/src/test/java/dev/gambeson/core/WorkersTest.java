package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void resultsComeInOrderOnAnyNumberOfThreads() {
    try (Workers one = new Workers(1);
        Workers four = new Workers(4)) {
      List<Long> a = one.map(100, i -> new Seed(1).child(i).random().nextLong());
      List<Long> b = four.map(100, i -> new Seed(1).child(i).random().nextLong());
      assertThat(b).isEqualTo(a);
    }
  }

  @Test
  void nestedCallsDoNotDeadlock() {
    try (Workers workers = new Workers(2)) {
      List<Integer> sums =
          workers.map(
              8, i -> workers.map(8, j -> i * j).stream().mapToInt(Integer::intValue).sum());
      assertThat(sums).containsExactly(0, 28, 56, 84, 112, 140, 168, 196);
    }
  }

  @Test
  void aFailureIsThrownAsItWas() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(() ->
              workers.map(
                  4,
                  i -> {
                    throw GambesonException.badInput("row " + i);
                  }))
          .isInstanceOf(GambesonException.class)
          .hasMessageStartingWith("row ");
    }
  }
}
