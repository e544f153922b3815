package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

  @Test
  void wilsonAgreesWithThePublishedExample() {
    // Newcombe 1998 (Statistics in Medicine 17:857), 81 of 263: 0.2553 to 0.3662.
    Estimate e = Intervals.wilson("share", 81, 263);
    assertThat(e.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(e.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void clopperPearsonAgreesWithThePublishedExample() {
    // Newcombe 1998, the same proportion by the exact method: 0.2527 to 0.3676.
    Estimate e = Intervals.clopperPearson("share", 81, 263);
    assertThat(e.low()).isCloseTo(0.2527, within(5e-5));
    assertThat(e.high()).isCloseTo(0.3676, within(5e-5));
  }

  @Test
  void differenceAgreesWithThePublishedExample() {
    // Newcombe 1998 (Statistics in Medicine 17:873), 56/70 - 48/80, method 10: 0.0524 to 0.3339.
    Estimate e = Intervals.difference("difference", 56, 70, 48, 80);
    assertThat(e.value()).isCloseTo(0.2, within(1e-12));
    assertThat(e.low()).isCloseTo(0.0524, within(5e-5));
    assertThat(e.high()).isCloseTo(0.3339, within(5e-5));
  }

  @Test
  void zeroAndAllHitsStayInsideTheUnitInterval() {
    assertThat(Intervals.wilson("none", 0, 20).low()).isZero();
    assertThat(Intervals.wilson("all", 20, 20).high()).isEqualTo(1);
    assertThat(Intervals.clopperPearson("none", 0, 20).low()).isZero();
    assertThat(Intervals.clopperPearson("all", 20, 20).high()).isEqualTo(1);
  }

  @Test
  void nothingSeenIsUndefinedNotZero() {
    assertThat(Intervals.wilson("share", 0, 0).isDefined()).isFalse();
    assertThat(Intervals.ratio("ratio", 3, 10, 0, 10).isDefined()).isFalse();
    assertThat(Intervals.difference("d", 0, 0, 1, 2).isDefined()).isFalse();
  }

  /// Simulated coverage of nominal 95 % intervals. With 4,000 repetitions the standard error is at
  /// most 0.4 points, so an honest method fails a [93, 99] % band with probability below 1e-5.
  @ParameterizedTest
  @CsvSource({"30, 0.3", "100, 0.1", "1000, 0.5"})
  void nominalCoverageHolds(int n, double p) {
    SplittableRandom random = new SplittableRandom(7);
    int repetitions = 4000;
    long covered =
        IntStream.range(0, repetitions)
            .filter(_ -> {
              long hits = IntStream.range(0, n).filter(_ -> random.nextDouble() < p).count();
              Estimate e = Intervals.wilson("share", hits, n);
              return e.low() <= p && p <= e.high();
            })
            .count();
    assertThat((double) covered / repetitions).isBetween(0.93, 0.99);
  }
}
