package dev.gambeson.server.grpc;

import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;

/// What a gateway says of its readiness over gRPC.
public final class ReadyByGrpc {
  private ReadyByGrpc() {}

  public static boolean server(int port) {
    ManagedChannel channel = channel(port);
    try {
      return ClientCalls.blockingUnaryCall(
              channel, Methods.READY, CallOptions.DEFAULT, ServerReadyRequest.getDefaultInstance())
          .getReady();
    } finally {
      channel.shutdownNow();
    }
  }

  public static boolean model(int port, String key) {
    ManagedChannel channel = channel(port);
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), key);
    try {
      return ClientCalls.blockingUnaryCall(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(metadata)),
              Methods.MODEL_READY,
              CallOptions.DEFAULT,
              ModelReadyRequest.newBuilder().setName("credit").build())
          .getReady();
    } finally {
      channel.shutdownNow();
    }
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}
