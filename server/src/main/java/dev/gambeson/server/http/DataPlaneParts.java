package dev.gambeson.server.http;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.gateway.LabelSink;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.serving.ModelHouse;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What the data plane works with.
///
/// @param vertx its event loops
/// @param pipeline the way of a request
/// @param models the models, for readiness
/// @param answers whether this node answers anybody at all, whatever its models can
/// @param labels takes late labels
/// @param signer signs answers where policy says so
/// @param nanos a monotonic clock in nanoseconds, usually `System::nanoTime`
/// @param rejected hears of connections and requests that the front filter refused, by plain token
public record DataPlaneParts(
    Vertx vertx,
    Pipeline pipeline,
    ModelHouse models,
    BooleanSupplier answers,
    LabelSink labels,
    ResponseSigner signer,
    LongSupplier nanos,
    Consumer<String> rejected) {
  public DataPlaneParts {
    requireNonNull(vertx, "vertx");
    requireNonNull(pipeline, "pipeline");
    requireNonNull(models, "models");
    requireNonNull(answers, "answers");
    requireNonNull(labels, "labels");
    requireNonNull(signer, "signer");
    requireNonNull(nanos, "nanos");
    requireNonNull(rejected, "rejected");
  }
}
