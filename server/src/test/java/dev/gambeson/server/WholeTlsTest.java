package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ModelReadyResponse;
import dev.gambeson.server.http.RawHttp2;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS of all three listeners of a whole gateway, set up by its settings, with real certificates.
/// The data plane asks for a client certificate, gRPC and the console demand one.
class WholeTlsTest {
  @TempDir private static Path folder;
  private static final TestPki HOUSE = new TestPki("house");
  private static final TestPki STRANGE = new TestPki("house"); // the same name, another key
  private static final TestPki.Issued CLIENT = HOUSE.issue("partner", "partner.bank.example");
  private static final int GRPC = WholeGateway.freePort();
  private static final int ADMIN = WholeGateway.freePort();
  private static WholeGateway gateway;

  @BeforeAll
  static void start() {
    HOUSE.authority().write(folder, "ca");
    HOUSE.issue("server", "localhost").write(folder, "server");
    CLIENT.write(folder, "client");
    String tls =
        "certificate: %s/server.pem, key: %s/server.key, client-ca: %s/ca.pem"
            .formatted(folder, folder, folder);
    gateway =
        new WholeGateway(
            """
            data: {port: 0, tls: {%s}}
            admin: {port: %d, tls: {%s, client-certificate: true}}
            console-origins: ["https://console.bank.example"]
            grpc: {port: %d, tls: {%s, client-certificate: true}}
            identity:
              certificates:
                clients:
                  - {part: san_dns, value: partner.bank.example, tenant: bank, client: partner, client-class: partner, roles: [scorer]}
            """
                .formatted(tls, ADMIN, tls, GRPC, tls),
            WholeGateway.POLICY);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  enum Listener {
    DATA,
    ADMIN,
    GRPC_CALLS;

    int port() {
      return switch (this) {
        case DATA -> gateway.dataPort();
        case ADMIN -> WholeTlsTest.ADMIN;
        case GRPC_CALLS -> GRPC;
      };
    }
  }

  private static HttpResponse<String> get(
      int port, String path, SSLContext context, HttpClient.Version version) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(context).version(version).build()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
              .timeout(Duration.ofSeconds(10))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static SSLSocket socket(Listener listener, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", listener.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  @ParameterizedTest
  @EnumSource
  void version13AndVersion12WithAuthenticatedEncryptionAreSpoken(Listener listener)
      throws Exception {
    for (String[] offer :
        new String[][] {
          {"TLSv1.3", "TLS_AES_128_GCM_SHA256"},
          {"TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"},
          {"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
          {"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"}
        }) {
      try (SSLSocket socket = socket(listener, HOUSE.context(CLIENT))) {
        socket.setEnabledProtocols(new String[] {offer[0]});
        socket.setEnabledCipherSuites(new String[] {offer[1]});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(offer[0]);
      }
    }
    try (SSLSocket socket = socket(listener, HOUSE.context(CLIENT))) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).as("preferred").isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void suitesWithoutAuthenticatedEncryptionAreRefused(Listener listener) throws Exception {
    for (String suite :
        new String[] {
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        }) {
      try (SSLSocket socket = socket(listener, HOUSE.context(CLIENT))) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {suite});
        assertThatThrownBy(socket::startHandshake).as(suite).isInstanceOf(IOException.class);
      }
    }
  }

  /// A client of this JDK cannot even offer them, so the greeting is written by hand.
  @ParameterizedTest
  @EnumSource
  void olderProtocolsAreRefused(Listener listener) throws Exception {
    for (String version : new String[] {"0300", "0301", "0302"}) {
      String body =
          version
              + "11".repeat(32)
              + "00" // no session
              + "0008c009c00ac02bc02c"
              + "0100"
              + "0010" // groups, point formats
              + "000a00040002001700"
              + "0b00020100"
              + "0000";
      byte[] hello = HexFormat.of().parseHex(body);
      byte[] record = new byte[hello.length + 9];
      byte[] head =
          HexFormat.of().parseHex("160301%04x01%06x".formatted(hello.length + 4, hello.length));
      System.arraycopy(head, 0, record, 0, 9);
      System.arraycopy(hello, 0, record, 9, hello.length);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(record);
        InputStream in = socket.getInputStream();
        assertThat(in.read()).as(version + ": an alert or nothing").isIn(0x15, -1);
      } catch (java.net.SocketException e) {
        assertThat(e).as("or a reset").isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void plainTextOnATlsPortGetsNothing(Listener listener) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] all = socket.getInputStream().readAllBytes();
      assertThat(new String(all, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/");
    } catch (java.net.SocketException e) {
      assertThat(e).as("or a reset").isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificatesOfStrangersAndExpiredOnesAreRefused(Listener listener) throws Exception {
    for (TestPki.Issued bad :
        new TestPki.Issued[] {
          STRANGE.issue("partner", "partner.bank.example"),
          HOUSE.issue("partner", Duration.ofDays(-1), "partner.bank.example")
        }) {
      assertThat(letIn(listener, Optional.of(bad))).isFalse();
    }
    assertThat(letIn(listener, Optional.of(CLIENT))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void withoutACertificateOnlyTheDataPlaneTalksAtAll(Listener listener) throws Exception {
    assertThat(letIn(listener, Optional.empty())).isEqualTo(listener == Listener.DATA);
  }

  /// Whether a byte comes back after the handshake: in TLS 1.3 the client believes itself done
  /// before the server has looked at its certificate.
  private static boolean letIn(Listener listener, Optional<TestPki.Issued> shown) {
    SSLContext context = shown.map(HOUSE::context).orElseGet(HOUSE::context);
    try (SSLSocket socket = socket(listener, context)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(
          new String[] {listener == Listener.GRPC_CALLS ? "h2" : "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String hello =
          listener == Listener.GRPC_CALLS
              ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
              : "GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(hello.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aCertificateOfAListedClientIsACredentialAndNoCertificateIsNone() throws Exception {
    for (HttpClient.Version version :
        new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
      String path = "/v2/models/credit";
      assertThat(get(gateway.dataPort(), path, HOUSE.context(CLIENT), version).statusCode())
          .isEqualTo(200);
      assertThat(get(gateway.dataPort(), path, HOUSE.context(), version).statusCode())
          .isEqualTo(401);
      assertThat(
              get(gateway.dataPort(), path, HOUSE.context(HOUSE.issue("other")), version)
                  .statusCode())
          .as("of the house, but nobody's")
          .isEqualTo(401);
    }
  }

  @Test
  void aCertificateOpensTheConsolesDoorAndNoMore() throws Exception {
    HttpResponse<String> page = get(ADMIN, "/", HOUSE.context(CLIENT), HttpClient.Version.HTTP_1_1);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("strict-transport-security"))
        .hasValue("max-age=31536000; includeSubDomains");
    assertThat(
            get(ADMIN, "/api/v1/overview", HOUSE.context(CLIENT), HttpClient.Version.HTTP_1_1)
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void overHttp2ResetsAndStreamsAreBoundedAndOddRequestsRefused() throws Exception {
    String key = gateway.key("resets", "scorer");
    try (RawHttp2 resets = http2()) {
      for (int i = 0; i < 1_000; i++) {
        resets.begin(2 * i + 1, request("/v1/models/credit/predict", key)).reset(2 * i + 1);
      }
      resets.flush();
      assertThat(resets.listen().closed()).isTrue();
    }
    try (RawHttp2 streams = http2()) {
      for (int i = 0; i < 150; i++) {
        streams.begin(2 * i + 1, request("/v1/models/credit/predict", key));
      }
      streams.flush();
      RawHttp2.Heard heard = streams.listen();
      assertThat(heard.closed() || heard.resets() >= 50).as(heard.toString()).isTrue();
    }
    for (String path : new String[] {"/v2/../v2", "http://evil/v2", "/v2/%2e", "*"}) {
      try (RawHttp2 odd = http2()) {
        odd.frame(RawHttp2.HEADERS, 5, 1, RawHttp2.block(request(path, key))).flush();
        assertThat(odd.status()).as(path).isNotEqualTo(200);
      }
    }
    assertThat(
            get(
                    gateway.dataPort(),
                    "/v2/models/credit",
                    HOUSE.context(CLIENT),
                    HttpClient.Version.HTTP_2)
                .statusCode())
        .isEqualTo(200);
  }

  private static Map<String, String> request(String path, String key) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":method", "POST");
    headers.put(":scheme", "https");
    headers.put(":path", path);
    headers.put(":authority", "localhost");
    headers.put("x-api-key", key);
    return headers;
  }

  private static RawHttp2 http2() throws IOException {
    SSLSocket socket = socket(Listener.DATA, HOUSE.context());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new RawHttp2(socket);
  }

  @Test
  void aBodyThatDripsOverHttp2IsCutOff() throws Exception {
    String key = gateway.key("drips", "scorer");
    try (RawHttp2 drip = http2()) {
      drip.begin(1, request("/v1/models/credit/predict", key)).flush();
      long start = System.nanoTime();
      boolean over = false;
      while (!over && System.nanoTime() - start < 30_000_000_000L) {
        drip.frame(RawHttp2.DATA, 0, 1, new byte[] {' '}).flush();
        over = drip.heardWithin(500);
      }
      assertThat(over).as("answered, reset or closed within 30 s").isTrue();
    }
  }

  @Test
  void theConsoleIsReachedUnderTheNamesOfTheSettingsAndNoOther() throws Exception {
    assertThat(gateway.console().toString()).isEqualTo("https://console.bank.example/");
    for (String host : new String[] {"console.bank.example", "evil.example"}) {
      try (SSLSocket socket = socket(Listener.ADMIN, HOUSE.context(CLIENT))) {
        socket.startHandshake();
        socket
            .getOutputStream()
            .write(
                "GET /api/v1/session HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(host)
                    .getBytes(StandardCharsets.US_ASCII));
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).startsWith(host.startsWith("console") ? "HTTP/1.1 200" : "HTTP/1.1 403");
      }
    }
  }

  @Test
  void theSessionCookieIsSecureAndOfThisHostOnly() throws Exception {
    String origin = "https://localhost:" + ADMIN;
    try (HttpClient http = HttpClient.newBuilder().sslContext(HOUSE.context(CLIENT)).build()) {
      HttpResponse<String> in =
          http.send(
              HttpRequest.newBuilder(URI.create(origin + "/api/v1/session/set-up"))
                  .header("content-type", "application/json")
                  .header("origin", origin)
                  .header("x-gambeson-console", "1")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"name\":\"admin\",\"token\":\"%s\",\"password\":\"velvet-anchor-74-quince\"}"
                              .formatted(gateway.server().setupToken().orElseThrow())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(in.statusCode()).isEqualTo(200);
      assertThat(in.headers().allValues("set-cookie"))
          .anyMatch(c ->
              c.startsWith("__Host-gambeson=")
                  && c.contains("Secure")
                  && c.toLowerCase(java.util.Locale.ROOT).contains("httponly")
                  && c.contains("SameSite=Strict")
                  && c.contains("Path=/")
                  && !c.contains("Domain"));
    }
  }

  @Test
  void grpcKnowsAClientByItsCertificate() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", GRPC)
            .sslContext(
                GrpcSslContexts.configure(SslContextBuilder.forClient())
                    .trustManager(folder.resolve("ca.pem").toFile())
                    .keyManager(
                        folder.resolve("client.pem").toFile(),
                        folder.resolve("client.key").toFile())
                    .build())
            .build();
    try {
      assertThat(ready(channel, "credit").getReady()).isTrue();
      assertThatThrownBy(() -> ready(channel, "other")).isInstanceOf(StatusRuntimeException.class);
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static ModelReadyResponse ready(ManagedChannel channel, String model) {
    return ClientCalls.blockingUnaryCall(
        channel,
        MethodDescriptor.<ModelReadyRequest, ModelReadyResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/ModelReady")
            .setRequestMarshaller(ProtoUtils.marshaller(ModelReadyRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(ModelReadyResponse.getDefaultInstance()))
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
        ModelReadyRequest.newBuilder().setName(model).build());
  }
}
