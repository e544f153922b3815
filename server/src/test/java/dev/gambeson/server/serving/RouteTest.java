package dev.gambeson.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final Route ONE = Route.live("1");

  @Test
  void promotionKeepsTheVersionBeforeForARollback() {
    Route two = ONE.promote("2");
    assertThat(two.live()).contains("2");
    assertThat(two.previous()).contains("1");
    assertThat(two.generation()).isEqualTo(2);
  }

  @Test
  void rollbackGoesBackOnceAndNotForthAgain() {
    Route back = ONE.promote("2").rollback();
    assertThat(back.live()).contains("1");
    assertThat(back.previous()).isEmpty();
    assertThatThrownBy(back::rollback).hasMessageContaining("no version to roll back to");
  }

  @Test
  void whatIsLiveIsNotPromotedAgain() {
    assertThatThrownBy(() -> ONE.promote("1")).hasMessageContaining("live already");
  }

  @Test
  void thereIsOneCanaryAndItNeedsALiveVersion() {
    Route canary = ONE.canary("2", 0.1);
    assertThat(canary.canary("2", 0.5).canary().orElseThrow().share()).isEqualTo(0.5);
    assertThatThrownBy(() -> canary.canary("3", 0.1)).hasMessageContaining("There can be one");
    assertThatThrownBy(() -> canary.promote("3")).hasMessageContaining("End it before");
    assertThatThrownBy(() -> ONE.canary("1", 0.1)).hasMessageContaining("live already");
    assertThatThrownBy(() -> Route.EMPTY.canary("1", 0.1))
        .hasMessageContaining("No version is live");
  }

  @Test
  void aPromotedCanaryIsNoCanaryAnyMore() {
    Route promoted = ONE.canary("2", 0.1).promote("2");
    assertThat(promoted.canary()).isEmpty();
    assertThat(promoted.previous()).contains("1");
  }

  @Test
  void aShareOfAllOrNoneIsNoCanary() {
    for (double share : new double[] {0, 1, -1, 2, Double.NaN}) {
      assertThatThrownBy(() -> ONE.canary("2", share)).isInstanceOf(GambesonException.class);
    }
  }

  @Test
  void quarantineOfTheLiveVersionBringsThePreviousOneBack() {
    Route q = ONE.promote("2").quarantine("2");
    assertThat(q.live()).contains("1");
    assertThat(q.quarantined()).containsExactly("2");
    assertThatThrownBy(() -> q.promote("2")).hasMessageContaining("quarantined");
    assertThatThrownBy(() -> q.shadow("2")).hasMessageContaining("quarantined");
    assertThatThrownBy(() -> q.canary("2", 0.1)).hasMessageContaining("quarantined");
  }

  @Test
  void quarantineOfTheOnlyVersionLeavesNothingInService() {
    assertThat(ONE.quarantine("1").live()).isEmpty();
  }

  @Test
  void quarantineOfThePreviousVersionClosesTheWayBack() {
    Route q = ONE.promote("2").quarantine("1");
    assertThat(q.live()).contains("2");
    assertThat(q.previous()).isEmpty();
  }

  @Test
  void quarantineEndsACanaryOrShadow() {
    assertThat(ONE.canary("2", 0.1).quarantine("2").canary()).isEmpty();
    assertThat(ONE.shadow("2").quarantine("2").shadows()).isEmpty();
  }

  @Test
  void aReleasedVersionServesNobody() {
    Route released = ONE.promote("2").quarantine("2").release("2");
    assertThat(released.versions()).containsExactly("1");
    assertThat(released.promote("2").live()).contains("2");
  }

  @Test
  void rollbackToAVersionThatIsAShadowEndsTheShadow() {
    Route back = ONE.promote("2").shadow("1").rollback();
    assertThat(back.live()).contains("1");
    assertThat(back.shadows()).isEmpty();
  }

  @Test
  void whatIsInServiceOrBehindItIsNotRetired() {
    Route two = ONE.promote("2").shadow("3");
    assertThatThrownBy(() -> two.retire("2")).hasMessageContaining("in service");
    assertThatThrownBy(() -> two.retire("3")).hasMessageContaining("in service");
    assertThatThrownBy(() -> two.retire("1")).hasMessageContaining("rollback would go back to");
    assertThat(two.retire("9").generation()).isEqualTo(two.generation() + 1);
  }

  @Test
  void aRouteThatContradictsItselfCannotBeMade() {
    assertThatThrownBy(() ->
            new Route(
                1, Optional.of("1"), Optional.empty(), List.of("1"), Optional.empty(), Set.of()))
        .hasMessageContaining("two parts");
    assertThatThrownBy(() ->
            new Route(
                1, Optional.of("1"), Optional.empty(), List.of(), Optional.empty(), Set.of("1")))
        .hasMessageContaining("quarantined one");
  }

  @Test
  void randomStepsNeverMakeAnImpossibleRoute() {
    var random = new java.util.Random(7);
    Route route = ONE;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      String v = String.valueOf(1 + random.nextInt(5));
      Route before = route;
      try {
        route =
            switch (random.nextInt(9)) {
              case 0 -> before.promote(v);
              case 1 -> before.canary(v, 0.25);
              case 2 -> before.endCanary();
              case 3 -> before.shadow(v);
              case 4 -> before.endShadow(v);
              case 5 -> before.rollback();
              case 6 -> before.quarantine(v);
              case 7 -> before.release(v);
              default -> before.retire(v);
            };
        assertThat(route.generation()).isEqualTo(before.generation() + 1);
      } catch (GambesonException e) {
        assertThat(e.getMessage())
            .as("%s of %s", e.getMessage(), before)
            .doesNotContain("two parts");
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 19_000);
  }
}
