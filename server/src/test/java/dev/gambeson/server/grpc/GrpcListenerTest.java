package dev.gambeson.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.grpc.proto.InferTensorContents;
import dev.gambeson.server.grpc.proto.ModelInferRequest;
import dev.gambeson.server.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.gambeson.server.grpc.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.gambeson.server.grpc.proto.ModelInferResponse;
import dev.gambeson.server.grpc.proto.ModelMetadataRequest;
import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ServerLiveRequest;
import dev.gambeson.server.grpc.proto.ServerMetadataRequest;
import dev.gambeson.server.grpc.proto.ServerReadyRequest;
import dev.gambeson.server.http.Gateway;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Authorizer;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Unauthenticated;
import dev.gambeson.server.oip.OipLimits;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrpcListenerTest {
  private final Gateway gateway = new Gateway();
  private GrpcListener listener;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    gateway.start();
    GrpcParts parts =
        new GrpcParts(
            gateway.vertx,
            gateway.pipeline,
            gateway.models,
            () -> gateway.answers,
            () -> gateway.answers,
            (credential, address) ->
                credential instanceof Credential.ApiKey(String secret) && secret.equals(Gateway.KEY)
                    ? Future.succeededFuture(
                        new dev.gambeson.guard.Client(
                            "7", "acme", "partner", Set.of(), Map.of(), address))
                    : Future.failedFuture(new Unauthenticated("unknown")),
            everybody(),
            OipLimits.defaults());
    listener =
        GrpcListener.start(
            parts,
            new GrpcSettings("127.0.0.1", 0, Optional.empty(), GrpcSettings.Limits.DEFAULTS));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", listener.port())
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  private static Authorizer everybody() {
    return new Authorizer() {
      @Override
      public Decision admit(String address) {
        return Decision.ALLOW;
      }

      @Override
      public Decision authorise(
          dev.gambeson.guard.Client client, Action action, String model, String version) {
        return Decision.ALLOW;
      }
    };
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    listener.close();
    gateway.close();
  }

  private Channel with(String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private Channel known() {
    return with("x-api-key", Gateway.KEY);
  }

  private static <Q, R> R call(Channel channel, MethodDescriptor<Q, R> method, Q request) {
    return ClientCalls.blockingUnaryCall(
        channel, method, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), request);
  }

  private static <Q> Status.Code code(Channel channel, MethodDescriptor<Q, ?> method, Q request) {
    return status(channel, method, request).getCode();
  }

  private static <Q> Status status(Channel channel, MethodDescriptor<Q, ?> method, Q request) {
    try {
      call(channel, method, request);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static InferInputTensor.Builder input(String name, String type, long... shape) {
    InferInputTensor.Builder out = InferInputTensor.newBuilder().setName(name).setDatatype(type);
    for (long s : shape) {
      out.addShape(s);
    }
    return out;
  }

  /// As kserve's client sends it: typed contents.
  private static ModelInferRequest.Builder typed() {
    return ModelInferRequest.newBuilder()
        .setModelName("credit")
        .setId("42")
        .addInputs(
            input("age", "FP64", 2)
                .setContents(
                    InferTensorContents.newBuilder().addFp64Contents(20).addFp64Contents(80)))
        .addInputs(
            input("country", "BYTES", 2)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFromUtf8("DE"))
                        .addBytesContents(ByteString.copyFromUtf8("FR"))));
  }

  /// As tritonclient sends it: raw, little-endian, BYTES with their lengths.
  private static ModelInferRequest.Builder raw() {
    ByteBuffer ages = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    ages.putFloat(20).putFloat(80).flip();
    ByteBuffer countries = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    for (String c : new String[] {"DE", "FR"}) {
      countries.putInt(2).put(c.getBytes(StandardCharsets.UTF_8));
    }
    countries.flip();
    return ModelInferRequest.newBuilder()
        .setModelName("credit")
        .addInputs(input("age", "FP32", 2, 1))
        .addInputs(input("country", "BYTES", 2, 1))
        .addRawInputContents(ByteString.copyFrom(ages))
        .addRawInputContents(ByteString.copyFrom(countries));
  }

  @Test
  void typedTensorsAreAnsweredTyped() {
    ModelInferResponse response = call(known(), Methods.INFER, typed().build());
    assertThat(response.getId()).isEqualTo("42");
    assertThat(response.getModelVersion()).isEqualTo("3");
    assertThat(response.getOutputs(0).getName()).isEqualTo("label");
    assertThat(response.getOutputs(0).getContents().getBytesContentsList())
        .extracting(ByteString::toStringUtf8)
        .containsExactly("no", "yes");
    assertThat(response.getOutputs(1).getShapeList()).containsExactly(2L, 2L);
    assertThat(response.getOutputs(1).getContents().getFp32ContentsList())
        .containsExactly(0.8f, 0.2f, 1 - 0.8f, 0.8f);
    assertThat(gateway.log)
        .last()
        .returns("infer", DecisionRecord::action)
        .returns(DecisionRecord.Ending.ANSWERED, DecisionRecord::ending);
  }

  @Test
  void rawTensorsAreAnsweredRawInLittleEndian() {
    ModelInferResponse response =
        call(
            known(),
            Methods.INFER,
            raw()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
                .build());
    assertThat(response.getOutputsCount()).isEqualTo(1);
    assertThat(response.getOutputs(0).hasContents()).isFalse();
    ByteBuffer scores =
        response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(scores.getFloat(4)).isEqualTo(0.2f);
    assertThat(scores.getFloat(12)).isEqualTo(0.8f);
  }

  @Test
  void theFieldNumbersAreThoseOfThePublishedProtocol() throws Exception {
    // Written out by hand from open_inference_grpc.proto: model_name 1, inputs 5 with name 1,
    // datatype 2, shape 3; raw_input_contents 7.
    ModelInferRequest read =
        ModelInferRequest.parseFrom(
            HexFormat.of()
                .parseHex(
                    "0a06637265646974"
                        + "2a0e"
                        + "0a03616765"
                        + "120446503332"
                        + "1a0101"
                        + "3a040000a041"));
    assertThat(read.getModelName()).isEqualTo("credit");
    assertThat(read.getInputs(0).getName()).isEqualTo("age");
    assertThat(read.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(read.getInputs(0).getShapeList()).containsExactly(1L);
    assertThat(read.getRawInputContents(0).size()).isEqualTo(4);
    byte[] whole = raw().setId("i").setModelVersion("v").build().toByteArray();
    CodedInputStream in = CodedInputStream.newInstance(whole);
    java.util.List<Integer> numbers = new java.util.ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      numbers.add(tag >>> 3);
      in.skipField(tag);
    }
    assertThat(numbers).containsExactly(1, 2, 3, 5, 5, 7, 7);
    assertThat(Methods.INFER.getFullMethodName())
        .isEqualTo("inference.GRPCInferenceService/ModelInfer");
  }

  @Test
  void lifeAndReadinessNeedNoCredential() {
    assertThat(call(channel, Methods.LIVE, ServerLiveRequest.getDefaultInstance()).getLive())
        .isTrue();
    assertThat(call(channel, Methods.READY, ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
  }

  @Test
  void everythingElseNeedsOne() {
    ModelInferRequest infer = typed().build();
    ModelMetadataRequest metadata = ModelMetadataRequest.newBuilder().setName("credit").build();
    ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName("credit").build();
    for (Channel c :
        new Channel[] {
          channel,
          with("x-api-key", "gbk_wrong"),
          with("authorization", "Bearer junk"),
          with("authorization", "Basic Z2JrX2dvb2Q="),
          with("authorization", "Bearer " + Gateway.KEY, "x-api-key", Gateway.KEY)
        }) {
      assertThat(code(c, Methods.INFER, infer)).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(code(c, Methods.MODEL_METADATA, metadata)).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(code(c, Methods.MODEL_READY, ready)).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(code(c, Methods.SERVER_METADATA, ServerMetadataRequest.getDefaultInstance()))
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    assertThat(gateway.log).isNotEmpty().allMatch(d -> d.client().isEmpty());
    assertThat(code(with("authorization", "bearer " + Gateway.KEY), Methods.INFER, infer))
        .isEqualTo(Status.Code.OK);
  }

  @Test
  void modelsAreNeverLoadedUnloadedOrListedByClients() {
    for (var method :
        new MethodDescriptor<?, ?>[] {Methods.LOAD, Methods.UNLOAD, Methods.REPOSITORY_INDEX}) {
      @SuppressWarnings("unchecked")
      MethodDescriptor<ServerLiveRequest, ?> m = (MethodDescriptor<ServerLiveRequest, ?>) method;
      for (Channel c : new Channel[] {channel, known()}) {
        assertThat(code(c, m, ServerLiveRequest.getDefaultInstance()))
            .isEqualTo(Status.Code.PERMISSION_DENIED);
      }
    }
  }

  @Test
  void thereIsNoReflection() {
    MethodDescriptor<ServerLiveRequest, ?> reflection =
        Methods.LIVE.toBuilder()
            .setFullMethodName("grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
            .build();
    assertThat(code(known(), reflection, ServerLiveRequest.getDefaultInstance()))
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void metadataNameWhatHttpNames() {
    var metadata =
        call(
            known(),
            Methods.MODEL_METADATA,
            ModelMetadataRequest.newBuilder().setName("credit").build());
    assertThat(metadata.getInputsList())
        .extracting(t -> t.getName() + " " + t.getDatatype() + " " + t.getShapeList())
        .containsExactly("age FP64 [-1]", "country BYTES [-1]");
    assertThat(metadata.getOutputs(1).getShapeList()).containsExactly(-1L, 2L);
    assertThat(
            code(
                known(),
                Methods.MODEL_METADATA,
                ModelMetadataRequest.newBuilder().setName("other").build()))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  static java.util.stream.Stream<ModelInferRequest> damaged() {
    InferTensorContents one = InferTensorContents.newBuilder().addFp64Contents(20).build();
    InferInputTensor country =
        input("country", "BYTES", 1)
            .setContents(
                InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8("DE")))
            .build();
    return java.util.stream.Stream.of(
            input("age", "FP64", 2).setContents(one),
            input("age", "FP64", -1).setContents(one),
            input("age", "FP64").setContents(one),
            input("age", "FP64", 1L << 40, 1L << 40).setContents(one),
            input("age", "FP64", 0, 1L << 60).setContents(one),
            input("age", "FP99", 1).setContents(one),
            input("age", "INT8", 1)
                .setContents(InferTensorContents.newBuilder().addIntContents(1000)),
            input("age", "INT64", 1)
                .setContents(InferTensorContents.newBuilder().addInt64Contents(1L << 60)),
            input("age", "FP64", 1)
                .setContents(
                    InferTensorContents.newBuilder().addFp64Contents(20).addFp32Contents(1)),
            input("age", "FP64", 1)
                .setContents(InferTensorContents.newBuilder().addFp64Contents(1 / 0.0)),
            input("", "FP64", 1).setContents(one),
            input("country", "FP64", 1).setContents(one))
        .map(i ->
            ModelInferRequest.newBuilder()
                .setModelName("credit")
                .addInputs(i)
                .addInputs(country)
                .build());
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void aTensorThatContradictsItselfIsRefused(ModelInferRequest request) {
    assertThat(code(known(), Methods.INFER, request)).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void rawBytesThatDoNotFitAreRefused() {
    ModelInferRequest good = raw().build();
    for (ModelInferRequest bad :
        new ModelInferRequest[] {
          good.toBuilder().setRawInputContents(0, ByteString.copyFrom(new byte[7])).build(),
          good.toBuilder().setRawInputContents(0, ByteString.copyFrom(new byte[9])).build(),
          good.toBuilder()
              .setRawInputContents(1, ByteString.fromHex("ffffff7f" + "00000000"))
              .build(),
          good.toBuilder().addRawInputContents(ByteString.EMPTY).build(),
          good.toBuilder()
              .setInputs(
                  0,
                  good.getInputs(0).toBuilder()
                      .setContents(InferTensorContents.newBuilder().addFp32Contents(1)))
              .build()
        }) {
      assertThat(code(known(), Methods.INFER, bad)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(code(known(), Methods.INFER, good)).isEqualTo(Status.Code.OK);
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedAndTheConnectionLives() {
    ModelInferRequest huge =
        raw().setRawInputContents(0, ByteString.copyFrom(new byte[2 << 20])).build();
    assertThat(code(known(), Methods.INFER, huge)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(code(known(), Methods.INFER, raw().build())).isEqualTo(Status.Code.OK);
  }

  @Test
  void compressedMessagesAreRefusedSoThatThereAreNoBombs() {
    try {
      ClientCalls.blockingUnaryCall(
          known(),
          Methods.INFER,
          CallOptions.DEFAULT.withCompression("gzip").withDeadlineAfter(10, TimeUnit.SECONDS),
          raw().build());
      throw new AssertionError("answered");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void refusalsCarryTheirStatusAndNoMore() {
    gateway.model = _ -> Future.failedFuture(new IllegalStateException("secret detail"));
    Status status = status(known(), Methods.INFER, raw().build());
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).doesNotContain("secret");
    assertThat(Refusal.Kind.UNAVAILABLE.grpc()).isEqualTo(Status.Code.UNAVAILABLE.value());
  }

  @Test
  void aTakenPortIsSaid() {
    GrpcParts parts =
        new GrpcParts(
            gateway.vertx,
            gateway.pipeline,
            gateway.models,
            () -> gateway.answers,
            () -> gateway.answers,
            (_, _) -> Future.failedFuture(new Unauthenticated("x")),
            everybody(),
            OipLimits.defaults());
    GrpcSettings same =
        new GrpcSettings(
            "127.0.0.1", listener.port(), Optional.empty(), GrpcSettings.Limits.DEFAULTS);
    assertThatThrownBy(() -> GrpcListener.start(parts, same))
        .hasMessageContaining("cannot listen on 127.0.0.1:" + listener.port());
  }
}
