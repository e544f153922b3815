package dev.gambeson.server.grpc;

import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.Authorizer;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.serving.ModelHouse;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/// Everything that the gRPC listener works with.
///
/// @param vertx whose event loops run the pipeline
/// @param pipeline the same as that of HTTP
/// @param models the same as the pipeline's
/// @param ready whether the gateway is ready
/// @param answers whether this node answers anybody at all, whatever its models can
/// @param authenticator the same as the pipeline's: asked before a message is read
/// @param authorizer the same as the pipeline's
/// @param limits what a request may be
public record GrpcParts(
    Vertx vertx,
    Pipeline pipeline,
    ModelHouse models,
    BooleanSupplier ready,
    BooleanSupplier answers,
    Authenticator authenticator,
    Authorizer authorizer,
    OipLimits limits) {}
