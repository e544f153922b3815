package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Three nodes on a real Redis.
class SharedWatchTest {
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Answer ANSWER =
      new Answer(List.of("no", "yes"), 1, new int[] {1}, new float[] {0.25f, 0.75f});

  private final String cluster = RedisServerForTests.cluster();
  private final List<Node> nodes = new ArrayList<>();
  private RedisServerForTests server;

  /// What one node watched.
  private static final class Node {
    final Queue<Query> seen = new ConcurrentLinkedQueue<>();
    final RedisHub hub;
    final SharedWatch watch;

    Node(RedisHub hub, MacKey key) {
      this(hub, key, new SecureRandom());
    }

    Node(RedisHub hub, MacKey key, SecureRandom random) {
      this.hub = hub;
      this.watch =
          new SharedWatch(
              hub,
              key,
              random,
              InstantSource.system(),
              (query, answer) -> {
                assertThat(answer).usingRecursiveComparison().isEqualTo(ANSWER);
                seen.add(query);
              });
    }

    void asked(Query query) {
      if (!watch.handed(query, ANSWER)) {
        seen.add(query);
      }
    }

    void close() {
      watch.close();
      hub.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new RedisServerForTests();
    for (String name : List.of("one", "two", "three")) {
      nodes.add(new Node(server.hub(cluster, name), KEY));
    }
    await(() -> nodes.stream().allMatch(n -> n.hub.nodes() == 3));
  }

  @AfterEach
  void stop() throws IOException {
    nodes.forEach(Node::close);
    server.close();
  }

  private static void await(BooleanSupplier done) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - begin < 20_000_000_000L) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    assertThat(done.getAsBoolean()).isTrue();
  }

  private static Query query(String tenant, int number) {
    Client client = new Client("7", tenant, "partner", Set.of(), Map.of(), "192.0.2.7");
    Rows rows = Rows.of(new double[] {number, Double.NaN, -1});
    return new Query("q" + number, client, "credit", "3", rows, NOON.plusMillis(number));
  }

  private int seen() {
    return nodes.stream().mapToInt(n -> n.seen.size()).sum();
  }

  @Test
  void whatATenantAsksAtAllNodesIsWatchedAtOneAsItWasAsked() {
    for (int i = 0; i < 300; i++) {
      nodes.get(i % 3).asked(query("acme", i));
    }
    await(() -> seen() == 300);
    Node home = nodes.stream().filter(n -> !n.seen.isEmpty()).findFirst().orElseThrow();
    assertThat(home.seen).hasSize(300);
    Query some = home.seen.stream().filter(q -> q.id().equals("q250")).findFirst().orElseThrow();
    Query asked = query("acme", 250);
    assertThat(some.rows().values()).containsExactly(asked.rows().values());
    assertThat(some.rows().width()).isEqualTo(3);
    assertThat(some).usingRecursiveComparison().ignoringFields("rows").isEqualTo(asked);
  }

  @Test
  void tenantsAreSharedOutOverTheNodes() {
    for (int i = 0; i < 300; i++) {
      nodes.getFirst().asked(query("tenant" + i, i));
    }
    await(() -> seen() == 300);
    assertThat(nodes).allSatisfy(n -> assertThat(n.seen).hasSizeBetween(50, 150));
  }

  @Test
  void whatTheHomeDoesNotHearIsWatchedWhereItWasAsked() {
    String tenant = "a";
    while (!nodes.get(0).watch.handed(query(tenant, 0), ANSWER)) {
      tenant += "a";
    }
    await(() -> seen() == 1);
    Node home = nodes.stream().filter(n -> !n.seen.isEmpty()).findFirst().orElseThrow();
    home.close(); // dead, and still on the roll for some seconds
    nodes.get(0).asked(query(tenant, 1));
    await(() -> nodes.get(0).seen.stream().anyMatch(q -> q.id().equals("q1")));
  }

  @Test
  void withoutRedisEachNodeWatchesForItself() throws IOException {
    server.stop();
    await(() -> nodes.stream().allMatch(n -> n.hub.lost()));
    for (int i = 0; i < 30; i++) {
      nodes.get(i % 3).asked(query("acme", i));
    }
    assertThat(nodes).allSatisfy(n -> assertThat(n.seen).hasSize(10));
  }

  @Test
  void whatFailsUnexpectedlyIsCountedWatchedHereAndStopsNothing() {
    SecureRandom broken =
        new SecureRandom() {
          private volatile boolean once = true;

          @Override
          public void nextBytes(byte[] bytes) {
            if (once) {
              once = false;
              throw new IllegalStateException("no entropy");
            }
            super.nextBytes(bytes);
          }
        };
    Node first = nodes.getFirst();
    first.watch.close();
    Node again = new Node(first.hub, KEY, broken);
    nodes.set(0, again);
    String tenant = "a";
    while (!again.watch.handed(query(tenant, 0), ANSWER)) {
      tenant += "a";
    }
    await(() -> again.watch.failures() == 1);
    await(() -> again.seen.size() == 1);
    assertThat(again.watch.handed(query(tenant, 1), ANSWER)).isTrue();
    await(() -> nodes.get(1).seen.size() + nodes.get(2).seen.size() == 1);
    assertThat(again.watch.failures()).isEqualTo(1);
  }

  /// What is lost when a node goes: its own tenants' evidence, nobody else's; and it is found again
  /// when the node is.
  @Test
  void whenANodeGoesOnlyItsTenantsMoveAndTheyReturnWithIt() throws IOException {
    List<Integer> before = homes();
    assertThat(before).contains(0, 1, 2);
    nodes.get(2).close();
    await(() -> nodes.get(0).hub.nodes() == 2 && nodes.get(1).hub.nodes() == 2);
    List<Integer> without = homes();
    for (int t = 0; t < before.size(); t++) {
      if (before.get(t) == 2) {
        assertThat(without.get(t)).isNotEqualTo(2);
      } else {
        assertThat(without.get(t)).as("tenant %d", t).isEqualTo(before.get(t));
      }
    }
    nodes.set(2, new Node(server.hub(cluster, "three"), KEY));
    await(() -> nodes.stream().allMatch(n -> n.hub.nodes() == 3));
    assertThat(homes()).isEqualTo(before);
  }

  /// Which node watches each of thirty tenants.
  private List<Integer> homes() {
    List<Integer> homes = new ArrayList<>();
    for (int t = 0; t < 30; t++) {
      nodes.forEach(n -> n.seen.clear());
      nodes.getFirst().asked(query("tenant" + t, t));
      await(() -> seen() == 1);
      for (int n = 0; n < 3; n++) {
        if (!nodes.get(n).seen.isEmpty()) {
          homes.add(n);
        }
      }
    }
    return homes;
  }

  @Test
  void whoHasNoKeyIsNotHeard() throws InterruptedException {
    byte[] other = new byte[32];
    other[0] = 1;
    Node stranger = new Node(nodes.getFirst().hub, MacKey.of(other));
    String tenant = "a";
    while (!stranger.watch.handed(query(tenant, 0), ANSWER)) {
      tenant += "a";
    }
    Thread.sleep(500);
    assertThat(seen()).isZero();
    stranger.watch.close();
  }

  @Test
  void whatIsNoMessageOrOldIsNotRead() {
    byte[] good = Asked.write(List.of(new Asked(query("acme", 1), ANSWER)), NOON);
    assertThat(Asked.read(good, NOON)).isPresent();
    assertThat(Asked.read(good, NOON.plusMillis(1))).isEmpty();
    for (int cut = 0; cut < good.length; cut++) {
      assertThat(Asked.read(java.util.Arrays.copyOf(good, cut), NOON)).isEmpty();
    }
    good[9] = (byte) 0x7f; // the count
    assertThat(Asked.read(good, NOON)).isEmpty();
  }
}
