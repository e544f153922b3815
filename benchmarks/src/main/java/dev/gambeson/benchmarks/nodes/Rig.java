package dev.gambeson.benchmarks.nodes;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.LedgerVerifier;
import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Rows;
import dev.gambeson.testing.nodes.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The demo's fraud model behind whole gateways.
///
/// @param folder where everything stands
/// @param model folder of the model
/// @param bodies requests, one natural row each
record Rig(Path folder, Path model, List<String> bodies) {
  private static final Set<String> NO_INPUTS = Set.of("is_fraud", "customer_sex");

  /// Everything on and nothing in the way of the load: rates and budgets are wide, the query watch
  /// raises alerts and does not act on them.
  static final String POLICY =
      """
      access:
        roles:
          scorer: [{models: ["*"], actions: [infer, metadata, label]}]
      classes:
        internal:
          limits: {client: [{permits: 100000, per: PT1S, burst: 100000}], in-flight: 64}
          budget: {bits: 2000000000, period: month}
          output: {reveal: scores, digits: 4}
      audit: {mode: required, inputs: hash, retention-months: 13}
      detect: {highest: alert}
      """;

  static Rig make(String name) throws IOException {
    Path folder = Files.createTempDirectory("gambeson-" + name);
    FraudDemo fraud = FraudDemo.prepare(folder);
    return new Rig(
        folder,
        fraud.folder().toAbsolutePath(),
        Rows.of(folder.resolve("data/test.csv"), NO_INPUTS, 20_000));
  }

  Cluster.Setting setting(String policy, Optional<Services> services, String more) {
    return new Cluster.Setting(
        folder.resolve("nodes"),
        model,
        folder.resolve("data/train.csv").toAbsolutePath(),
        "is_fraud",
        List.of("customer_sex"),
        policy,
        services,
        more,
        "",
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=" + Integer.getInteger("tier", 4)));
  }

  /// Decisions of a ledger.
  ///
  /// @param ids of requests, from where the reading began
  /// @param size of the whole ledger
  record Decisions(Set<String> ids, long size) {}

  /// The request ids of the decisions in a node's ledger, from an entry on.
  static Decisions requests(GatewayProcess node, long from) {
    LedgerReader reader = LedgerReader.open(node.folder().resolve("state/ledger"));
    long size = reader.checkpoint().size();
    Set<String> ids = new HashSet<>();
    for (long i = from; i < size; i++) {
      if (reader.entry(i).details().get("request") instanceof Detail.Token request) {
        ids.add(request.value());
      }
    }
    return new Decisions(ids, size);
  }

  /// What is wrong with a node's ledger; empty for nothing.
  static List<String> faults(GatewayProcess node) {
    Path state = node.folder().resolve("state");
    try (Workers workers = new Workers(1)) {
      return LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  state.resolve("ledger"),
                  Optional.of(LedgerKey.read(state.resolve("keys/ledger")).verifier()),
                  Optional.empty(),
                  List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()))
          .stream()
          .filter(r -> r.outcome().filter(Outcome.Fail.class::isInstance).isPresent())
          .map(r -> r.summary())
          .toList();
    }
  }
}
