package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.testing.nodes.Client;
import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Load;
import dev.gambeson.testing.nodes.Operator;
import dev.gambeson.testing.nodes.Rows;
import dev.gambeson.testing.nodes.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Two whole gateways as processes on one PostgreSQL and one Redis. The long versions are mains in
/// `benchmarks.nodes`.
class NodesTest {
  private static final String POLICY =
      """
      access:
        roles:
          scorer: [{models: ["*"], actions: [infer]}]
      classes:
        internal: {output: {reveal: label}}
      audit: {mode: required}
      """;

  /// Generous, since the machine that builds is busy; the measured figures are in docs/gateway.md.
  private static final long SOON = 10_000_000_000L;

  @TempDir private static Path folder;
  private static FraudDemo fraud;
  private static List<String> bodies;
  private static Services services;
  private static Cluster cluster;
  private static Operator admin;

  @BeforeAll
  static void start() throws Exception {
    fraud = FraudDemo.prepare(folder);
    bodies = Rows.of(folder.resolve("data/test.csv"), Set.of("is_fraud", "customer_sex"), 2_000);
    services = Services.start(folder.resolve("postgres"));
    cluster =
        Cluster.start(
            new Cluster.Setting(
                folder.resolve("nodes"),
                fraud.folder().toAbsolutePath(),
                folder.resolve("data/train.csv").toAbsolutePath(),
                "is_fraud",
                List.of("customer_sex"),
                POLICY,
                Optional.of(services),
                "",
                "",
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1")),
            2);
    admin = Operator.first(cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    if (admin != null) {
      admin.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    services.close();
  }

  private static int ask(int node, String key, String body) {
    try (Client client = new Client(cluster.node(node).dataPort(), key)) {
      return client.ask(body).status();
    }
  }

  private static void becomes(int node, String key, int status) throws InterruptedException {
    long begin = System.nanoTime();
    while (ask(node, key, bodies.getFirst()) != status) {
      assertThat(System.nanoTime() - begin).as("node %d, %d", node + 1, status).isLessThan(SOON);
      Thread.sleep(10);
    }
  }

  @Test
  void aPolicyChangedUnderLoadHoldsAtBothNodesAndNoRequestFails() throws Exception {
    String key = admin.key("bank", "load", "internal").secret();
    String fresh = admin.key("bank", "fresh", "fresh").secret();
    becomes(1, key, 200);
    becomes(1, fresh, 403);
    List<Load.Asker> askers =
        List.of(
            new Load.Asker(cluster.node(0).dataPort(), key, 2_000),
            new Load.Asker(cluster.node(1).dataPort(), key, 2_000));
    try (Load load = Load.start(askers, bodies, false)) {
      String text = POLICY.replace("audit:", "  fresh: {output: {reveal: label}}\naudit:");
      admin.act(
          "policy/activate",
          JsonMapper.shared()
              .writeValueAsString(
                  Map.of(
                      "text",
                      text,
                      "replaces",
                      Operator.field(admin.look("policy"), "digest"),
                      "note",
                      "test")));
      becomes(0, fresh, 200);
      becomes(1, fresh, 200);
      load.stop();
      assertThat(load.counts().of(200)).isEqualTo(load.counts().all()).isGreaterThan(10);
    }
  }

  @Test
  void aChangedPolicyFileHoldsAtBothNodesAndABrokenOneChangesNothing() throws Exception {
    String key = admin.key("bank", "filed", "filed").secret();
    becomes(1, key, 403);
    Path file = cluster.node(0).folder().resolve("policy.yaml");
    Files.writeString(file, "classes: {filed: 7}");
    Thread.sleep(3_000);
    assertThat(ask(0, key, bodies.getFirst())).isEqualTo(403);
    Files.writeString(file, POLICY.replace("audit:", "  filed: {output: {reveal: label}}\naudit:"));
    becomes(0, key, 200);
    becomes(1, key, 200);
  }

  @Test
  void aBlockAndARevocationAtOneNodeHoldAtTheOther() throws Exception {
    Operator.Key key = admin.key("bank", "shop", "internal");
    becomes(1, key.secret(), 200);
    admin.act(
        "clients/bank/shop/restrict", "{\"level\":\"BLOCKED\",\"minutes\":5,\"reason\":\"test\"}");
    becomes(1, key.secret(), 403);
    admin.act("clients/bank/shop/release", "{\"reason\":\"test\"}");
    becomes(1, key.secret(), 200);
    admin.act("keys/" + key.id() + "/revoke", "{\"reason\":\"test\"}");
    becomes(1, key.secret(), 401);
  }

  @Test
  void aThiefWhoWasBlockedAtOneNodeIsBlockedAtTheOther() throws Exception {
    String key = admin.key("gang", "thief", "internal").secret();
    becomes(0, key, 200);
    DemoThief thief = new DemoThief(fraud.features(), new SplittableRandom(5));
    int status = 200;
    for (int i = 0; i < 400 && status != 403; i++) {
      String body =
          JsonMapper.shared().writeValueAsString(Map.of("rows", List.of(thief.json(thief.next()))));
      status = ask(0, key, body);
    }
    assertThat(status).as("blocked at the first").isEqualTo(403);
    becomes(1, key, 403);
  }

  @Test
  void whatWasAnsweredBeforeAKillIsInTheLedger() throws Exception {
    GatewayProcess node = cluster.node(1);
    String key = admin.key("bank", "killed", "internal").secret();
    becomes(1, key, 200);
    List<Load.Asker> askers = Collections.nCopies(4, new Load.Asker(node.dataPort(), key, 0));
    for (int kill = 0; kill < 2; kill++) {
      Set<String> answered;
      try (Load load = Load.start(askers, bodies, true)) {
        while (load.counts().of(200) < 50) {
          Thread.sleep(5);
        }
        node.kill();
        load.stop();
        answered =
            load.sent(s -> s.status() == 200).stream()
                .map(Load.Sent::requestId)
                .collect(Collectors.toSet());
      }
      node.start();
      node.awaitReady(Duration.ofMinutes(2));
      Thread.sleep(1_500); // a checkpoint a second
      Path state = node.folder().resolve("state");
      assertThat(answered).hasSizeGreaterThanOrEqualTo(50);
      assertThat(requests(state)).containsAll(answered);
      assertThat(LedgerOfTests.faults(state)).isEmpty();
    }
  }

  private static Set<String> requests(Path state) {
    LedgerReader reader = LedgerReader.open(state.resolve("ledger"));
    Set<String> ids = new HashSet<>();
    for (long i = 0; i < reader.checkpoint().size(); i++) {
      if (reader.entry(i).details().get("request") instanceof Detail.Token request) {
        ids.add(request.value());
      }
    }
    return ids;
  }
}
