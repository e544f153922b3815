package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Doubts;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Terms;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Checks signatures as a client would, with nothing of ours.
class SignedAnswersTest {
  private static final String ROW = "{\"age\": 80, \"country\": \"DE\"}";
  private static final Pattern COVERED = Pattern.compile("\"([a-z@-]+)\"");
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;

  @BeforeEach
  void start() {
    gateway = new Gateway().start();
    sign(true);
  }

  @AfterEach
  void stop() {
    gateway.close();
    http.close();
  }

  private void sign(boolean sign) {
    gateway.terms =
        new Terms(
            1 << 20,
            100,
            Admission.FREE,
            Guards.NONE,
            Spending.FREE,
            Repeats.NONE,
            Optional.empty(),
            Doubts.NONE,
            sign);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
  }

  private HttpResponse<byte[]> ask(String key) throws Exception {
    return http.send(
        to("/v1/models/credit/predict")
            .header("authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(ROW))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /// The key as it is published, without a credential.
  private PublicKey published() throws Exception {
    String set =
        http.send(to("/v1/signing-keys").build(), HttpResponse.BodyHandlers.ofString()).body();
    Matcher x = Pattern.compile("\"x\":\"([^\"]+)\"").matcher(set);
    assertThat(x.find()).isTrue();
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] raw = Base64.getUrlDecoder().decode(x.group(1));
    byte[] whole = java.util.Arrays.copyOf(prefix, prefix.length + raw.length);
    System.arraycopy(raw, 0, whole, prefix.length, raw.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(whole));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }

  private static String digest(byte[] bytes) throws Exception {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha) + ":";
  }

  /// RFC 9421, section 3.2.
  private static boolean holds(HttpResponse<byte[]> response, byte[] body, PublicKey key)
      throws Exception {
    String parameters = header(response, "Signature-Input").substring("gambeson=".length());
    StringBuilder base = new StringBuilder();
    Matcher names = COVERED.matcher(parameters.substring(0, parameters.indexOf(')')));
    while (names.find()) {
      String name = names.group(1);
      String value =
          switch (name) {
            case "@status" -> Integer.toString(response.statusCode());
            case "content-digest" -> digest(body);
            default -> header(response, name);
          };
      base.append('"').append(name).append("\": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(parameters);
    String signature = header(response, "Signature");
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initVerify(key);
    ed25519.update(base.toString().getBytes(StandardCharsets.UTF_8));
    return ed25519.verify(
        Base64.getDecoder().decode(signature.substring(10, signature.length() - 1)));
  }

  @Test
  void anAnswerIsSignedAndTheSignatureHoldsUnderThePublishedKey() throws Exception {
    HttpResponse<byte[]> answer = ask(Gateway.KEY);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(published()).isEqualTo(gateway.signing.getPublic());
    assertThat(holds(answer, answer.body(), published())).isTrue();
    assertThat(header(answer, "Content-Digest")).isEqualTo(digest(answer.body()));
    assertThat(header(answer, "X-Gambeson-Question"))
        .isEqualTo(digest(ROW.getBytes(StandardCharsets.UTF_8)));
    assertThat(header(answer, "X-Gambeson-Model")).isEqualTo("credit@3 abc");
    assertThat(header(answer, "Signature-Input")).contains("x-gambeson-request-id", "created=");
  }

  @Test
  void oneChangedByteBreaksIt() throws Exception {
    HttpResponse<byte[]> answer = ask(Gateway.KEY);
    byte[] changed = answer.body().clone();
    changed[changed.length / 2] ^= 1;
    assertThat(holds(answer, changed, published())).isFalse();
  }

  @Test
  void whoIsNotPromisedSignaturesGetsNoneAndRefusalsHaveNone() throws Exception {
    assertThat(ask("gbk_bad").headers().firstValue("Signature")).isEmpty();
    sign(false);
    HttpResponse<byte[]> plain = ask(Gateway.KEY);
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.headers().firstValue("Signature")).isEmpty();
    assertThat(plain.headers().firstValue("Content-Digest")).isEmpty();
  }
}
