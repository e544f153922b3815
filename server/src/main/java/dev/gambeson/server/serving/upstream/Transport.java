package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The connections to an upstream: pooled, kept alive, to checked addresses only.
///
/// Each event loop has a pool of its own: a request that takes another loop's connection costs two
/// changes of thread.
final class Transport {
  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final int MAX_METADATA = 1 << 20;
  private static final int MAX_SECRET = 16 << 10;
  private static final Thread OTHERS = Thread.ofPlatform().unstarted(() -> {});

  private final Vertx vertx;
  private final UpstreamSettings settings;
  private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();
  private final List<Endpoint> endpoints;
  private final RetryBudget budget;
  private final String model;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Optional<String> bearer = Optional.empty();
  private volatile Optional<Thread> watcher = Optional.empty();

  /// What came back.
  ///
  /// @param headerLength bytes of the JSON part
  @SuppressWarnings("ArrayRecordComponent") // a body, passed along without copies
  record Reply(byte[] body, int headerLength) {}

  private Transport(Vertx vertx, UpstreamSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.endpoints =
        settings.addresses().stream()
            .map(a -> new Endpoint(UpstreamSettings.uri(a), settings.breaker(), System::nanoTime))
            .toList();
    this.budget = new RetryBudget(settings.retries().budget());
    this.model =
        "/v2/models/"
            + encoded(settings.model())
            + settings.modelVersion().map(v -> "/versions/" + encoded(v)).orElse("");
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpClientOptions options(UpstreamSettings settings) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(true)
            .setPipelining(false)
            .setDecompressionSupported(false)
            .setMaxRedirects(0)
            .setMaxHeaderSize(16 << 10)
            .setConnectTimeout(Math.toIntExact(settings.limits().connectTimeout().toMillis()))
            .setTcpNoDelay(true)
            .setVerifyHost(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
    UpstreamSettings.Tls tls = settings.tls();
    tls.authorities()
        .ifPresent(p -> options.setTrustOptions(new PemTrustOptions().addCertPath(p.toString())));
    tls.certificate()
        .ifPresent(c ->
            options.setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(c.toString())
                    .setKeyPath(tls.key().orElseThrow().toString())));
    return options;
  }

  private static PoolOptions pool(UpstreamSettings settings) {
    return new PoolOptions()
        .setHttp1MaxSize(settings.limits().maxConnections())
        .setMaxWaitQueueSize(settings.limits().maxWaiting())
        .setCleanerPeriod(1000);
  }

  /// Looks the addresses up and reads the secret. Blocks.
  static Transport open(Vertx vertx, UpstreamSettings settings) {
    Transport transport = new Transport(vertx, settings);
    boolean good = false;
    try {
      transport.endpoints.forEach(e -> e.resolve(settings.allowLocal()));
      transport.bearer = settings.bearer().map(Transport::secret);
      good = true;
      return transport;
    } finally {
      if (!good) {
        transport.close();
      }
    }
  }

  private static String secret(Path file) {
    try {
      if (Files.size(file) > MAX_SECRET) {
        throw GambesonException.badInput(
            "The upstream's token file %s is larger than a token.".formatted(file));
      }
      String secret = Files.readString(file).strip();
      if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw GambesonException.badInput(
            "The upstream's token file %s holds no token: one line of printable characters without blanks."
                .formatted(file));
      }
      return "Bearer " + secret;
    } catch (IOException e) { // the message of an IOException names the file, never its content
      throw GambesonException.badInput(
          "The upstream's token file %s cannot be read.".formatted(file), e);
    }
  }

  /// Looks everything up again every minute, on a thread of its own.
  ///
  /// @param check run after that
  void watch(Runnable check) {
    watcher =
        Optional.of(
            Thread.ofVirtual()
                .name("gambeson-upstream")
                .start(() -> {
                  while (pause()) {
                    refresh();
                    check.run();
                  }
                }));
  }

  private static boolean pause() {
    try {
      Thread.sleep(REFRESH);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refresh() {
    try {
      for (Endpoint endpoint : endpoints) {
        endpoint.resolve(settings.allowLocal());
      }
      bearer = settings.bearer().map(Transport::secret);
    } catch (GambesonException e) {
      // What was good a minute ago stays in force; what fails now shows in the requests.
    }
  }

  /// Path of the inference, for the digest.
  String infer() {
    return model;
  }

  boolean reachable() {
    return endpoints.stream().anyMatch(Endpoint::closed);
  }

  /// The model's metadata, from the first address that answers.
  Future<byte[]> metadata() {
    long deadline = deadline();
    Exchange.Request request =
        new Exchange.Request(
            HttpMethod.GET, model, Optional.empty(), bearer, Math.min(MAX_METADATA, max()));
    return new Exchange(this, request, deadline).run().map(Reply::body);
  }

  /// Asks the model.
  Future<Reply> infer(RequestWriter.Body body) {
    budget.request();
    Exchange.Request request =
        new Exchange.Request(HttpMethod.POST, model + "/infer", Optional.of(body), bearer, max());
    return new Exchange(this, request, deadline()).run();
  }

  private int max() {
    return settings.limits().maxResponseBytes();
  }

  private long deadline() {
    return System.nanoTime() + settings.limits().timeout().toNanos();
  }

  Vertx vertx() {
    return vertx;
  }

  /// The client of the event loop that runs this, or one for all other threads.
  HttpClient client() {
    Thread loop = Context.isOnEventLoopThread() ? Thread.currentThread() : OTHERS;
    return clients.computeIfAbsent(
        loop, _ -> vertx.createHttpClient(options(settings), pool(settings)));
  }

  int attempts() {
    return settings.retries().attempts();
  }

  boolean mayRetry() {
    return budget.retry();
  }

  /// The least busy address that may be asked and was not tried yet; it is entered.
  Optional<Endpoint> choose(List<Endpoint> tried) {
    List<Endpoint> left = new ArrayList<>(endpoints);
    Collections.rotate(left, turn.getAndIncrement()); // equally busy ones take turns
    left.removeAll(tried);
    if (left.isEmpty()) {
      left.addAll(endpoints); // one address only: the next attempt goes there, too
    }
    while (!left.isEmpty()) {
      Endpoint best = left.getFirst();
      for (Endpoint e : left) {
        best = better(e, best) ? e : best;
      }
      if (best.enter()) {
        return Optional.of(best);
      }
      left.remove(best);
    }
    return Optional.empty();
  }

  /// An open address comes first when it is due for its trial: otherwise it would never be tried.
  private static boolean better(Endpoint a, Endpoint b) {
    return a.closed() != b.closed() ? !a.closed() : a.underWay() < b.underWay();
  }

  static Unavailable timeout() {
    return new Unavailable("upstream-timeout", "The upstream did not answer in time.");
  }

  static int millisLeft(long deadline) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return (int) Math.max(0, Math.min(left, Integer.MAX_VALUE));
  }

  void close() {
    watcher.ifPresent(Thread::interrupt);
    clients.values().forEach(HttpClient::close);
  }
}
