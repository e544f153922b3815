package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExactSumTest {
  private final Random random = new Random(1);

  /// Finite doubles of every size.
  private double any() {
    while (true) {
      double v = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(v)) {
        return v;
      }
    }
  }

  private List<Double> many(int n) {
    return IntStream.range(0, n).mapToObj(_ -> any()).toList();
  }

  @Test
  void aSumOfDoublesOfEverySizeIsTheRoundedExactSum() {
    for (int round = 0; round < 50; round++) {
      List<Double> values = many(20);
      ExactSum sum = ExactSum.ofValues();
      BigDecimal truth = BigDecimal.ZERO;
      for (double v : values) {
        sum.add(v, 1);
        truth = truth.add(new BigDecimal(v));
      }
      assertThat(sum.value()).isEqualTo(truth.doubleValue());
    }
  }

  @Test
  void whatCancelsLeavesNothingBehind() {
    ExactSum sum = ExactSum.ofValues();
    sum.add(1e308, 1);
    sum.add(Double.MIN_VALUE, 1);
    sum.add(-1e308, 1);
    assertThat(sum.value()).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void aSumBeyondTheRangeComesBack() {
    ExactSum sum = ExactSum.ofValues();
    sum.add(Double.MAX_VALUE, 1L << 40);
    assertThat(sum.value()).isInfinite();
    sum.add(-Double.MAX_VALUE, (1L << 40) - 1);
    assertThat(sum.value()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void squaresAreExactFromTheSmallestToTheLargestDouble() {
    List<Double> values = List.of(Double.MIN_VALUE, 1e-200, -3.7, 1e160, -Double.MAX_VALUE);
    ExactSum squares = ExactSum.ofSquares();
    BigDecimal truth = BigDecimal.ZERO;
    for (double v : values) {
      squares.addSquare(v, 3);
      truth = truth.add(new BigDecimal(v).pow(2).multiply(BigDecimal.valueOf(3)));
    }
    BigDecimal unit = BigDecimal.ONE.divide(BigDecimal.TWO.pow(2148));
    assertThat(new BigDecimal(squares.exact()).multiply(unit)).isEqualByComparingTo(truth);
  }

  @Test
  void addingManyTimesOverIsAddingOneByOne() {
    ExactSum once = ExactSum.ofValues();
    ExactSum often = ExactSum.ofValues();
    for (int i = 0; i < 1000; i++) {
      once.add(-0.1, 1);
    }
    often.add(-0.1, 1000);
    assertThat(often).isEqualTo(once);
  }

  @Test
  void moreAdditionsThanTheSpareBitsHoldAreCarriedInTime() {
    ExactSum sum = ExactSum.ofValues();
    for (int i = 0; i < 100; i++) {
      sum.add(Math.nextDown(1.0), 1L << 33);
    }
    assertThat(sum.value()).isEqualTo(100 * 0x1p33 * Math.nextDown(1.0));
  }

  @Test
  void anyOrderAndAnyTreeOfMergesGiveOneState() {
    MergeLaw.holds(many(300), ExactSum::ofValues, (s, v) -> s.add(v, 1), ExactSum::merge);
    MergeLaw.holds(many(300), ExactSum::ofSquares, (s, v) -> s.addSquare(v, 1), ExactSum::merge);
  }

  @Test
  void momentsAreTheExactSumsHoweverOftenABinIsEmptied() {
    List<Double> values = new java.util.ArrayList<>(many(2000));
    for (int i = 0; i < 5000; i++) {
      values.add(i % 3 == 0 ? -1.9999999999999998 : Double.MAX_VALUE - i % 7 * 1e292);
      values.add(i * Double.MIN_VALUE);
    }
    Moments oneByOne = new Moments(true);
    Moments twice = new Moments(false);
    for (double v : values) {
      oneByOne.add(v, 1);
      oneByOne.add(v, 1);
      twice.add(v, 2); // goes to the exact sums directly
    }
    assertThat(oneByOne).isEqualTo(twice);
  }

  @Test
  void momentsFollowTheLawToo() {
    MergeLaw.holds(many(300), () -> new Moments(true), (s, v) -> s.add(v, 1), Moments::merge);
    MergeLaw.holds(many(300), () -> new Moments(false), (s, v) -> s.add(v, 2), Moments::merge);
  }

  @Test
  void varianceOfLargeNumbersThatDifferLittleDoesNotCancel() {
    Moments moments = new Moments(true);
    for (int i = 0; i < 3; i++) {
      moments.add(1e15 + i, 1);
    }
    assertThat(moments.variance()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(moments.mean()).isEqualTo(1e15 + 1);
  }

  @Test
  void theMeanIsFiniteWhereTheSumIsNot() {
    Moments moments = new Moments(true);
    moments.add(Double.MAX_VALUE, 10);
    assertThat(moments.sum()).isInfinite();
    assertThat(moments.mean()).isEqualTo(Double.MAX_VALUE);
    assertThat(moments.max()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void noNumbersHaveNoMean() {
    assertThat(new Moments(true).mean()).isNaN();
    assertThat(new Moments(true).variance()).isNaN();
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> ExactSum.ofValues().add(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExactSum.ofSquares().addSquare(Double.POSITIVE_INFINITY, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSumOfSquaresDoesNotMergeIntoASumOfValues() {
    assertThatThrownBy(() -> ExactSum.ofValues().merge(ExactSum.ofSquares()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
