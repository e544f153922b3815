package dev.gambeson.server.http;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.gateway.LabelSink;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.oip.InferReader;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.serving.ModelHouse;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/// What every exchange works with.
record HttpParts(
    Vertx vertx,
    Pipeline pipeline,
    ModelHouse models,
    LabelSink labels,
    ResponseSigner signer,
    OipLimits limits,
    InferReader reader,
    ModelViews views,
    TrustedProxies proxies,
    BooleanSupplier ready,
    BooleanSupplier answers) {
  HttpParts {
    requireNonNull(pipeline, "pipeline");
  }
}
