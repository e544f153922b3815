package dev.gambeson.benchmarks.nodes;

import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Load;
import dev.gambeson.testing.nodes.Operator;
import dev.gambeson.testing.nodes.Services;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Kills what a gateway leans on, one after the other, while classes of clients with different
/// policies ask, and prints what each was answered before, meanwhile and after.
///
/// Classes: `plain` (no rate, no budget), `shared` (a rate; each node's share while Redis is away),
/// `closed` (a rate; nobody while Redis is away), `budgeted` (a budget of bits), and `upstream`:
/// `plain` clients of a second gateway whose model is the first gateway. `max-stale` is 15 s.
/// Arguments: none.
public final class ChaosBenchmark {
  private static final List<String> CLASSES = List.of("plain", "shared", "closed", "budgeted");
  private static final String POLICY =
      """
      access:
        roles:
          scorer: [{models: ["*"], actions: [infer, metadata, label]}]
      classes:
        plain: {output: {reveal: label}}
        internal: {output: {reveal: scores}}
        shared:
          limits: {client: [{permits: 100, per: PT1S, burst: 100}], when-lost: share}
          output: {reveal: label}
        closed:
          limits: {client: [{permits: 100, per: PT1S, burst: 100}], when-lost: closed}
          output: {reveal: label}
        budgeted:
          budget: {bits: 1000000, period: month}
          output: {reveal: label}
      audit: {mode: required, inputs: hash, retention-months: 13}
      bans: {strikes: 1000000, window: PT1M, ladder: [PT1M], forgive: PT1H}
      detect: {highest: alert}
      """;

  private final Services services;
  private final Cluster cluster;
  private final Load load;

  private ChaosBenchmark(Services services, Cluster cluster, Load load) {
    this.services = services;
    this.cluster = cluster;
    this.load = load;
  }

  public static void main(String[] args) throws Exception {
    Rig rig = Rig.make("chaos");
    String stale = "  identity: {max-stale: PT15S}\n";
    try (Services services = Services.start(rig.folder().resolve("postgres"));
        Cluster cluster = Cluster.start(rig.setting(POLICY, Optional.of(services), stale), 2);
        Operator admin = Operator.first(cluster)) {
      GatewayProcess node = cluster.node(0);
      List<Load.Asker> askers =
          CLASSES.stream().map(c -> asker(admin, node, c)).collect(Collectors.toList());
      String key = admin.key("bank", "second", "internal").secret();
      try (Cluster second = behind(rig, node, key);
          Operator other = Operator.first(second)) {
        askers.add(asker(other, second.node(0), "plain"));
        try (Load load = Load.start(askers, rig.bodies(), true)) {
          new ChaosBenchmark(services, cluster, load).run();
        }
        second.node(0).stop();
        System.out.println("ledger of the second gateway: " + Rig.faults(second.node(0)));
      }
      for (GatewayProcess n : cluster.nodes()) {
        n.stop();
        System.out.println("ledger: " + Rig.faults(n));
      }
    }
    System.exit(0);
  }

  private static Load.Asker asker(Operator admin, GatewayProcess node, String clientClass) {
    try {
      return new Load.Asker(
          node.dataPort(), admin.key("bank", clientClass, clientClass).secret(), 50_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A gateway on its own whose model is the first one.
  private static Cluster behind(Rig rig, GatewayProcess node, String key)
      throws IOException, InterruptedException {
    java.nio.file.Path bearer = rig.folder().resolve("bearer");
    java.nio.file.Files.writeString(bearer, key);
    java.nio.file.Files.setPosixFilePermissions(
        bearer, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Cluster.Setting usual = rig.setting(POLICY, Optional.empty(), "");
    return Cluster.start(
        new Cluster.Setting(
            rig.folder().resolve("second"),
            usual.model(),
            usual.reference(),
            usual.label(),
            usual.ignore(),
            usual.policy(),
            usual.services(),
            usual.more(),
            """
                  - version: "1"
                    upstream:
                      urls: ["http://127.0.0.1:%d"]
                      model: fraud
                      bearer: "%s"
                      classes: ["0", "1"]
                      allow-local: true
                      timeout-millis: 15000
            """
                .formatted(node.dataPort(), bearer),
            usual.jvm()),
        1);
  }

  private interface Act {
    void run() throws IOException, InterruptedException;
  }

  private void run() throws IOException, InterruptedException {
    Thread.sleep(5_000);
    phase("all is well", 5, () -> {});
    phase("Redis killed", 8, services::killRedis);
    phase("Redis back", 6, services::startRedis);
    phase("PostgreSQL killed, first 10 s", 10, services::killDatabase);
    phase("PostgreSQL away, 10 to 25 s (max-stale 15 s)", 15, () -> {});
    phase("PostgreSQL away, after max-stale", 6, () -> {});
    phase("PostgreSQL back", 12, services::startDatabase);
    phase("the gateway killed: upstream of the second", 6, () -> cluster.node(0).kill());
    cluster.node(0).start();
    cluster.node(0).awaitReady(Duration.ofMinutes(2));
    phase("the gateway back", 12, () -> {});
    phase("steady again", 5, () -> {});
  }

  private void phase(String what, int seconds, Act act) throws IOException, InterruptedException {
    load.forget();
    act.run();
    Thread.sleep(seconds * 1_000L);
    System.out.println("| " + what + " | " + cells() + " |");
  }

  private String cells() {
    StringBuilder line = new StringBuilder();
    for (int asker = 0; asker <= CLASSES.size(); asker++) {
      int number = asker;
      Map<String, Long> counts = new TreeMap<>();
      long slowest = 0;
      for (Load.Sent sent : load.sent(s -> s.asker() == number)) {
        counts.merge(name(sent), 1L, Long::sum);
        slowest = Math.max(slowest, sent.micros() / 1_000);
      }
      line.append(asker == CLASSES.size() ? "upstream" : CLASSES.get(asker))
          .append(": ")
          .append(
              counts.entrySet().stream()
                  .map(e -> e.getKey() + " x " + e.getValue())
                  .collect(Collectors.joining(", ")))
          .append(" (slowest ")
          .append(slowest)
          .append(" ms) | ");
    }
    return line.toString();
  }

  private static String name(Load.Sent sent) {
    return sent.status() == 0 ? "none" : Integer.toString(sent.status());
  }
}
