package dev.gambeson.benchmarks.gateway;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.ReferenceTable;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The gateway of `gambeson serve`, with everything that guards it, for measuring: API key, address
/// and access rules, rates, bans, requests in flight, budget, input ranges, output policy, query
/// watch, drift, decision ledger, metrics, console. Limits are set too high to be reached.
///
/// Arguments: `PORT MODE AUDIT`, MODE `local` (boosted trees of breast_cancer in process),
/// `local:FILE` (that model of breast_cancer in process) or `http://host:port` (an Open Inference
/// Protocol server), AUDIT `async` or `required`. Prints `READY KEY`.
public final class GatewayServer {
  private static final Path MODEL = Path.of("../shared/models/breast_cancer").toAbsolutePath();
  private static final int WIDTH = 30;

  private GatewayServer() {}

  /// Starts it.
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("gateway-bench");
    String version =
        args[1].startsWith("local")
            ? "{version: \"1\", file: %s}".formatted(localModel(args[1]))
            : "{version: \"1\", upstream: {urls: [\"%s\"], classes: [\"0\", \"1\"], allow-local: true}}"
                .formatted(args[1]);
    GatewaySettings settings =
        SettingsReader.read(
            """
            data: {port: %s}
            admin: {port: 0}
            metrics: {port: 0}
            state: {folder: state}
            models: [{name: fraud, reference: %s, versions: [%s]}]
            """
                .formatted(args[0], MODEL.resolve("train.csv"), version),
            GatewaySettings.class,
            "benchmark");
    var server =
        dev.gambeson.server.GatewayServer.start(
            settings,
            new dev.gambeson.server.GatewayServer.Surroundings(
                folder,
                GatewayServer::table,
                policy(args[2]),
                Clock.systemUTC(),
                new SecureRandom()));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    KeyGrant grant =
        new KeyGrant(
            "acme", "bench", "partner", Set.of("asker"), Map.of(), Set.of("*"), Set.of(), "");
    System.out.println("READY " + server.issueKey(grant, Duration.ofDays(1)));
  }

  private static Path localModel(String mode) {
    return mode.equals("local")
        ? MODEL.resolve("boosted.ubj")
        : Path.of(mode.substring("local:".length()));
  }

  private static String policy(String audit) {
    return """
    access:
      addresses: {allow: [127.0.0.0/8], deny: [10.9.0.0/16]}
      roles: {asker: [{models: ["*"], actions: [infer]}]}
    classes:
      partner:
        limits:
          client: [{permits: 1000000, per: PT1S}, {permits: 1000000000, per: PT1H}]
          model: [{permits: 1000000, per: PT1S}]
          in-flight: 10000
        budget: {bits: 1.0e+12, period: month}
        output: {reveal: scores, digits: 2}
    # One client asks at full speed: it would be blocked. It is seen, and goes on.
    detect: {highest: alert}
    audit: {mode: %s, inputs: hash}
    """
        .formatted(audit);
  }

  private static ReferenceTable table(GatewaySettings.Model model) {
    try {
      List<String> lines = Files.readAllLines(model.reference());
      double[][] rows =
          lines.stream()
              .skip(1)
              .map(l ->
                  Arrays.stream(l.split(",", -1))
                      .limit(WIDTH)
                      .mapToDouble(Double::parseDouble)
                      .toArray())
              .toArray(double[][]::new);
      return new ReferenceTable(
          features(rows),
          Rows.of(rows),
          new int[0],
          List.of(),
          Map.of(),
          Sha256.of(Files.readAllBytes(model.reference())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FeatureSpace features(double[][] rows) {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < WIDTH; f++) {
      int column = f;
      double[] sorted = Arrays.stream(rows).mapToDouble(r -> r[column]).sorted().toArray();
      features.add(
          new Feature.Numeric("f" + f, false, sorted[0], sorted[sorted.length - 1], 1, false));
    }
    return new FeatureSpace(features);
  }
}
