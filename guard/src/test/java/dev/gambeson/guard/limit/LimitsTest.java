package dev.gambeson.guard.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class LimitsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final ManualNanos time = new ManualNanos();
  private final MemoryRateStore store = new MemoryRateStore(1000, time);

  private static LimitPolicy policy(RateLimit client, RateLimit tenant) {
    return new LimitPolicy(
        List.of(),
        List.of(client),
        List.of(),
        List.of(tenant),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private RateLimiter limiter(LimitPolicy policy) {
    return new RateLimiter(Map.of(), policy, store);
  }

  @Test
  void allLimitsMustAgreeAndARefusalTakesFromNone() {
    RateLimiter limiter = limiter(policy(RateLimit.of(10, HOUR), RateLimit.of(3, HOUR)));
    Client client = Samples.client();
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAdmit(client, "fraud", 1)).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(limiter.tryAdmit(client, "fraud", 1))
        .isInstanceOfSatisfying(
            Admission.Refused.class, r -> assertThat(r.scope()).isEqualTo(LimitScope.TENANT));
    assertThat(store.tryTake("client:" + client.key(), RateLimit.of(10, HOUR), 7))
        .isInstanceOf(RateVerdict.Granted.class);
  }

  @Test
  void aClientIsToldTheTightestOfItsOwnLimitsAndNoneThatItShares() {
    LimitPolicy both =
        new LimitPolicy(
            List.of(),
            List.of(RateLimit.of(10, HOUR), RateLimit.of(5, Duration.ofDays(1))),
            List.of(),
            List.of(RateLimit.of(2, HOUR)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    RateLimit tightest = RateLimit.of(5, Duration.ofDays(1));
    RateLimiter limiter = limiter(both);
    for (int left = 4; left >= 3; left--) {
      assertThat(limiter.tryAdmit(Samples.client(), "fraud", 1))
          .isEqualTo(new Admission.Admitted(Optional.of(new Admission.Left(tightest, left))));
    }
    assertThat(limiter.tryAdmit(Samples.client(), "fraud", 1))
        .as("the tenant's limit is not told")
        .isInstanceOfSatisfying(Admission.Refused.class, r -> assertThat(r.left()).isEmpty());
    assertThat(limiter.admit(Samples.client(), "other", 4).toCompletableFuture().join())
        .isInstanceOf(Admission.Refused.class);
  }

  @Test
  void whoIsToBeToldNothingIsToldNothing() {
    LimitPolicy silent =
        new LimitPolicy(
            List.of(),
            List.of(RateLimit.of(1, HOUR)),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(false));
    RateLimiter limiter = limiter(silent);
    assertThat(limiter.tryAdmit(Samples.client(), "fraud", 1)).isSameAs(Admission.ADMITTED);
    assertThat(limiter.tryAdmit(Samples.client(), "fraud", 1))
        .isInstanceOfSatisfying(Admission.Refused.class, r -> assertThat(r.left()).isEmpty());
  }

  @Test
  void aBatchCountsItsRows() {
    RateLimiter limiter = limiter(LimitPolicy.perClient(RateLimit.of(10, HOUR)));
    assertThat(limiter.tryAdmit(Samples.client(), "fraud", 8))
        .isEqualTo(
            new Admission.Admitted(Optional.of(new Admission.Left(RateLimit.of(10, HOUR), 2))));
    assertThat(limiter.tryAdmit(Samples.client(), "fraud", 3))
        .isInstanceOf(Admission.Refused.class);
  }

  @Test
  void clientsOfOneNetworkShareItsLimit() {
    LimitPolicy byNetwork =
        new LimitPolicy(
            List.of(RateLimit.of(2, HOUR)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    RateLimiter limiter = limiter(byNetwork);
    assertThat(limiter.tryAdmit(at("a", "2001:db8:0:ff01::1"), "m", 1))
        .isEqualTo(Admission.ADMITTED);
    assertThat(limiter.tryAdmit(at("b", "2001:db8:0:ff02::1"), "m", 1))
        .isEqualTo(Admission.ADMITTED);
    assertThat(limiter.tryAdmit(at("c", "2001:db8:0:ffff::1"), "m", 1))
        .isInstanceOf(Admission.Refused.class);
    assertThat(limiter.tryAdmit(at("d", "2001:db8:0:fe00::1"), "m", 1))
        .isEqualTo(Admission.ADMITTED);
  }

  private static Client at(String id, String address) {
    return new Client(id, "acme", "partner", Set.of(), Map.of(), address);
  }

  @Test
  void theWayOverOtherNodesDecidesTheSame() {
    RateLimiter limiter = limiter(policy(RateLimit.of(10, HOUR), RateLimit.of(3, HOUR)));
    List<Admission> said = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      said.add(limiter.admit(Samples.client(), "fraud", 1).toCompletableFuture().join());
    }
    assertThat(said.subList(0, 3)).allMatch(a -> a instanceof Admission.Admitted);
    assertThat(said.getLast()).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void addressesBecomeNetworksWithoutANameServer() {
    assertThat(AddressPrefix.of("192.0.2.77")).isEqualTo("192.0.2.0/24");
    assertThat(AddressPrefix.of("::ffff:192.0.2.77")).isEqualTo("192.0.2.0/24");
    assertThat(AddressPrefix.of("2001:db8:1:2ff::1")).isEqualTo("20010db800010200/56");
    assertThat(AddressPrefix.of("fe80::1%eth0")).isEqualTo("fe80000000000000/56");
    assertThat(AddressPrefix.of("example.org")).isEqualTo(AddressPrefix.UNKNOWN);
    assertThat(AddressPrefix.of("")).isEqualTo(AddressPrefix.UNKNOWN);
    assertThat(AddressPrefix.of("1".repeat(1000))).isEqualTo(AddressPrefix.UNKNOWN);
  }

  @Nested
  final class RequestsInFlight {
    private final InFlight inFlight = new InFlight();

    @Test
    void noMoreThanTheLimitAtOnce() {
      InFlight.Place first = inFlight.enter("c", 2).orElseThrow();
      assertThat(inFlight.enter("c", 2)).isPresent();
      assertThat(inFlight.enter("c", 2)).isEmpty();
      first.close();
      assertThat(inFlight.enter("c", 2)).isPresent();
    }

    @Test
    void closingTwiceFreesOnePlace() {
      InFlight.Place first = inFlight.enter("c", 2).orElseThrow();
      assertThat(inFlight.enter("c", 2)).isPresent();
      first.close();
      first.close();
      assertThat(inFlight.count("c")).isOne();
    }

    @Test
    void aKeyWithNothingInProgressTakesNoMemory() {
      for (int i = 0; i < 1000; i++) {
        inFlight.enter("c" + i, 1).orElseThrow().close();
      }
      assertThat(inFlight.keys()).isZero();
    }
  }

  @Nested
  final class Bans {
    private final BanPolicy policy =
        new BanPolicy(
            3,
            Duration.ofMinutes(1),
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(10)),
            Duration.ofHours(1));
    private final List<Ban> heard = new ArrayList<>();
    private final BanList bans = new BanList(policy, 1000, heard::add);
    private Instant now = Samples.NOON;

    private Optional<Ban> strike(int times) {
      Optional<Ban> last = Optional.empty();
      for (int i = 0; i < times; i++) {
        last = bans.strike("client:acme/7", "rate", now);
      }
      return last;
    }

    @Test
    void theThirdStrikeBansAndTheBanEndsByItself() {
      assertThat(strike(2)).isEmpty();
      assertThat(strike(1)).isPresent();
      assertThat(bans.check("client:acme/7", now.plusSeconds(59))).isPresent();
      assertThat(bans.check("client:acme/7", now.plusSeconds(60))).isEmpty();
      assertThat(heard).hasSize(1);
    }

    @Test
    void strikesFarApartDoNotAddUp() {
      strike(2);
      now = now.plusSeconds(61);
      assertThat(strike(2)).isEmpty();
    }

    @Test
    void eachBanIsLongerUpToTheLastStep() {
      strike(3);
      now = now.plus(Duration.ofMinutes(2));
      assertThat(strike(3).orElseThrow().until()).isEqualTo(now.plus(Duration.ofMinutes(10)));
      now = now.plus(Duration.ofMinutes(11));
      Ban third = strike(3).orElseThrow();
      assertThat(third.step()).isEqualTo(3);
      assertThat(third.until()).isEqualTo(now.plus(Duration.ofMinutes(10)));
    }

    @Test
    void afterGoodConductTheLadderBeginsAnew() {
      strike(3);
      now = now.plus(Duration.ofMinutes(62));
      assertThat(strike(3).orElseThrow().step()).isOne();
    }

    @Test
    void askingDuringABanDoesNotLengthenIt() {
      Ban ban = strike(3).orElseThrow();
      now = now.plusSeconds(30);
      strike(50);
      assertThat(bans.check("client:acme/7", now)).contains(ban);
    }

    @Test
    void aBanFromAnotherNodeHoldsHereAndTheLongerOneWins() {
      Ban far = new Ban("net:192.0.2.0/24", 1, now.plusSeconds(600), "flood");
      bans.apply(far);
      bans.apply(new Ban("net:192.0.2.0/24", 1, now.plusSeconds(5), "flood"));
      assertThat(bans.active(now)).containsExactly(far);
      bans.lift("net:192.0.2.0/24");
      assertThat(bans.active(now)).isEmpty();
    }

    @Test
    void aFloodOfAddressesDoesNotFreeOneThatKeepsAsking() {
      strike(3);
      for (int i = 0; i < 20_000; i++) {
        bans.strike("net:" + i, "rate", now);
        assertThat(bans.check("client:acme/7", now)).isPresent();
      }
    }

    @Test
    void aLadderThatGoesDownIsRefused() {
      assertThatThrownBy(() ->
              new BanPolicy(1, HOUR, List.of(Duration.ofMinutes(2), Duration.ofMinutes(1)), HOUR))
          .hasMessageContaining("PT1M");
      assertThatThrownBy(() -> new BanPolicy(1, HOUR, List.of(), HOUR))
          .hasMessageContaining("ladder");
    }
  }
}
