package dev.gambeson.server.serving;

import static dev.gambeson.server.serving.TestHouse.ask;
import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class ShadowTrafficTest {
  private final FakeVersion one = new FakeVersion("1");
  private final FakeVersion two = new FakeVersion("2");

  @Test
  void aShadowIsAskedTheSameAndCompared() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.shadow("2", "ann", "try");
      two.behaviour = rows -> Future.succeededFuture(FakeVersion.answer(rows, 0.6f));
      assertThat(ask(model, "a")).isEqualTo("1");
      eventually(() -> !house.shadowed.isEmpty());
      assertThat(house.shadowed).containsExactly("1>2 labels 1 scores 0.500");
    }
  }

  @Test
  void aShadowThatHangsHoldsNobodyUpAndCopiesAreDropped() throws Exception {
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, new TestHouse.MemoryStore(), 4)) {
      HostedModel model = house.serve("1", one, two);
      model.shadow("2", "ann", "try");
      Promise<Answer> never = Promise.promise();
      two.behaviour = _ -> never.future();
      for (int i = 0; i < 1000; i++) {
        assertThat(ask(model, "a")).isEqualTo("1");
      }
      assertThat(two.asked.get()).as("8 under way at most").isLessThanOrEqualTo(8);
    }
  }

  @Test
  void aBusyHouseMakesNoCopies() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.shadow("2", "ann", "try");
      house.load = 0.9;
      for (int i = 0; i < 100; i++) {
        ask(model, "a");
      }
      Thread.sleep(30);
      assertThat(two.asked).hasValue(0);
    }
  }

  @Test
  void aShadowThatFailsIsReportedAndStays() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.shadow("2", "ann", "try");
      two.failing("upstream-timeout");
      ask(model, "a");
      eventually(() -> !house.shadowed.isEmpty());
      assertThat(house.shadowed).containsExactly("1>2 upstream-timeout");
      assertThat(model.route().shadows()).containsExactly("2");
    }
  }

  @Test
  void anEndedShadowGetsNoMoreCopies() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.shadow("2", "ann", "try");
      ask(model, "a");
      eventually(() -> house.shadowed.size() == 1);
      model.endShadow("2", "ann", "seen enough");
      ask(model, "a");
      Thread.sleep(30);
      assertThat(house.shadowed).hasSize(1);
    }
  }
}
