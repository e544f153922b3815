package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.stats.Histogram.Bucket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ValueBucketsTest {
  private final Random random = new Random(5);

  private static ValueBuckets of(int capacity, double... values) {
    ValueBuckets buckets = new ValueBuckets(capacity);
    Arrays.stream(values).forEach(v -> buckets.add(v, 1));
    return buckets;
  }

  private static Histogram histogram(double... ends) {
    Bucket[] buckets = new Bucket[ends.length / 3];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new Bucket(ends[3 * i], ends[3 * i + 1], (long) ends[3 * i + 2]);
    }
    return new Histogram(List.of(buckets));
  }

  @Test
  void fewDistinctValuesHaveABucketEach() {
    assertThat(of(4, 2020, 1990, 2020, -1.5).histogram())
        .isEqualTo(histogram(-1.5, -1.5, 1, 1990, 1990, 1, 2020, 2020, 2));
  }

  @Test
  void everyQuantileOfManyNumbersLiesInItsBucketAndBucketsAreAsNarrowAsStated() {
    double[] values =
        DoubleStream.generate(() -> Math.exp(3 * random.nextGaussian())).limit(50_000).toArray();
    ValueBuckets buckets = of(1024, values);
    Histogram histogram = buckets.histogram();
    Arrays.sort(values);
    for (int p = 1; p <= 1000; p++) {
      Bucket bucket = histogram.quantile(p / 1000.0);
      assertThat(values[p * 50 - 1]).isBetween(bucket.low(), bucket.high());
      assertThat((bucket.high() - bucket.low()) / bucket.low()).isLessThan(buckets.relativeWidth());
    }
    assertThat(buckets.relativeWidth()).isLessThan(0.04);
    assertThat(histogram.count()).isEqualTo(50_000);
  }

  @Test
  void yearsKeepBucketsOfTheirOwn() {
    ValueBuckets buckets = new ValueBuckets(256);
    for (int year = 1900; year < 2100; year++) {
      buckets.add(year, 1000);
    }
    assertThat(buckets.relativeWidth()).isZero();
    assertThat(buckets.histogram().quantile(0.5).low()).isEqualTo(1999);
  }

  @Test
  void allDoublesAtOnceStillFit() {
    ValueBuckets buckets = new ValueBuckets(64);
    for (int i = 0; i < 100_000; i++) {
      double v = Double.longBitsToDouble(random.nextLong());
      buckets.add(Double.isFinite(v) ? v : -Double.MAX_VALUE, 1);
    }
    assertThat(buckets.histogram().buckets()).hasSizeLessThanOrEqualTo(64);
    assertThat(buckets.relativeWidth()).isEqualTo(1);
    assertThat(buckets.histogram().count()).isEqualTo(100_000);
  }

  @Test
  void anyOrderAndAnyTreeOfMergesGiveOneState() {
    List<Double> values =
        DoubleStream.generate(() -> random.nextGaussian() * Math.pow(10, random.nextInt(-9, 9)))
            .limit(2000)
            .boxed()
            .toList();
    for (int capacity : new int[] {4, 31, 500, 5000}) {
      MergeLaw.holds(
          values, () -> new ValueBuckets(capacity), (b, v) -> b.add(v, 1), ValueBuckets::merge);
    }
  }

  @Test
  void bothZerosAreOne() {
    assertThat(of(4, 0.0, -0.0).histogram()).isEqualTo(histogram(0, 0, 2));
  }

  @Test
  void anAnonymousHistogramShowsNoIntervalAndNoEndOfFewerThanAskedFor() {
    ValueBuckets ids = new ValueBuckets(4096);
    List<Double> values = random.doubles(3000, 1e10, 9e10).map(Math::rint).boxed().toList();
    values.forEach(v -> ids.add(v, 1));
    Histogram shown = ids.histogram().anonymous(10);
    assertThat(shown.buckets()).hasSizeGreaterThan(100).allMatch(b -> b.count() >= 10);
    assertThat(shown.buckets().stream().flatMap(b -> java.util.stream.Stream.of(b.low(), b.high())))
        .doesNotContainAnyElementsOf(values);
    assertThat(shown.count()).isBetween(2800L, 3000L);
    for (Bucket bucket : shown.buckets()) {
      long inside = values.stream().filter(v -> bucket.low() <= v && v <= bucket.high()).count();
      assertThat(inside).isEqualTo(bucket.count());
    }
  }

  @Test
  void oneFarValueIsLeftOutAndDoesNotBlindTheRest() {
    ValueBuckets years = new ValueBuckets(4096);
    for (int year = 1990; year < 2020; year++) {
      years.add(year, 500);
    }
    years.add(-9e99, 1);
    Histogram shown = years.histogram().anonymous(10);
    assertThat(shown.buckets()).hasSize(30).contains(new Bucket(2001, 2001, 500));
    assertThat(shown.count()).isEqualTo(15_000);
  }

  @Test
  void anonymousAtOneIsTheHistogramItselfAndOfTooFewIsEmpty() {
    Histogram fine = histogram(1, 1, 3, 2, 2, 1);
    assertThat(fine.anonymous(1)).isEqualTo(fine);
    assertThat(fine.anonymous(5)).isEqualTo(Histogram.EMPTY);
    assertThat(Histogram.EMPTY.anonymous(5)).isEqualTo(Histogram.EMPTY);
  }

  @Test
  void commonIntervalsEndWhereNoBucketReachesAcross() {
    Histogram a = histogram(0, 2, 5, 3, 4, 1, 9, 9, 2);
    Histogram b = histogram(1, 3, 7, 6, 7, 1);
    Histogram.Common common = a.over(b);
    assertThat(common.cuts()).containsExactly(4, 7, 9);
    assertThat(common.first()).containsExactly(6, 0, 2);
    assertThat(common.second()).containsExactly(7, 1, 0);
  }

  @Test
  void negativesAreCounted() {
    assertThat(histogram(-5, -4, 3, 0, 0, 1).negatives()).isEqualTo(0.75);
  }

  @Test
  void bucketsThatOverlapAreRefused() {
    assertThatThrownBy(() -> histogram(0, 2, 1, 2, 3, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> histogram(3, 2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
