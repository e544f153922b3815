package dev.gambeson.server.serving;

import static dev.gambeson.server.serving.TestHouse.ask;
import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GoldenWatchTest {
  private final FakeVersion one = new FakeVersion("1");
  private final FakeVersion two = new FakeVersion("2");

  private static GoldenWatch.Golden golden(String version, float score) {
    return new GoldenWatch.Golden(
        "fraud",
        version,
        FakeVersion.ROW,
        a ->
            Math.abs(a.scores()[1] - score) > 1e-5
                ? Optional.of("Golden row 1 has other scores.")
                : Optional.empty());
  }

  private static GoldenWatch watch(TestHouse house, HostedModel model, Duration interval) {
    GoldenWatch.Way way = (_, version, rows) -> model.version(version).orElseThrow().infer(rows);
    return new GoldenWatch(house.models, way, interval, Duration.ofMillis(1), () -> house.now);
  }

  @Test
  void aVersionThatWasExchangedIsTakenOutOfServiceWithinARound() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      GoldenWatch watch = watch(house, model, Duration.ofMinutes(1));
      watch.watch(golden("2", 0.2f));
      watch.round();
      assertThat(model.route().live()).contains("2");
      assertThat(watch.states().getFirst().lastRight()).contains(house.now);
      two.behaviour = rows -> Future.succeededFuture(FakeVersion.answer(rows, 0.21f));
      long start = System.nanoTime();
      watch.round();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThat(house.changes.getLast().by()).isEqualTo("gambeson:golden-query");
      assertThat(house.alerts.getFirst().message()).contains("2 times in a row");
    }
  }

  @Test
  void oneWrongAnswerIsForgivenWhenTheNextIsRight() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one);
      GoldenWatch watch = watch(house, model, Duration.ofMinutes(1));
      watch.watch(golden("1", 0.1f));
      AtomicInteger asked = new AtomicInteger();
      one.behaviour =
          rows ->
              Future.succeededFuture(
                  FakeVersion.answer(rows, asked.incrementAndGet() == 1 ? 0.9f : 0.1f));
      watch.round();
      assertThat(asked).hasValue(2);
      assertThat(model.route().live()).contains("1");
      assertThat(watch.states().getFirst().misses()).isZero();
    }
  }

  @Test
  void noAnswerIsNoWrongAnswer() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one);
      GoldenWatch watch = watch(house, model, Duration.ofMinutes(1));
      watch.watch(golden("1", 0.1f));
      one.failing("upstream-timeout");
      for (int i = 0; i < 5; i++) {
        watch.round();
      }
      assertThat(model.route().live()).contains("1");
      assertThat(watch.states().getFirst().lastRight()).isEmpty();
    }
  }

  @Test
  void aVersionWithoutGoldenQueriesIsNamed() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      GoldenWatch watch = watch(house, model, Duration.ofMinutes(1));
      assertThat(watch.unwatched()).containsExactly("fraud/1");
      watch.watch(golden("1", 0.1f));
      assertThat(watch.unwatched()).isEmpty();
      assertThatThrownBy(() ->
              watch.watch(
                  new GoldenWatch.Golden(
                      "fraud", "1", Rows.of(new double[] {1}), (Answer _) -> Optional.empty())))
          .hasMessageContaining("have 1 features, the model has 2");
    }
  }

  @Test
  void roundsRunByThemselves() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      try (GoldenWatch watch = watch(house, model, Duration.ofMillis(20))) {
        watch.watch(golden("2", 0.7f));
        watch.start();
        eventually(() -> model.route().live().filter("1"::equals).isPresent());
      }
    }
  }
}
