package dev.gambeson.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Exhibit.Scale;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpanTest {
  private static List<String> labels(Span span, int count) {
    return span.ticks(count).stream().map(t -> span.label(t, count)).toList();
  }

  private static Span linear(double min, double max) {
    return Span.fit(Axis.of("v"), DoubleStream.of(min, max), 5, 0, 100);
  }

  private static Span log(double min, double max) {
    return Span.fit(new Axis("v", min, max, Scale.LOG), DoubleStream.empty(), 5, 0, 100);
  }

  @Test
  void sharesAreDividedIntoFifths() {
    assertThat(labels(Span.fit(Axis.share("s"), DoubleStream.empty(), 5, 0, 1), 5))
        .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
  }

  @Test
  void openEndsGrowToARoundNumber() {
    assertThat(labels(linear(0.3, 96), 5)).containsExactly("0", "20", "40", "60", "80", "100");
    assertThat(labels(linear(-0.0012, 0.0031), 5))
        .containsExactly("−0.002", "−0.001", "0.000", "0.001", "0.002", "0.003", "0.004");
  }

  @Test
  void thousandsAreGrouped() {
    assertThat(labels(linear(0, 20000), 5)).contains("5,000", "20,000");
  }

  @Test
  void logAxesShowDecadesOrTheirParts() {
    assertThat(labels(log(1e-4, 1), 5)).containsExactly("0.0001", "0.001", "0.01", "0.1", "1");
    assertThat(labels(log(100, 4000), 5)).containsExactly("100", "200", "500", "1,000", "2,000");
  }

  @Test
  void valuesLieWhereTheyBelong() {
    assertThat(log(1, 100).at(10)).isCloseTo(50, within(1e-9));
    assertThat(linear(0, 100).at(25)).isCloseTo(25, within(1e-9));
    assertThat(log(1, 100).at(0)).isZero();
  }

  @Test
  void ticksAreFewOrderedInsideAndDistinctlyLabelledForAnyData() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      double a = random.nextGaussian() * Math.pow(10, random.nextInt(13) - 6);
      double b = a + Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(13) - 6);
      Span span = linear(a, b);
      List<Double> ticks = span.ticks(5);
      assertThat(ticks).as("%s to %s", a, b).hasSizeBetween(2, 13).isSorted();
      assertThat(ticks)
          .allMatch(t ->
              t >= span.min() - 1e-9 * Math.abs(t) - 1e-12
                  && t <= span.max() + 1e-6 * Math.abs(t) + 1e-12);
    }
  }
}
