package dev.gambeson.testing.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `gambeson serve` in a process of its own. It may be killed, stopped and started again.
///
/// The system property `nodes.prefix` is set before its command, for measurements that bind it to a
/// core: `-Dnodes.prefix="chrt -r 5 taskset -c 0"`. The programs named must become what they start.
public final class GatewayProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private static final Pattern TOKEN = Pattern.compile("set-up token\\s+(\\S+)");
  private static final List<String> PREFIX =
      Stream.of(System.getProperty("nodes.prefix", "").split(" ", -1))
          .filter(word -> !word.isEmpty())
          .toList();
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+)");

  private final Path folder;
  private final Ports ports;
  private final List<String> jvm;
  private final String node;
  private Process process;
  private int begun;

  /// Where it listens.
  record Ports(int data, int admin, int metrics) {}

  GatewayProcess(Path folder, String node, Ports ports, List<String> jvm) throws IOException {
    this.folder = folder;
    this.node = node;
    this.ports = ports;
    this.jvm = List.copyOf(jvm);
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  private Process launch() throws IOException {
    begun = Files.exists(log()) ? said().length() : 0;
    List<String> command = new ArrayList<>(PREFIX);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.gambeson.cli.Main",
            "serve",
            "--config",
            folder.resolve("gambeson.yaml").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GAMBESON_NODE", node);
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  /// Its folder: settings, policy, state, log.
  public Path folder() {
    return folder;
  }

  /// The port of the data plane.
  public int dataPort() {
    return ports.data();
  }

  /// Where the console is, with a slash at the end.
  public String console() {
    return "http://127.0.0.1:%d/".formatted(ports.admin());
  }

  /// Waits until it says that it is ready.
  ///
  /// @return how long that took from the call
  public Duration awaitReady(Duration most) throws InterruptedException {
    long begin = System.nanoTime();
    // It is ready a moment before it says where its console is, and with which token.
    while (!ready() || !said().substring(begun).contains("Console:")) {
      boolean over = System.nanoTime() - begin > most.toNanos();
      if (over || !process.isAlive()) {
        throw new IllegalStateException("%s is not ready:%n%s".formatted(node, said()));
      }
      Thread.sleep(50);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// Whether it says so.
  public boolean ready() {
    return health("ready") == 200;
  }

  /// Status of a health page; 0 when nobody answers.
  public int health(String page) {
    return get("/health/" + page).map(HttpResponse::statusCode).orElse(0);
  }

  /// Its metrics in Prometheus' form; empty when nobody answers.
  public String metrics() {
    return get("/metrics").map(HttpResponse::body).orElse("");
  }

  private java.util.Optional<HttpResponse<String>> get(String path) {
    try {
      return java.util.Optional.of(
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d%s".formatted(ports.metrics(), path)))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException _) {
      return java.util.Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return java.util.Optional.empty();
    }
  }

  /// What it printed and logged, over all its lives.
  public String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The one-time token of the console that was printed last.
  public String setupToken() {
    Matcher found = TOKEN.matcher(said());
    String last = "";
    while (found.find()) {
      last = found.group(1);
    }
    return last;
  }

  /// Resident memory in MiB; 0 when it is not running.
  public long rss() {
    try {
      Matcher found =
          RSS.matcher(Files.readString(Path.of("/proc/%d/status".formatted(process.pid()))));
      return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether it runs.
  public boolean alive() {
    return process.isAlive();
  }

  /// SIGKILL, as by `kill -9`.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// SIGTERM, and waits until it has closed in order.
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      kill();
    }
  }

  /// Starts it again.
  public void start() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
