package dev.gambeson.server.serving;

import static dev.gambeson.server.serving.TestHouse.ask;
import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.server.serving.RouteChange.Kind;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostedModelTest {
  private final FakeVersion one = new FakeVersion("1");
  private final FakeVersion two = new FakeVersion("2");
  private final FakeVersion three = new FakeVersion("3");

  @Test
  void theFirstVersionAnswers() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThat(model.versions()).containsExactly("1");
      assertThat(model.version("2")).as("loaded, but nobody may ask for it").isEmpty();
      assertThat(house.models.ready()).isTrue();
    }
  }

  @Test
  void aHouseIsNotReadyWithNothingInServiceAndReadyWithOneOfTwo() {
    try (TestHouse house = new TestHouse()) {
      assertThat(house.models.ready()).as("no model at all").isFalse();
      HostedModel model = house.serve("1", one);
      assertThat(house.models.ready()).isTrue();
      model.quarantine("1", "ann", "bad");
      assertThat(house.models.ready()).as("the only model serves nobody").isFalse();
      house.models.serve(
          "other", model.features(), model.classes(), List.of(two), Optional.of("2"));
      assertThat(house.models.ready()).isTrue();
    }
  }

  @Test
  void promotionAndRollbackAreOneSwapEach() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      assertThat(ask(model, "a")).isEqualTo("2");
      model.rollback("ann", "worse");
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThat(house.changes.getLast())
          .returns(Kind.ROLLBACK, RouteChange::kind)
          .returns("2", RouteChange::version)
          .returns("digest-of-2", RouteChange::digest)
          .returns("ann", RouteChange::by);
    }
  }

  @Test
  void aClientStaysOnItsSideOfACanary() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.canary("2", 0.2, "ann", "try");
      int on = 0;
      for (int c = 0; c < 5000; c++) {
        String version = ask(model, "t/" + c);
        assertThat(ask(model, "t/" + c)).isEqualTo(version);
        on += version.equals("2") ? 1 : 0;
      }
      assertThat(on).as("of 5000, five standard errors around 1000").isBetween(859, 1141);
    }
  }

  @Test
  void aGrowingShareKeepsTheClientsItHas() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.canary("2", 0.1, "ann", "try");
      List<String> early =
          java.util.stream.IntStream.range(0, 500)
              .mapToObj(c -> "t/" + c)
              .filter(c -> ask(model, c).equals("2"))
              .toList();
      model.canary("2", 0.3, "ann", "more");
      assertThat(early).isNotEmpty().allMatch(c -> ask(model, c).equals("2"));
    }
  }

  @Test
  void aVersionThatTakesOtherInputsIsRefused() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one);
      FeatureSpace other =
          new FeatureSpace(List.of(new Feature.Numeric("amount", false, 0, 1, 1, false)));
      try (InferencePool pool = new InferencePool(1, 1)) {
        ServableVersion odd =
            LocalModel.of(
                "2",
                "d",
                new dev.gambeson.core.model.FunctionClassifier(
                    other, FakeVersion.CLASSES, r -> new float[2 * r.count()]),
                pool);
        assertThatThrownBy(() -> model.load(odd, "ann", "new"))
            .hasMessageContaining("1 inputs instead of 2");
      }
    }
  }

  @Test
  void anUnknownVersionGetsNoPart() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one);
      assertThatThrownBy(() -> model.promote("7", "ann", "?"))
          .hasMessageContaining("not loaded")
          .hasMessageContaining("Loaded are: 1");
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThat(house.changes)
          .extracting(RouteChange::kind)
          .containsExactly(Kind.LOAD, Kind.PROMOTE);
    }
  }

  @Test
  void aListenerMayForbidAPromotionButNotARollback() {
    RouteListener strict =
        new RouteListener() {
          @Override
          public void announce(RouteChange change) {
            if (change.by().equals("mallory")) {
              throw new IllegalStateException("the ledger is full");
            }
          }

          @Override
          public void changed(RouteChange change, Optional<String> trouble) {
            if (change.kind() == Kind.ROLLBACK) {
              throw new IllegalStateException("the ledger is full");
            }
          }
        };
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, strict)) {
      HostedModel model = house.serve("1", one, two, three);
      model.promote("2", "ann", "better");
      assertThatThrownBy(() -> model.promote("3", "mallory", "x")).hasMessageContaining("full");
      assertThat(ask(model, "a")).isEqualTo("2");
      assertThatThrownBy(() -> model.rollback("mallory", "x")).hasMessageContaining("full");
      assertThat(ask(model, "a")).as("rolled back all the same").isEqualTo("1");
      assertThat(house.changes.getLast().kind()).isEqualTo(Kind.ROLLBACK);
    }
  }

  @Test
  void aRollbackNeedsNoStore() {
    RouteStore broken =
        new TestHouse.MemoryStore() {
          @Override
          public synchronized boolean save(String model, Route route, long expected) {
            if (route.generation() > 2) {
              throw new IllegalStateException("disk full");
            }
            return super.save(model, route, expected);
          }
        };
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, broken, 8)) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      model.rollback("ann", "worse");
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThat(house.troubles.getLast().orElseThrow())
          .contains("not saved")
          .contains("disk full");
      assertThatThrownBy(() -> model.promote("2", "ann", "again"))
          .hasMessageContaining("disk full");
      assertThat(ask(model, "a")).as("a promotion needs it").isEqualTo("1");
    }
  }

  @Test
  void aRollbackDoesNotWaitForAPromotionThatHangsInTheStore() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    RouteStore slow =
        new TestHouse.MemoryStore() {
          @Override
          public boolean save(String model, Route route, long expected) {
            if (route.live().filter("3"::equals).isPresent()) {
              entered.countDown();
              await(release);
            }
            return super.save(model, route, expected);
          }
        };
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, slow, 8)) {
      HostedModel model = house.serve("1", one, two, three);
      model.promote("2", "ann", "better");
      Thread promotion = Thread.ofVirtual().start(() -> model.promote("3", "ann", "hangs"));
      await(entered);
      Thread quarantine = Thread.ofVirtual().start(() -> model.quarantine("2", "bob", "bad"));
      eventually(() -> ask(model, "a").equals("1"));
      release.countDown();
      promotion.join();
      quarantine.join();
      assertThat(model.route().live()).as("the promotion holds").contains("3");
      assertThat(model.route().quarantined()).as("and so does the quarantine").contains("2");
      assertThat(slow.load("fraud")).contains(model.route());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void twoNodesAgreeOnOneRoute() {
    RouteStore shared = new TestHouse.MemoryStore();
    try (TestHouse a = new TestHouse(RollbackPolicy.DEFAULTS, shared, 8);
        TestHouse b = new TestHouse(RollbackPolicy.DEFAULTS, shared, 8)) {
      HostedModel onA = a.serve("1", one, two, three);
      HostedModel onB = b.serve("1", one, two, three);
      onA.promote("2", "ann", "better");
      assertThatThrownBy(() -> onB.promote("3", "bob", "no, this"))
          .hasMessageContaining("changed by somebody else");
      assertThat(ask(onB, "x")).as("it has looked meanwhile").isEqualTo("2");
      onB.promote("3", "bob", "still");
      onA.rollback("ann", "2 is bad"); // decided before A knows of 3
      assertThat(shared.load("fraud").orElseThrow()).isEqualTo(onA.route());
      assertThat(onB.refresh()).isTrue();
      assertThat(onB.route()).isEqualTo(onA.route());
    }
  }

  @Test
  void aStoredRouteHoldsAfterARestart() {
    RouteStore store = new TestHouse.MemoryStore();
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, store, 8)) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      model.quarantine("2", "ann", "bad");
    }
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, store, 8)) {
      HostedModel model = house.serve("2", new FakeVersion("1"), new FakeVersion("2"));
      assertThat(ask(model, "a")).isEqualTo("1");
      assertThatThrownBy(() -> model.promote("2", "ann", "again"))
          .hasMessageContaining("quarantined");
    }
    try (TestHouse house = new TestHouse(RollbackPolicy.DEFAULTS, store, 8)) {
      assertThatThrownBy(() -> house.serve("2", new FakeVersion("2")))
          .hasMessageContaining("names versions that are not configured: 1");
    }
  }

  @Test
  void aRetiredVersionClosesWhenItsLastAnswerIsOut() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two, three);
      Promise<dev.gambeson.guard.Answer> slow = Promise.promise();
      one.behaviour = _ -> slow.future();
      ask(model, "a");
      model.promote("2", "ann", "better");
      assertThatThrownBy(() -> model.retire("1", "ann", "old")).hasMessageContaining("rollback");
      model.promote("3", "ann", "better still");
      model.retire("1", "ann", "old");
      Thread.sleep(50);
      assertThat(one.closed).isFalse();
      slow.complete(FakeVersion.answer(FakeVersion.ROW, 0.5f));
      eventually(() -> one.closed);
      assertThat(model.loaded())
          .extracting(HostedModel.Loaded::version)
          .containsExactlyInAnyOrder("2", "3");
    }
  }

  @Test
  void errorsOfANewVersionBringTheOldOneBack() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      two.failing("model-error");
      for (int i = 0; i < 60; i++) {
        ask(model, "t/" + i % 5);
      }
      eventually(() -> ask(model, "a").equals("1"));
      eventually(() -> !house.alerts.isEmpty());
      assertThat(model.route().quarantined()).containsExactly("2");
      assertThat(house.alerts).hasSize(1);
      assertThat(house.alerts.getFirst().message())
          .contains("of 50 answers failed")
          .contains("version 1 is live");
      assertThat(house.changes.getLast().by()).isEqualTo("gambeson:error-rate");
    }
  }

  @Test
  void oneClientAloneCannotForceARollback() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      two.failing("model-error");
      for (int i = 0; i < 500; i++) {
        ask(model, i % 2 == 0 ? "t/mallory" : "t/mallory2");
      }
      Thread.sleep(30);
      assertThat(model.route().live()).contains("2");
    }
  }

  @Test
  void badInputsAndFullQueuesDoNotSpeakAgainstAVersion() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      for (String reason : List.of("bad-input", "overloaded")) {
        two.failing(reason);
        for (int i = 0; i < 200; i++) {
          ask(model, "t/" + i);
        }
      }
      Thread.sleep(30);
      assertThat(model.route().live()).contains("2");
    }
  }

  @Test
  void afterTheProbationErrorsAreTheSurroundings() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      house.now = house.now.plus(Duration.ofHours(1));
      two.failing("upstream-timeout");
      for (int i = 0; i < 200; i++) {
        ask(model, "t/" + i);
      }
      Thread.sleep(30);
      assertThat(model.route().live()).contains("2");
    }
  }

  @Test
  void aFewErrorsAmongManyAnswersAreBorne() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.promote("2", "ann", "better");
      var good = two.behaviour;
      for (int i = 0; i < 2000; i++) {
        if (i % 25 == 0) { // 4 %, below the limit of 5 %
          two.failing("model-error");
        } else {
          two.behaviour = good;
        }
        ask(model, "t/" + i);
      }
      Thread.sleep(30);
      assertThat(model.route().live()).contains("2");
    }
  }

  @Test
  void aFailingCanaryLosesItsClientsAndTheLiveVersionStays() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      model.canary("2", 0.5, "ann", "try");
      two.failing("model-error");
      for (int i = 0; i < 400; i++) {
        ask(model, "t/" + i);
      }
      eventually(() -> model.route().canary().isEmpty());
      assertThat(model.route().live()).contains("1");
    }
  }

  @Test
  void aWrongVersionGoesEvenWhenThereIsNoneToGoBackTo() {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one);
      model.trip("1", Trigger.ERROR_RATE, "fails");
      assertThat(model.route().live()).as("failing is no worse than nothing").contains("1");
      model.trip("1", Trigger.GOLDEN_QUERY, "0.9 instead of 0.1");
      assertThat(model.route().live()).isEmpty();
      assertThat(model.route("a")).isEmpty();
      assertThat(house.alerts).hasSize(2);
    }
  }

  @Test
  void requestsDuringManySwapsAllGetAnAnswerOfOneVersion() throws Exception {
    try (TestHouse house = new TestHouse()) {
      HostedModel model = house.serve("1", one, two);
      AtomicInteger wrong = new AtomicInteger();
      AtomicInteger answered = new AtomicInteger();
      java.util.concurrent.atomic.AtomicBoolean stop =
          new java.util.concurrent.atomic.AtomicBoolean();
      Thread client =
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  ModelVersion v = model.route("a").orElse(null);
                  if (v == null || v.infer(FakeVersion.ROW).result() == null) {
                    wrong.incrementAndGet();
                  }
                  answered.incrementAndGet();
                }
              });
      for (int i = 0; i < 200; i++) {
        model.promote("2", "ann", "swap");
        model.rollback("ann", "swap");
      }
      stop.set(true);
      client.join();
      assertThat(wrong).hasValue(0);
      assertThat(answered.get()).isPositive();
    }
  }
}
