package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.limit.Ban;
import dev.gambeson.server.serving.Route;
import dev.gambeson.server.state.PolicyBundles.Bundle;
import dev.gambeson.server.state.SqlClientStates.ClientState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What the stores of bans, routes, bundles, states and facts do.
abstract class SharedStoresContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final InstantSource CLOCK = () -> NOW;

  abstract Database database();

  private static Ban ban(String key, int step, long seconds) {
    return new Ban(key, step, NOW.plusSeconds(seconds), "rate-limit");
  }

  @Test
  void theLongerBanHolds() {
    SqlBans bans = new SqlBans(database());
    bans.put(ban("client:acme/7", 2, 600));
    bans.put(ban("client:acme/7", 1, 60));
    bans.put(ban("net:192.0.2.0/24", 1, 60));

    assertThat(bans.active(NOW))
        .containsExactly(ban("client:acme/7", 2, 600), ban("net:192.0.2.0/24", 1, 60));
    assertThat(bans.active(NOW.plusSeconds(60))).containsExactly(ban("client:acme/7", 2, 600));
  }

  @Test
  void aLiftedOrFinishedBanIsGone() {
    SqlBans bans = new SqlBans(database());
    bans.put(ban("a", 1, 60));
    bans.put(ban("b", 1, 60));

    assertThat(bans.lift("a")).isTrue();
    assertThat(bans.lift("a")).isFalse();
    assertThat(bans.prune(NOW.plusSeconds(60))).isEqualTo(1);
    assertThat(bans.active(NOW)).isEmpty();
  }

  private static Route route(long generation) {
    return new Route(
        generation,
        Optional.of("3"),
        Optional.of(new Route.Canary("4", 0.25)),
        List.of("5"),
        Optional.of("2"),
        Set.of("1"));
  }

  @Test
  void aRouteComesBackAsItWas() {
    SqlRouteStore routes = new SqlRouteStore(database(), CLOCK);

    assertThat(routes.load("fraud")).isEmpty();
    assertThat(routes.save("fraud", route(7), 0)).isTrue();
    assertThat(routes.load("fraud")).contains(route(7));
  }

  @Test
  void aRouteIsReplacedOnlyByWhoSawIt() {
    SqlRouteStore routes = new SqlRouteStore(database(), CLOCK);
    routes.save("fraud", route(1), 0);

    assertThat(routes.save("fraud", route(2), 0)).isFalse();
    assertThat(routes.save("fraud", route(2), 1)).isTrue();
    assertThat(routes.save("fraud", route(2), 1)).isFalse();
    assertThat(routes.save("credit", route(2), 1)).isFalse();
  }

  @Test
  void ofManyWhoChangeARouteOneWins() {
    SqlRouteStore routes = new SqlRouteStore(database(), CLOCK);
    AtomicInteger won = new AtomicInteger();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() -> won.addAndGet(routes.save("fraud", route(1), 0) ? 1 : 0));
      }
    }

    assertThat(won).hasValue(1);
  }

  private static Bundle bundle(String text) {
    return new Bundle(text.getBytes(StandardCharsets.UTF_8), new byte[] {1}, "key-1", "note");
  }

  private PolicyBundles bundles(boolean trusted) {
    return new PolicyBundles(database(), CLOCK, _ -> trusted);
  }

  @Test
  void activationsFollowEachOtherAndARollbackIsOneMore() {
    PolicyBundles bundles = bundles(true);
    String one = bundles.add(bundle("one"), "anna");
    String two = bundles.add(bundle("two"), "anna");
    bundles.add(bundle("two"), "bert");

    assertThat(bundles.current()).isEmpty();
    assertThat(bundles.activate(one, 0, "anna", "first")).isTrue();
    assertThat(bundles.activate(two, 0, "anna", "late")).isFalse();
    assertThat(bundles.activate(two, 1, "anna", "second")).isTrue();
    assertThat(bundles.activate(one, 2, "anna", "back")).isTrue();

    assertThat(bundles.current().orElseThrow().digest()).isEqualTo(one);
    assertThat(bundles.history(10))
        .extracting(PolicyBundles.Activation::reason)
        .containsExactly("back", "second", "first");
  }

  @Test
  void aBundleWhoseSignatureDoesNotHoldComesNeitherInNorOut() {
    String good = bundles(true).add(bundle("one"), "anna");

    assertThatThrownBy(() -> bundles(false).add(bundle("two"), "eve"))
        .isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> bundles(false).find(good)).isInstanceOf(GambesonException.class);
  }

  @Test
  void aBundleThatWasChangedInTheDatabaseIsNoticed() {
    String good = bundles(true).add(bundle("one"), "anna");
    database()
        .write(handle ->
            handle.execute(
                "UPDATE policy_bundles SET content = ?", "evil".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> bundles(true).find(good))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("was changed");
  }

  @Test
  void aBundleThatIsNotThereCannotBeActivated() {
    assertThatThrownBy(() -> bundles(true).activate("0".repeat(64), 0, "anna", "x"))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void statesOfClientsComeBackNewestFirst() {
    SqlClientStates states = new SqlClientStates(database());
    states.put(List.of(new ClientState("watch", "acme/1", "fraud", new byte[] {1})), NOW);
    states.put(
        List.of(
            new ClientState("watch", "acme/2", "fraud", new byte[] {2}),
            new ClientState("other", "acme/2", "fraud", new byte[] {3})),
        NOW.plusSeconds(1));
    states.put(
        List.of(new ClientState("watch", "acme/1", "fraud", new byte[] {9})), NOW.plusSeconds(2));

    assertThat(states.find("watch", "acme/1", "fraud").orElseThrow()).containsExactly(9);
    assertThat(states.newest("watch", 10))
        .extracting(ClientState::client)
        .containsExactly("acme/1", "acme/2");
    assertThat(states.prune(NOW.plusSeconds(2))).isEqualTo(2);
    assertThat(states.find("watch", "acme/2", "fraud")).isEmpty();
  }

  @Test
  void aFactIsSetOnceAndRemovedByWhoKnowsIt() {
    Facts facts = new Facts(database());

    assertThat(facts.putIfAbsent("a", "one")).isEqualTo("one");
    assertThat(facts.putIfAbsent("a", "two")).isEqualTo("one");
    assertThat(facts.remove("a", "two")).isFalse();
    assertThat(facts.remove("a", "one")).isTrue();
    facts.put("a", "three");
    facts.put("a", "four");
    assertThat(facts.find("a")).contains("four");
  }

  @Test
  void changesAreNumberedInOrderAndTold() {
    AtomicInteger told = new AtomicInteger();
    database().onChange(topic -> told.addAndGet(topic == Topic.BANS ? 1 : 100));
    SqlBans bans = new SqlBans(database());

    bans.put(ban("a", 1, 60));
    bans.put(ban("b", 1, 60));

    assertThat(told).hasValue(2);
    assertThat(database().read(Generations::read).get(Topic.BANS)).isEqualTo(2);
  }
}
