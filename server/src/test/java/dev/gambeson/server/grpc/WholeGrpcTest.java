package dev.gambeson.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gambeson.server.WholeGateway;
import dev.gambeson.server.grpc.proto.ModelInferRequest;
import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.http.RawHttp2;
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
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// gRPC of a whole gateway: every method that it has, without, with a wrong and with a lesser role;
/// and what a client may do to a connection.
class WholeGrpcTest {
  private static final WholeGateway GATEWAY = WholeGateway.shared();
  private static final Set<String> FOR_ANYONE = Set.of("ServerLive", "ServerReady");
  private static final Set<String> FOR_NOBODY =
      Set.of("RepositoryIndex", "RepositoryModelLoad", "RepositoryModelUnload");
  private static final String SCORER = GATEWAY.key("grpc", "scorer");
  private static final ManagedChannel CHANNEL =
      NettyChannelBuilder.forAddress("127.0.0.1", GATEWAY.grpcPort()).usePlaintext().build();

  @AfterAll
  static void stop() throws InterruptedException {
    CHANNEL.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  /// Every method that the listener has, read from the table that it is made of.
  private static List<MethodDescriptor<?, ?>> methods() throws IllegalAccessException {
    List<MethodDescriptor<?, ?>> all = new ArrayList<>();
    for (Field field : Methods.class.getDeclaredFields()) {
      if (field.get(null) instanceof MethodDescriptor<?, ?> method) {
        all.add(method);
      }
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(9);
    return all;
  }

  /// Sends bytes as the message; any message will do where nobody may come in.
  private static Status.Code code(String method, byte[] message, String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    Channel channel =
        ClientInterceptors.intercept(CHANNEL, MetadataUtils.newAttachHeadersInterceptor(metadata));
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(method)
              .setRequestMarshaller(bytes)
              .setResponseMarshaller(bytes)
              .build(),
          CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
          message);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static byte[] asked(String method) {
    return switch (method) {
      case "ModelInfer" ->
          ModelInferRequest.newBuilder().setModelName("credit").build().toByteArray();
      case "ModelReady", "ModelMetadata" ->
          ModelReadyRequest.newBuilder().setName("credit").build().toByteArray();
      default -> new byte[0];
    };
  }

  @Test
  void noMethodAnswersStrangersOrClientsWithoutTheRole() throws Exception {
    String wrong = "gbk_aaaaaaaaaa_" + "a".repeat(39);
    String nothing = GATEWAY.key("grpc-nothing");
    String looks = GATEWAY.key("grpc-looks", "reader");
    for (MethodDescriptor<?, ?> method : methods()) {
      String name = method.getBareMethodName();
      String full = method.getFullMethodName();
      byte[] message = asked(name);
      if (FOR_ANYONE.contains(name)) {
        assertThat(code(full, message)).as(name).isEqualTo(Status.Code.OK);
        continue;
      }
      for (String[] nobody :
          new String[][] {
            {},
            {"x-api-key", wrong},
            {"authorization", "Bearer " + wrong},
            {"authorization", "Bearer " + SCORER, "x-api-key", SCORER},
            {"cookie", "__Host-gambeson=" + SCORER},
          }) {
        assertThat(code(full, message, nobody))
            .as(name + " " + nobody.length)
            .isIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
      }
      if (FOR_NOBODY.contains(name)) {
        assertThat(code(full, message, "x-api-key", SCORER))
            .as(name)
            .isEqualTo(Status.Code.PERMISSION_DENIED);
      } else if (!name.equals("ServerMetadata")) {
        assertThat(code(full, message, "x-api-key", nothing))
            .as(name)
            .isIn(Status.Code.PERMISSION_DENIED, Status.Code.NOT_FOUND);
      }
    }
    assertThat(code(full("ModelInfer"), asked("ModelInfer"), "x-api-key", looks))
        .isIn(Status.Code.PERMISSION_DENIED, Status.Code.NOT_FOUND);
    assertThat(code(full("ModelReady"), asked("ModelReady"), "x-api-key", looks))
        .isEqualTo(Status.Code.OK);
  }

  private static String full(String method) {
    return Methods.SERVICE + "/" + method;
  }

  @Test
  void noOtherServiceAnswers() {
    for (String method :
        List.of(
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            "grpc.channelz.v1.Channelz/GetServers",
            "grpc.health.v1.Health/Check",
            Methods.SERVICE + "/ModelConfig",
            Methods.SERVICE + "/SystemSharedMemoryRegister",
            Methods.SERVICE + "/ModelStreamInfer",
            "admin.Admin/Shutdown")) {
      assertThat(code(method, new byte[0], "x-api-key", SCORER))
          .as(method)
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void hostileMessagesAreRefusedAndTheConnectionGoesOn() {
    byte[] large = new byte[(1 << 20) + 1];
    assertThat(code(full("ModelInfer"), large, "x-api-key", SCORER))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    byte[] junk = "not a message at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(code(full("ModelInfer"), junk, "x-api-key", SCORER)).isNotEqualTo(Status.Code.OK);
    byte[] lying =
        ModelInferRequest.newBuilder()
            .setModelName("credit")
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("row")
                    .setDatatype("FP32")
                    .addShape(1L << 40)
                    .addShape(1L << 40))
            .addRawInputContents(ByteString.copyFrom(new byte[8]))
            .build()
            .toByteArray();
    assertThat(code(full("ModelInfer"), lying, "x-api-key", SCORER))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(code(full("ModelReady"), asked("ModelReady"), "x-api-key", SCORER))
        .isEqualTo(Status.Code.OK);
  }

  private static RawHttp2 raw() throws Exception {
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), GATEWAY.grpcPort()));
  }

  private static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":method", "POST");
    headers.put(":scheme", "http");
    headers.put(":path", "/" + full("ModelInfer"));
    headers.put(":authority", "a");
    headers.put("content-type", "application/grpc");
    headers.put("te", "trailers");
    headers.put("x-api-key", SCORER);
    return headers;
  }

  private static void stillAnswers() {
    assertThat(code(full("ServerLive"), new byte[0])).isEqualTo(Status.Code.OK);
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    try (RawHttp2 connection = raw()) {
      for (int i = 0; i < 1_000; i++) {
        connection.begin(2 * i + 1, headers()).reset(2 * i + 1);
      }
      connection.flush();
      RawHttp2.Heard heard = connection.listen();
      assertThat(heard.goAway() || heard.closed()).isTrue();
      assertThat(heard.closed()).isTrue();
    }
    stillAnswers();
  }

  @Test
  void oneConnectionHasOnlyAHundredCalls() throws Exception {
    try (RawHttp2 connection = raw()) {
      for (int i = 0; i < 150; i++) {
        connection.begin(2 * i + 1, headers());
      }
      connection.flush();
      RawHttp2.Heard heard = connection.listen();
      assertThat(heard.resets() >= 50 || heard.closed()).as(heard.toString()).isTrue();
    }
    stillAnswers();
  }

  @Test
  void messagesThatDripOrNeverEndAreCutOffAndSlowOnesThatPayAreNot() throws Exception {
    byte[] message = ModelReadyRequest.newBuilder().setName("credit").build().toByteArray();
    byte[] framed = new byte[5 + message.length];
    framed[4] = (byte) message.length;
    System.arraycopy(message, 0, framed, 5, message.length);
    byte[] large = {0, 0, 1, 0, 0}; // says that 65,536 bytes follow
    try (RawHttp2 drip = raw();
        RawHttp2 silent = raw();
        RawHttp2 endless = raw();
        RawHttp2 paying = raw()) {
      drip.begin(1, headers()).frame(RawHttp2.DATA, 0, 1, large).flush();
      silent.begin(1, headers()).flush();
      endless.begin(1, headers()).frame(RawHttp2.DATA, 0, 1, framed).flush();
      paying.begin(1, headers()).frame(RawHttp2.DATA, 0, 1, large).flush();
      boolean over = false;
      for (int half = 0; half < 24 && !over; half++) {
        over = drip.frame(RawHttp2.DATA, 0, 1, new byte[] {0}).flushed().heardWithin(250);
        assertThat(paying.frame(RawHttp2.DATA, 0, 1, new byte[1_000]).flushed().heardWithin(250))
            .isFalse();
      }
      assertThat(over).as("cut off within 12 s").isTrue();
      assertThat(silent.heardWithin(2_000)).isTrue();
      assertThat(endless.heardWithin(2_000)).isTrue();
      assertThat(paying.heardWithin(250)).isFalse();
    }
    stillAnswers();
  }

  @Test
  void headersWithoutEndAndPingsWithoutEndEndTheConnection() throws Exception {
    try (RawHttp2 endless = raw();
        RawHttp2 pings = raw()) {
      endless.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(headers()));
      for (int i = 0; i < 200; i++) {
        endless.frame(
            RawHttp2.CONTINUATION, 0, 1, RawHttp2.block(Map.of("x-" + i, "a".repeat(1_000))));
      }
      endless.flush();
      assertThat(endless.listen().closed()).isTrue();
      for (int i = 0; i < 1_000; i++) {
        pings.frame(RawHttp2.PING, 0, 0, new byte[8]);
      }
      pings.flush();
      assertThat(pings.listen().closed()).isTrue();
    } catch (java.net.SocketException e) {
      assertThat(e).as("or a reset while it still sent").isNotNull();
    }
    stillAnswers();
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    List<RawHttp2> all = new ArrayList<>();
    int open = 0;
    try {
      for (int i = 0; i < 200; i++) {
        try {
          all.add(raw());
        } catch (java.io.IOException e) {
          continue; // turned away at once
        }
      }
      Thread.sleep(300);
      for (RawHttp2 one : all) {
        open += one.answers() ? 1 : 0;
      }
    } finally {
      for (RawHttp2 one : all) {
        one.close();
      }
    }
    assertThat(open).isBetween(64, 128);
    Thread.sleep(200);
    stillAnswers();
  }
}
