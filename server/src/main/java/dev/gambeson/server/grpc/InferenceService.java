package dev.gambeson.server.grpc;

import dev.gambeson.core.data.Feature;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Gate;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Visit;
import dev.gambeson.server.grpc.Unary.Outcome;
import dev.gambeson.server.grpc.proto.ModelInferRequest;
import dev.gambeson.server.grpc.proto.ModelInferResponse;
import dev.gambeson.server.grpc.proto.ModelMetadataRequest;
import dev.gambeson.server.grpc.proto.ModelMetadataResponse;
import dev.gambeson.server.grpc.proto.ModelMetadataResponse.TensorMetadata;
import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ModelReadyResponse;
import dev.gambeson.server.grpc.proto.ServerLiveRequest;
import dev.gambeson.server.grpc.proto.ServerLiveResponse;
import dev.gambeson.server.grpc.proto.ServerMetadataRequest;
import dev.gambeson.server.grpc.proto.ServerMetadataResponse;
import dev.gambeson.server.grpc.proto.ServerReadyRequest;
import dev.gambeson.server.grpc.proto.ServerReadyResponse;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.Authorizer;
import dev.gambeson.server.oip.InferReply;
import dev.gambeson.server.oip.InferRequest;
import dev.gambeson.server.oip.OipLimits;
import dev.gambeson.server.oip.RowsMapping;
import dev.gambeson.server.oip.Tensor;
import dev.gambeson.server.serving.ServedModel;
import io.grpc.ServerServiceDefinition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// `GRPCInferenceService`, through the same [Pipeline] as HTTP.
///
/// Guaranteed: only the two questions of life and readiness are answered without a credential, and
/// no other message is even read before the caller is authenticated; loading and unloading models
/// is refused, whoever asks.
final class InferenceService {
  private final Pipeline pipeline;
  private final BooleanSupplier ready;
  private final BooleanSupplier answers;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final OipLimits limits;
  private final InferCodec codec;
  private final LeastRate rate;
  private final Map<String, RowsMapping> mappings = new ConcurrentHashMap<>();

  InferenceService(GrpcParts parts, LeastRate rate) {
    this.rate = rate;
    this.pipeline = parts.pipeline();
    this.ready = parts.ready();
    this.answers = parts.answers();
    this.authenticator = parts.authenticator();
    this.authorizer = parts.authorizer();
    this.limits = parts.limits();
    this.codec = new InferCodec(limits);
  }

  ServerServiceDefinition definition() {
    Function<Caller, Future<Optional<Refusal>>> known = this::known;
    Unary.Answering<ServerLiveRequest, ServerLiveResponse> never =
        (_, _) -> Future.succeededFuture(Outcome.refused(notHere(), ""));
    return ServerServiceDefinition.builder(Methods.SERVICE)
        .addMethod(Methods.LIVE, new Unary<>(this::admitted, rate, this::live))
        .addMethod(Methods.READY, new Unary<>(this::admitted, rate, this::ready))
        .addMethod(Methods.SERVER_METADATA, new Unary<>(known, rate, this::serverMetadata))
        .addMethod(Methods.MODEL_READY, new Unary<>(known, rate, this::modelReady))
        .addMethod(Methods.MODEL_METADATA, new Unary<>(known, rate, this::modelMetadata))
        .addMethod(Methods.INFER, new Unary<>(known, rate, this::infer))
        .addMethod(Methods.REPOSITORY_INDEX, new Unary<>(this::never, rate, never))
        .addMethod(Methods.LOAD, new Unary<>(this::never, rate, never))
        .addMethod(Methods.UNLOAD, new Unary<>(this::never, rate, never))
        .build();
  }

  private static Refusal notHere() {
    return Refusal.of(
        Kind.FORBIDDEN, "repository", "Models are not loaded, unloaded or listed by clients.");
  }

  private Future<Optional<Refusal>> never(Caller caller) {
    return Future.succeededFuture(Optional.of(notHere()));
  }

  private Future<Optional<Refusal>> admitted(Caller caller) {
    return Future.succeededFuture(
        authorizer.admit(caller.address()) instanceof Decision.Refuse
            ? Optional.of(Refusal.of(Kind.FORBIDDEN, "address", "This request is not allowed."))
            : Optional.empty());
  }

  /// Asks who it is before the message is read. A stranger goes through the pipeline once more,
  /// which refuses and logs him.
  private Future<Optional<Refusal>> known(Caller caller) {
    Promise<Optional<Refusal>> may = Promise.promise();
    Future<Optional<Refusal>> admitted = admitted(caller);
    if (admitted.result().isPresent()) {
      return stranger(caller);
    }
    authenticator
        .authenticate(caller.credential(), caller.address())
        .onComplete(who -> {
          if (who.succeeded()) {
            may.complete(Optional.empty());
          } else {
            stranger(caller).onComplete(may);
          }
        });
    return may.future();
  }

  private Future<Optional<Refusal>> stranger(Caller caller) {
    Call call =
        pipeline.call(
            caller.address(),
            caller.credential(),
            Action.INFER,
            "",
            "",
            -1,
            caller.trace(),
            caller.hints());
    return pipeline
        .identify(call)
        .map(refused ->
            Optional.of(
                refused
                    .map(Reply.Refused::refusal)
                    .orElseGet(
                        () -> Refusal.of(Kind.UNAUTHENTICATED, "unknown", "Not authenticated."))));
  }

  private Future<Outcome<ServerLiveResponse>> live(Caller caller, ServerLiveRequest request) {
    return Future.succeededFuture(
        Outcome.of(ServerLiveResponse.newBuilder().setLive(true).build(), ""));
  }

  private Future<Outcome<ServerReadyResponse>> ready(Caller caller, ServerReadyRequest request) {
    return Future.succeededFuture(
        Outcome.of(ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build(), ""));
  }

  private Future<Outcome<ServerMetadataResponse>> serverMetadata(
      Caller caller, ServerMetadataRequest request) {
    return Future.succeededFuture(
        Outcome.of(ServerMetadataResponse.newBuilder().setName("gambeson").build(), ""));
  }

  private Future<Outcome<ModelReadyResponse>> modelReady(Caller caller, ModelReadyRequest request) {
    return visited(
        caller,
        request.getName(),
        request.getVersion(),
        _ -> ModelReadyResponse.newBuilder().setReady(answers.getAsBoolean()).build(),
        // A model that answers nobody is not ready; one that is not there, or not for him, is
        // refused.
        refusal ->
            refusal.kind() == Kind.UNAVAILABLE
                ? Optional.of(ModelReadyResponse.newBuilder().setReady(false).build())
                : Optional.empty());
  }

  private Future<Outcome<ModelMetadataResponse>> modelMetadata(
      Caller caller, ModelMetadataRequest request) {
    return visited(
        caller,
        request.getName(),
        request.getVersion(),
        visit -> metadata(visit.model()),
        _ -> Optional.empty());
  }

  private <R> Future<Outcome<R>> visited(
      Caller caller,
      String model,
      String version,
      Function<Visit, R> answer,
      Function<Refusal, Optional<R>> instead) {
    Call call = call(caller, Action.METADATA, model, version);
    return pipeline
        .enter(call)
        .map(gate ->
            switch (gate) {
              case Gate.Open(Visit visit) -> {
                R response = answer.apply(visit);
                visit.done();
                yield Outcome.of(response, call.requestId());
              }
              case Gate.Shut(Reply.Refused reply) ->
                  instead
                      .apply(reply.refusal())
                      .map(r -> Outcome.of(r, call.requestId()))
                      .orElseGet(() -> Outcome.refused(reply, call.requestId()));
            });
  }

  private Call call(Caller caller, Action action, String model, String version) {
    return pipeline.call(
        caller.address(),
        caller.credential(),
        action,
        model,
        version,
        -1,
        caller.trace(),
        caller.hints());
  }

  private static ModelMetadataResponse metadata(ServedModel model) {
    ModelMetadataResponse.Builder out =
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .addAllVersions(model.versions())
            .setPlatform("gambeson");
    for (Feature feature : model.features().features()) {
      String type = feature instanceof Feature.Categorical ? "BYTES" : "FP64";
      out.addInputs(tensor(feature.name(), type));
    }
    if (model.classes().isEmpty()) {
      return out.addOutputs(tensor(RowsMapping.VALUE, "FP32")).build();
    }
    TensorMetadata.Builder scores = tensor(RowsMapping.PROBABILITIES, "FP32");
    return out.addOutputs(tensor(RowsMapping.LABEL, "BYTES"))
        .addOutputs(scores.addShape(model.classes().size()))
        .build();
  }

  private static TensorMetadata.Builder tensor(String name, String type) {
    return TensorMetadata.newBuilder().setName(name).setDatatype(type).addShape(-1);
  }

  private Future<Outcome<ModelInferResponse>> infer(Caller caller, ModelInferRequest request) {
    Call call =
        pipeline.call(
            caller.address(),
            caller.credential(),
            Action.INFER,
            request.getModelName(),
            request.getModelVersion(),
            request.getSerializedSize(),
            caller.trace(),
            caller.hints());
    AtomicReference<InferRequest> read = new AtomicReference<>();
    return pipeline
        .infer(
            call,
            visit -> {
              InferRequest own = codec.read(request);
              RowsMapping.requireOutputs(own.outputs());
              read.set(own);
              return mapping(visit.model()).rows(own);
            })
        .map(reply ->
            switch (reply) {
              case Reply.Refused refused ->
                  Outcome.<ModelInferResponse>refused(refused, call.requestId());
              case Reply.Answered answered ->
                  Outcome.of(response(call, answered, read.get()), call.requestId());
            });
  }

  private static ModelInferResponse response(
      Call call, Reply.Answered answered, InferRequest request) {
    List<Tensor> outputs = RowsMapping.outputs(answered.answer(), request.outputs());
    InferReply reply =
        new InferReply(call.model(), answered.version(), request.id(), Map.of(), outputs);
    return InferCodec.write(reply, request.binaryOutput());
  }

  private RowsMapping mapping(ServedModel model) {
    RowsMapping known = mappings.get(model.name());
    if (known == null || !known.features().equals(model.features())) {
      known = new RowsMapping(model.features(), limits.rows());
      mappings.put(model.name(), known);
    }
    return known;
  }
}
