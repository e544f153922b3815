package dev.gambeson.server.telemetry;

import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.serving.ModelVersion;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One span per request, sent by OTLP; made after the answer, so that it costs the client nothing.
///
/// A request that comes with a W3C `traceparent` is part of that trace, and is sent when the caller
/// sampled it. Off unless an address is configured. A span names model, version, how it ended and
/// the request id; never a client, a key or an input.
public final class GatewayTraces implements Observer, AutoCloseable {
  private static final Pattern PARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
  private static final int MOST_WAITING = 2048;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /// @param processor where finished spans go
  /// @param share of requests without a traceparent that are traced, 0 to 1
  /// @param node name of this node
  GatewayTraces(SpanProcessor processor, double share, String node) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", "gambeson-gateway")
                        .put("service.instance.id", node)
                        .build()))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .addSpanProcessor(processor)
            .build();
    this.tracer = provider.get("dev.gambeson.server");
  }

  /// Traces to a collector.
  ///
  /// @param endpoint for example `http://localhost:4318/v1/traces`
  /// @param share of requests without a traceparent that are traced, 0 to 1
  /// @param node name of this node
  /// @throws IllegalArgumentException when the address is none, or the share out of range
  public static GatewayTraces otlp(String endpoint, double share, String node) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint)
            .setTimeout(5, TimeUnit.SECONDS)
            .build();
    return new GatewayTraces(
        BatchSpanProcessor.builder(exporter).setMaxQueueSize(MOST_WAITING).build(), share, node);
  }

  @Override
  public void ended(Trace trace) {
    Call call = trace.call();
    Instant start = call.time();
    Span span =
        tracer
            .spanBuilder(call.action().name())
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent(call.trace()))
            .setStartTimestamp(start)
            .startSpan();
    if (span.isRecording()) {
      describe(span, trace);
    }
    span.end(start.plusNanos(trace.nanos().total()));
  }

  private static void describe(Span span, Trace trace) {
    span.setAttribute("gambeson.request.id", trace.call().requestId());
    trace.model().ifPresent(m -> span.setAttribute("gambeson.model", m.name()));
    trace
        .version()
        .map(ModelVersion::version)
        .ifPresent(v -> span.setAttribute("gambeson.version", v));
    span.setAttribute("gambeson.guards.us", trace.nanos().guards() / 1000);
    span.setAttribute("gambeson.model.us", trace.nanos().model() / 1000);
    if (trace.reply() instanceof Reply.Refused(Refusal refusal, _)) {
      span.setAttribute("gambeson.reason", refusal.reason());
      span.setAttribute("http.response.status_code", refusal.kind().http());
      if (refusal.kind().failure()) {
        span.setStatus(StatusCode.ERROR);
      }
    } else {
      span.setAttribute("http.response.status_code", 200L);
    }
  }

  /// The caller's span; none when the header is not of version 00 or has an id of zeros.
  static Optional<SpanContext> caller(String traceparent) {
    Matcher matcher = PARENT.matcher(traceparent);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    SpanContext context =
        SpanContext.createFromRemoteParent(
            matcher.group(1),
            matcher.group(2),
            TraceFlags.fromHex(matcher.group(3), 0),
            TraceState.getDefault());
    return Optional.of(context).filter(SpanContext::isValid);
  }

  private static Context parent(String traceparent) {
    return traceparent.isEmpty()
        ? Context.root()
        : caller(traceparent).map(c -> Context.root().with(Span.wrap(c))).orElseGet(Context::root);
  }

  /// Sends what waits, within five seconds.
  @Override
  public void close() {
    provider.shutdown().join(5, TimeUnit.SECONDS);
  }
}
