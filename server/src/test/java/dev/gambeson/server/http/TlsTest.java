package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] WORD = "changeit".toCharArray();

  @TempDir Path folder;
  private Gateway gateway;
  private KeyStore server;
  private KeyStore client;

  @BeforeEach
  void start() throws Exception {
    server = identity("server");
    client = identity("client");
    pem(server, "server");
    pem(client, "client");
    gateway =
        new Gateway()
            .start(
                DataPlaneOptions.local()
                    .withTls(
                        new TlsFiles(
                            folder.resolve("server.crt"),
                            folder.resolve("server.key"),
                            Optional.of(folder.resolve("client.crt")),
                            false)));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private KeyStore identity(String name) throws Exception {
    Path file = folder.resolve(name + System.nanoTime() + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), WORD);
  }

  private void pem(KeyStore keys, String name) throws Exception {
    write(name + ".crt", "CERTIFICATE", keys.getCertificate("a").getEncoded());
    write(name + ".key", "PRIVATE KEY", keys.getKey("a", WORD).getEncoded());
  }

  private void write(String file, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  private SSLContext context(boolean withCertificate) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("s", server.getCertificate("a"));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(withCertificate ? client : null, WORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(withCertificate ? keys.getKeyManagers() : null, trusts.getTrustManagers(), null);
    return context;
  }

  private HttpResponse<String> ask(boolean certificate, String key, HttpClient.Version version)
      throws Exception {
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(context(certificate)).version(version).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("https://localhost:" + gateway.port() + "/v2/models/credit"));
      if (!key.isEmpty()) {
        request.header("x-api-key", key);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void bothProtocolsAreAnswered() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version.name().startsWith("HTTP_3")) {
        continue;
      }
      HttpResponse<String> reply = ask(false, Gateway.KEY, version);
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.version()).isEqualTo(version);
    }
  }

  @Test
  void aCertificateIsACredential() throws Exception {
    assertThat(ask(false, "", HttpClient.Version.HTTP_2).statusCode()).isEqualTo(401);
    assertThat(ask(true, "", HttpClient.Version.HTTP_2).statusCode()).isEqualTo(200);
    assertThat(
            gateway.log.stream().flatMap(d -> d.client().stream()).findFirst().orElseThrow().id())
        .isEqualTo("CN=client");
  }

  @Test
  void oldProtocolsAndSuitesAreRefused() throws Exception {
    for (String[] offer :
        new String[][] {
          {"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
          {"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"}
        }) {
      try (SSLSocket socket =
          (SSLSocket) context(false).getSocketFactory().createSocket("localhost", gateway.port())) {
        socket.setEnabledProtocols(new String[] {offer[0]});
        socket.setEnabledCipherSuites(new String[] {offer[1]});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void certificatesAreReadAgain() throws Exception {
    KeyStore next = identity("next");
    pem(next, "server");
    gateway.plane().reloadCertificates().toCompletionStage().toCompletableFuture().join();
    server = next;
    try (SSLSocket socket =
        (SSLSocket) context(false).getSocketFactory().createSocket("localhost", gateway.port())) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=next");
    }
  }

  @Test
  void brokenCertificatesLeaveTheOldOnesInPlace() throws Exception {
    Files.writeString(folder.resolve("server.crt"), "junk");
    assertThat(
            gateway
                .plane()
                .reloadCertificates()
                .toCompletionStage()
                .toCompletableFuture()
                .handle((_, e) -> e != null)
                .join())
        .isTrue();
    assertThat(ask(false, Gateway.KEY, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
  }
}
