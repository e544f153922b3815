package dev.gambeson.server;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The gateway as `gambeson serve` puts it together, with one small model, `credit`, of two
/// numbers: every listener, the real database, ledger and guards. Started once per process for all
/// tests that may share it.
public final class WholeGateway implements AutoCloseable {
  private static final int ROWS = 600;
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("amount", false, 0, 100, 1, false),
              new Feature.Numeric("age", false, 0, 100, 1, false)));

  /// What each class of clients gets; a role that may ask, one that may only look, one for labels.
  public static final String POLICY =
      """
      access:
        roles:
          scorer: [{models: [credit], actions: [infer, metadata, label]}]
          reader: [{models: [credit], actions: [metadata]}]
      classes:
        partner: {}
      """;

  /// What one gateway of this process has learnt of a model, the next need not learn again: it
  /// takes seconds. By path below the folder of the state.
  private static final Map<Path, byte[]> LEARNT = new ConcurrentHashMap<>();

  private static final class Shared {
    static final WholeGateway ONE = started("");
  }

  private static WholeGateway started(String more) {
    WholeGateway gateway = new WholeGateway(more, POLICY);
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    return gateway;
  }

  private final Path folder;
  private final GatewayServer server;
  private final int grpcPort = freePort();
  private final int metricsPort = freePort();

  /// Plain text on loopback, all four listeners.
  public static WholeGateway shared() {
    return Shared.ONE;
  }

  /// @param more listeners and whatever else stands in the section `serve`, as YAML; empty for
  ///   plain text on loopback. Without `state` it is a folder of this gateway's
  public WholeGateway(String more, String policy) {
    try {
      this.folder = Files.createTempDirectory("gambeson-whole");
      NetworkClassifier model = model();
      Files.write(folder.resolve("model.onnx"), model.network().toOnnx("row"));
      Files.writeString(folder.resolve("steps.json"), model.encoder().preprocessing().toJson());
      Files.writeString(folder.resolve("train.csv"), "amount,age,label\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    teach();
    this.server = start(more.isEmpty() ? plain() : more, policy);
    learn();
  }

  private void teach() {
    Path state = folder.resolve("state");
    LEARNT.forEach((path, content) -> {
      Path file = state.resolve(path);
      try {
        PrivateFiles.createFolders(file.getParent());
        PrivateFiles.write(file, content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private void learn() {
    Path state = folder.resolve("state");
    try (Stream<Path> files = Files.walk(state.resolve("passports"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        LEARNT.put(state.relativize(file), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String plain() {
    return """
    data: {port: 0}
    admin: {port: 0}
    grpc: {port: %d}
    metrics: {port: %d}
    """
        .formatted(grpcPort, metricsPort);
  }

  private GatewayServer start(String listeners, String policy) {
    String yaml =
        listeners
            + (listeners.contains("state:") ? "" : "state: {folder: state}\n")
            + """
            models:
              - name: credit
                reference: train.csv
                label: label
                versions: [{version: "1", file: model.onnx, preprocessing: steps.json}]
            """;
    return GatewayServer.start(
        SettingsReader.read(yaml, GatewaySettings.class, "test"),
        new GatewayServer.Surroundings(
            folder, _ -> table(), policy, Clock.systemUTC(), new SecureRandom()));
  }

  private static Rows rows() {
    SplittableRandom random = new SplittableRandom(7);
    double[] values = new double[2 * ROWS];
    Arrays.setAll(values, _ -> 100 * random.nextDouble());
    return new Rows(ROWS, 2, values);
  }

  private static int[] labels(Rows rows) {
    int[] labels = new int[rows.count()];
    Arrays.setAll(labels, i -> rows.at(i, 0) + rows.at(i, 1) > 100 ? 1 : 0);
    return labels;
  }

  private static NetworkClassifier model() {
    Rows rows = rows();
    return NetworkClassifier.train(
        SPACE,
        rows,
        labels(rows),
        List.of("no", "yes"),
        TrainingOptions.of(4).epochs(10),
        new Seed(1));
  }

  private static ReferenceTable table() {
    Rows rows = rows();
    return new ReferenceTable(
        SPACE, rows, labels(rows), List.of("no", "yes"), Map.of(), "0".repeat(64));
  }

  /// A port that nothing listens on just now.
  public static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public GatewayServer server() {
    return server;
  }

  public int dataPort() {
    return server.dataPort();
  }

  public int grpcPort() {
    return grpcPort;
  }

  public int metricsPort() {
    return metricsPort;
  }

  /// Where the console is, with a slash at its end.
  public URI console() {
    return URI.create(server.consoleAddress());
  }

  public Path folder() {
    return folder;
  }

  /// A key of class `partner`.
  public String key(String client, String... roles) {
    return keyOf("bank", client, roles);
  }

  /// The same of a tenant.
  public String keyOf(String tenant, String client, String... roles) {
    return server.issueKey(
        new KeyGrant(tenant, client, "partner", Set.of(roles), Map.of(), Set.of(), Set.of(), ""),
        Duration.ofHours(1));
  }

  /// Every name and every byte of the files of the state, as text, for a search.
  public String everythingWritten() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(folder.relativize(file)).append('\n');
        all.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // the temporary folder is left to the system
    }
  }
}
