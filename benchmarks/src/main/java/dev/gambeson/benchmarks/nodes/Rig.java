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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  /// The policy, in the audit mode of `-Daudit`.
  static String audited() {
    return POLICY.replace("required", System.getProperty("audit", "required"));
  }

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
        jvm());
  }

  /// Decisions of a ledger.
  ///
  /// @param ids of requests, from where the reading began
  /// @param size of the whole ledger
  record Decisions(Set<String> ids, long size) {}

  /// As `deploy/Containerfile` starts it, and what `-Dnodes.jvm` adds.
  private static List<String> jvm() {
    return Stream.concat(
            Stream.of(
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=96m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TrimNativeHeapInterval=10000",
                "-Xss512k",
                "-XX:TieredStopAtLevel=" + Integer.getInteger("tier", 4)),
            Stream.of(System.getProperty("nodes.jvm", "").split(" ", -1)))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /// Where a gateway whose settings say so writes what its collector did.
  static Path gcLog(Rig rig) {
    return rig.folder().resolve("gc.log");
  }

  /// All entries of a ledger.
  ///
  /// @param ids sum of [#mixed] over the request ids of the decisions
  record Sum(long entries, long decisions, long ids) {}

  /// A 64-bit hash of a request id; sums of them tell sets of ids apart, short of bad luck.
  static long mixed(CharSequence id) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      h = (h ^ id.charAt(i)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    return h ^ (h >>> 32);
  }

  /// Counts the entries of a node's ledger by its bundles (C2SP tlog-tiles: length in two bytes,
  /// entry). Whether they fit the tree is the verifier's question.
  static Sum sum(GatewayProcess node) throws IOException {
    Path entries = node.folder().resolve("state/ledger/tile/entries");
    List<Path> bundles;
    try (Stream<Path> files = Files.walk(entries)) {
      bundles = files.filter(Files::isRegularFile).toList();
    }
    Map<String, Path> widest = new HashMap<>();
    for (Path file : bundles) {
      String place = file.toString().replaceFirst("\\.p/\\d+$", "");
      widest.merge(place, file, (a, b) -> width(a) > width(b) ? a : b);
    }
    long[] sum = new long[3];
    for (Path file : widest.values()) {
      add(ByteBuffer.wrap(Files.readAllBytes(file)), sum);
    }
    return new Sum(sum[0], sum[1], sum[2]);
  }

  /// Entries of a bundle: a partial one is named by them.
  private static int width(Path bundle) {
    String name = bundle.toString();
    int dot = name.indexOf(".p/");
    return dot < 0 ? 256 : Integer.parseInt(name.substring(dot + 3));
  }

  private static void add(ByteBuffer bundle, long[] sum) {
    String mark = "\"request\":\"";
    while (bundle.hasRemaining()) {
      byte[] entry = new byte[Short.toUnsignedInt(bundle.getShort())];
      bundle.get(entry);
      String text = new String(entry, StandardCharsets.UTF_8);
      sum[0]++;
      int at = text.indexOf(mark);
      if (at >= 0) {
        int from = at + mark.length();
        sum[1]++;
        sum[2] += mixed(text.substring(from, text.indexOf('"', from)));
      }
    }
  }

  /// Entries of a node's ledger.
  static long size(GatewayProcess node) {
    return LedgerReader.open(node.folder().resolve("state/ledger")).checkpoint().size();
  }

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
