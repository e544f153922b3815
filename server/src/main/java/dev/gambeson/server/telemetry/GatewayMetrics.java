package dev.gambeson.server.telemetry;

import dev.gambeson.guard.MacKey;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Counts what the gateway does, for Prometheus.
///
/// | name | labels |
/// |---|---|
/// | `gambeson_requests_total` | model, version, action, decision, reason, status |
/// | `gambeson_request_seconds` | model, part: gateway (without the model), guards, model |
/// | `gambeson_client_requests_total` | client (hashed), model, decision, step |
/// | `gambeson_front_rejected_total` | reason |
/// | `gambeson_access_previewed_total` | rule, model: what a rule in preview would have applied to |
/// | `gambeson_inputs_flagged_total` | model, flag: requests let through although policy finds the input unusual |
/// | `gambeson_connections`, `gambeson_in_flight`, `gambeson_ready` | |
///
/// Guaranteed: the number of series is bounded whatever clients send: models and versions are the
/// ones served, reasons are ours, and beyond [#MOST_CLIENTS] clients all share one label. No name
/// of a client and no input is in any label. Thread-safe.
public final class GatewayMetrics implements Observer {
  /// How many clients have a label of their own.
  public static final int MOST_CLIENTS = 1000;

  private static final int MOST_SERIES = 20_000;
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClientLabels clients;
  private final ConcurrentHashMap<Requests, Counter> requests = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ByClient, Counter> byClient = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Times> times = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> rejected = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Previewed, Counter> previewed = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Flagged, Counter> flagged = new ConcurrentHashMap<>();

  private record Flagged(String flag, String model) {}

  private record Requests(
      String model, String version, String action, String decision, String reason, int status) {}

  private record ByClient(String client, String model, String decision, Step step) {}

  private record Previewed(String rule, String model) {}

  private record Times(Timer gateway, Timer guards, Timer model) {}

  /// @param key makes the hashes of clients; the same key makes the same hashes
  public GatewayMetrics(MacKey key) {
    this.clients = new ClientLabels(key, MOST_CLIENTS);
  }

  /// The registry, for further meters.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /// Everything, in the text format of Prometheus.
  public String scrape() {
    return registry.scrape();
  }

  /// Shows a number that somebody else keeps.
  public void gauge(String name, String meaning, Supplier<Number> value) {
    Gauge.builder(name, value).description(meaning).register(registry);
  }

  /// Counts what the front filter refused.
  public void rejected(String reason) {
    rejected
        .computeIfAbsent(
            reason,
            r ->
                Counter.builder("gambeson.front.rejected")
                    .description("Connections and requests that the front filter refused")
                    .tag("reason", r)
                    .register(registry))
        .increment();
  }

  @Override
  public void ended(Trace trace) {
    String model = trace.model().map(ServedModel::name).orElse("none");
    Refusal refusal = trace.reply() instanceof Reply.Refused(Refusal r, _) ? r : null;
    String decision =
        refusal == null ? "answered" : refusal.kind().failure() ? "failed" : "refused";
    Requests key =
        new Requests(
            model,
            trace.version().map(ModelVersion::version).orElse("none"),
            trace.call().action().name(),
            decision,
            refusal == null ? "ok" : refusal.reason(),
            refusal == null ? 200 : refusal.kind().http());
    counter(key).increment();
    trace
        .client()
        .ifPresent(
            c -> counter(new ByClient(clients.of(c), model, decision, trace.step())).increment());
    if (!trace.previews().isEmpty()) {
      trace.previews().forEach(rule -> previewed(rule, model));
    }
    trace.flagged().forEach(flag -> flagged(flag, model));
    if (trace.raw().isPresent()) {
      record(times.computeIfAbsent(model, this::times), trace.nanos());
    }
  }

  private void previewed(String rule, String model) {
    previewed
        .computeIfAbsent(
            new Previewed(rule, model),
            k ->
                Counter.builder("gambeson.access.previewed")
                    .description("Requests that a rule in preview would have applied to")
                    .tags("rule", k.rule, "model", k.model)
                    .register(registry))
        .increment();
  }

  private void flagged(String flag, String model) {
    flagged
        .computeIfAbsent(
            new Flagged(flag, model),
            k ->
                Counter.builder("gambeson.inputs.flagged")
                    .description("Requests let through although policy finds the input unusual")
                    .tags("flag", k.flag, "model", k.model)
                    .register(registry))
        .increment();
  }

  private Counter counter(Requests key) {
    Counter known = requests.get(key);
    if (known != null) {
      return known;
    }
    Requests bounded =
        requests.size() < MOST_SERIES
            ? key
            : new Requests(key.model, "others", key.action, key.decision, "others", key.status);
    return requests.computeIfAbsent(
        bounded,
        k ->
            Counter.builder("gambeson.requests")
                .description("Requests by how they ended")
                .tags("model", k.model, "version", k.version, "action", k.action)
                .tags("decision", k.decision, "reason", k.reason)
                .tag("status", Integer.toString(k.status))
                .register(registry));
  }

  private Counter counter(ByClient key) {
    return byClient.computeIfAbsent(
        key,
        k ->
            Counter.builder("gambeson.client.requests")
                .description("Requests by client, under a keyed hash of its name")
                .tags("client", k.client, "model", k.model, "decision", k.decision)
                .tag("step", k.step.name())
                .register(registry));
  }

  private Times times(String model) {
    return new Times(timer(model, "gateway"), timer(model, "guards"), timer(model, "model"));
  }

  private Timer timer(String model, String part) {
    return Timer.builder("gambeson.request")
        .description("Time of answered requests by part")
        .tags("model", model, "part", part)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private static void record(Times timers, Observer.Times nanos) {
    timers.gateway.record(nanos.total() - nanos.model(), TimeUnit.NANOSECONDS);
    timers.guards.record(nanos.guards(), TimeUnit.NANOSECONDS);
    timers.model.record(nanos.model(), TimeUnit.NANOSECONDS);
  }
}
