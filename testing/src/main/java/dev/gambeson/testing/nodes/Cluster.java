package dev.gambeson.testing.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One or several gateways that serve one model, with the same keys.
public final class Cluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  private final List<GatewayProcess> nodes = new ArrayList<>();
  private final Setting setting;

  /// What is served, and how.
  ///
  /// @param folder an absent folder, one below for each node
  /// @param model folder of `model.onnx` and `preprocessing.json`
  /// @param reference the training table
  /// @param label its label column
  /// @param policy the bundle
  /// @param services what the nodes share; empty: one node, embedded database
  /// @param more further lines of the section `serve`, two spaces in
  /// @param versions lines of `versions`, six spaces in; empty: the model file as version 1
  /// @param jvm options of the JVM
  public record Setting(
      Path folder,
      Path model,
      Path reference,
      String label,
      List<String> ignore,
      String policy,
      Optional<Services> services,
      String more,
      String versions,
      List<String> jvm) {
    /// The same with one more option of the JVM.
    public Setting withJvm(String option) {
      return new Setting(
          folder,
          model,
          reference,
          label,
          ignore,
          policy,
          services,
          more,
          versions,
          Stream.concat(jvm.stream(), Stream.of(option)).toList());
    }
  }

  private Cluster(Setting setting) {
    this.setting = setting;
  }

  /// Starts so many nodes and waits until all are ready.
  public static Cluster start(Setting setting, int count) throws IOException, InterruptedException {
    Cluster cluster = new Cluster(setting);
    try {
      cluster.add(0);
      cluster.nodes.getFirst().awaitReady(START);
      for (int i = 1; i < count; i++) {
        cluster.add(i);
      }
      for (GatewayProcess node : cluster.nodes) {
        node.awaitReady(START);
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void add(int i) throws IOException {
    Path folder = setting.folder().resolve("node-" + (i + 1));
    Files.createDirectories(folder);
    if (i > 0) {
      copyFromFirst(folder);
    }
    GatewayProcess.Ports ports =
        new GatewayProcess.Ports(Services.freePort(), Services.freePort(), Services.freePort());
    Files.writeString(folder.resolve("policy.yaml"), setting.policy());
    Files.writeString(folder.resolve("gambeson.yaml"), yaml(ports));
    nodes.add(new GatewayProcess(folder, "node-" + (i + 1), ports, setting.jvm()));
  }

  /// The keys that nodes share, and what was learnt of the model, which only saves time.
  private void copyFromFirst(Path folder) throws IOException {
    Path from = nodes.getFirst().folder().resolve("state");
    Path to = folder.resolve("state");
    copy(from.resolve("keys/pepper.key"), to.resolve("keys/pepper.key"));
    copy(from.resolve("keys/gateway.key"), to.resolve("keys/gateway.key"));
    try (Stream<Path> passports = Files.walk(from.resolve("passports"))) {
      for (Path file : passports.filter(Files::isRegularFile).toList()) {
        copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  private String yaml(GatewayProcess.Ports ports) {
    String shared =
        setting
            .services()
            .map(s ->
                ", database: \"%s\", redis: \"%s\""
                    .formatted(s.databaseAddress(), s.redisAddress()))
            .orElse("");
    String versions =
        setting.versions().isEmpty()
            ? "      - {version: \"1\", file: \"%s\", preprocessing: \"%s\"}%n"
                .formatted(
                    setting.model().resolve("model.onnx"),
                    setting.model().resolve("preprocessing.json"))
            : setting.versions();
    return """
    serve:
      data: {port: %d}
      admin: {port: %d}
      metrics: {port: %d}
      state: {folder: state%s}
      policy: policy.yaml
    %s  models:
      - name: fraud
        reference: "%s"
        label: %s
        ignore: [%s]
        versions:
    %s\
    """
        .formatted(
            ports.data(),
            ports.admin(),
            ports.metrics(),
            shared,
            setting.more(),
            setting.reference(),
            setting.label(),
            String.join(", ", setting.ignore()),
            versions);
  }

  /// The nodes.
  public List<GatewayProcess> nodes() {
    return List.copyOf(nodes);
  }

  /// One of them.
  public GatewayProcess node(int i) {
    return nodes.get(i);
  }

  @Override
  public void close() {
    nodes.forEach(GatewayProcess::close);
  }
}
