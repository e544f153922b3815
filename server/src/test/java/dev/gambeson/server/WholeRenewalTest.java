package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.server.grpc.proto.ModelReadyRequest;
import dev.gambeson.server.grpc.proto.ModelReadyResponse;
import dev.gambeson.server.identity.TestIssuer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that are renewed while a whole gateway runs, and tokens that are bound to the
/// certificate of their client (RFC 8705).
class WholeRenewalTest {
  @TempDir private static Path folder;
  private static final TestPki HOUSE = new TestPki("house");
  private static final TestPki.Issued CLIENT = HOUSE.issue("batch", "batch.bank.example");
  private static final TestPki.Issued OTHER = HOUSE.issue("other", "other.bank.example");
  private static final int GRPC = WholeGateway.freePort();
  private static final int ADMIN = WholeGateway.freePort();
  private static TestIssuer issuer;
  private static WholeGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    HOUSE.authority().write(folder, "ca");
    for (String listener : new String[] {"data", "admin", "grpc"}) {
      HOUSE.issue("server", "localhost").write(folder, listener);
    }
    CLIENT.write(folder, "client");
    OTHER.write(folder, "other");
    gateway =
        new WholeGateway(
            """
            data: {port: 0, tls: {%s}}
            admin: {port: %d, tls: {%s}}
            grpc: {port: %d, tls: {%s}}
            identity:
              issuers:
                - name: corp
                  issuer: %s
                  audiences: [gambeson]
                  claims: {tenant: bank, client-class: partner, role-claims: [roles]}
            """
                .formatted(tls("data"), ADMIN, tls("admin"), GRPC, tls("grpc"), issuer.address()),
            WholeGateway.POLICY);
  }

  private static String tls(String listener) {
    return "certificate: %s/%s.pem, key: %s/%s.key, client-ca: %s/ca.pem"
        .formatted(folder, listener, folder, listener, folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    issuer.close();
  }

  private static BigInteger serial(int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) HOUSE.context().getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(5_000);
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  private static boolean shown(int port, BigInteger serial) throws Exception {
    for (int i = 0; i < 150; i++) {
      if (serial(port).equals(serial)) {
        return true;
      }
      Thread.sleep(100);
    }
    return false;
  }

  @Test
  void aRenewedCertificateIsShownByEveryListenerAndABadOneIsNot() throws Exception {
    Map<String, Integer> ports = Map.of("data", gateway.dataPort(), "admin", ADMIN, "grpc", GRPC);
    try (HttpClient open =
        HttpClient.newBuilder()
            .sslContext(HOUSE.context())
            .version(HttpClient.Version.HTTP_2)
            .build()) {
      assertThat(metadata(open, "").statusCode()).isEqualTo(401);
      for (Map.Entry<String, Integer> listener : ports.entrySet()) {
        TestPki.Issued renewed = HOUSE.issue("server", "localhost");
        renewed.write(folder, listener.getKey());
        assertThat(shown(listener.getValue(), renewed.certificate().getSerialNumber()))
            .as(listener.getKey())
            .isTrue();
      }
      assertThat(metadata(open, "").statusCode()).as("what was open goes on").isEqualTo(401);
    }
    for (Map.Entry<String, Integer> listener : ports.entrySet()) {
      BigInteger before = serial(listener.getValue());
      Files.writeString(folder.resolve(listener.getKey() + ".pem"), "no certificate\n");
      told(listener.getKey());
      assertThat(serial(listener.getValue())).as(listener.getKey()).isEqualTo(before);
    }
  }

  private static void told(String listener) throws InterruptedException {
    String name =
        Map.of("data", "data plane", "admin", "console", "grpc", "gRPC listener").get(listener);
    for (int i = 0; i < 150; i++) {
      if (gateway.server().alerts(50).stream()
          .filter(a -> a.check().equals("GB-SRV-010"))
          .map(Alert::message)
          .anyMatch(m -> m.contains("certificate of the " + name))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("nothing was said of the certificate of the " + name);
  }

  private static HttpResponse<String> metadata(HttpClient http, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + gateway.dataPort() + "/v2/models/credit"))
            .timeout(Duration.ofSeconds(30));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int asked(String token, TestPki.Issued... shown) throws Exception {
    SSLContext context = HOUSE.context(shown);
    try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
      return metadata(http, token).statusCode();
    }
  }

  private static String token(Optional<TestPki.Issued> boundTo) throws Exception {
    JWTClaimsSet.Builder claims = issuer.claims(Instant.now());
    if (boundTo.isPresent()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(boundTo.get().certificate().getEncoded());
      claims.claim("cnf", Map.of("x5t#S256", Base64URL.encode(digest).toString()));
    }
    return issuer.sign(claims.build());
  }

  @Test
  void aBoundTokenIsWorthNothingWithoutItsCertificate() throws Exception {
    String bound = token(Optional.of(CLIENT));
    assertThat(asked(bound, CLIENT)).isEqualTo(200);
    assertThat(asked(bound)).as("stolen").isEqualTo(401);
    assertThat(asked(bound, OTHER)).as("stolen by a colleague").isEqualTo(401);
    assertThat(asked(token(Optional.empty()))).as("not bound").isEqualTo(200);
  }

  @Test
  void theSameHoldsForGrpc() throws Exception {
    String bound = token(Optional.of(CLIENT));
    assertThat(called(bound, "client")).isEqualTo(Status.Code.OK);
    assertThat(called(bound, "")).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(called(bound, "other")).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  private static Status.Code called(String token, String shown) throws Exception {
    SslContextBuilder tls =
        GrpcSslContexts.configure(SslContextBuilder.forClient())
            .trustManager(folder.resolve("ca.pem").toFile());
    if (!shown.isEmpty()) {
      tls.keyManager(
          folder.resolve(shown + ".pem").toFile(), folder.resolve(shown + ".key").toFile());
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", GRPC).sslContext(tls.build()).build();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    try {
      ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(
              channel, List.of(MetadataUtils.newAttachHeadersInterceptor(headers))),
          MethodDescriptor.<ModelReadyRequest, ModelReadyResponse>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName("inference.GRPCInferenceService/ModelReady")
              .setRequestMarshaller(ProtoUtils.marshaller(ModelReadyRequest.getDefaultInstance()))
              .setResponseMarshaller(ProtoUtils.marshaller(ModelReadyResponse.getDefaultInstance()))
              .build(),
          CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
          ModelReadyRequest.newBuilder().setName("credit").build());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
