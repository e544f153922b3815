package dev.gambeson.server.grpc;

import com.google.protobuf.Message;
import dev.gambeson.server.grpc.proto.ModelInferRequest;
import dev.gambeson.server.grpc.proto.ModelInferResponse;
import dev.gambeson.server.grpc.proto.ModelMetadataRequest;
import dev.gambeson.server.grpc.proto.ModelMetadataResponse;
import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ModelReadyResponse;
import dev.gambeson.server.grpc.proto.ServerLiveRequest;
import dev.gambeson.server.grpc.proto.ServerLiveResponse;
import dev.gambeson.server.grpc.proto.ServerMetadataRequest;
import dev.gambeson.server.grpc.proto.ServerMetadataResponse;
import dev.gambeson.server.grpc.proto.ServerReadyRequest;
import dev.gambeson.server.grpc.proto.ServerReadyResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;

/// The methods of the protocol's one service.
final class Methods {
  static final String SERVICE = "inference.GRPCInferenceService";

  static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> LIVE =
      method(
          "ServerLive",
          ServerLiveRequest.getDefaultInstance(),
          ServerLiveResponse.getDefaultInstance());
  static final MethodDescriptor<ServerReadyRequest, ServerReadyResponse> READY =
      method(
          "ServerReady",
          ServerReadyRequest.getDefaultInstance(),
          ServerReadyResponse.getDefaultInstance());
  static final MethodDescriptor<ServerMetadataRequest, ServerMetadataResponse> SERVER_METADATA =
      method(
          "ServerMetadata",
          ServerMetadataRequest.getDefaultInstance(),
          ServerMetadataResponse.getDefaultInstance());
  static final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> MODEL_READY =
      method(
          "ModelReady",
          ModelReadyRequest.getDefaultInstance(),
          ModelReadyResponse.getDefaultInstance());
  static final MethodDescriptor<ModelMetadataRequest, ModelMetadataResponse> MODEL_METADATA =
      method(
          "ModelMetadata",
          ModelMetadataRequest.getDefaultInstance(),
          ModelMetadataResponse.getDefaultInstance());
  static final MethodDescriptor<ModelInferRequest, ModelInferResponse> INFER =
      method(
          "ModelInfer",
          ModelInferRequest.getDefaultInstance(),
          ModelInferResponse.getDefaultInstance());

  /// Triton and MLServer put these beside the inference, open to whoever may infer. Their messages
  /// are never read here.
  static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> REPOSITORY_INDEX =
      refused("RepositoryIndex");

  static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> LOAD =
      refused("RepositoryModelLoad");
  static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> UNLOAD =
      refused("RepositoryModelUnload");

  private Methods() {}

  private static MethodDescriptor<ServerLiveRequest, ServerLiveResponse> refused(String name) {
    return method(
        name, ServerLiveRequest.getDefaultInstance(), ServerLiveResponse.getDefaultInstance());
  }

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      String name, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
