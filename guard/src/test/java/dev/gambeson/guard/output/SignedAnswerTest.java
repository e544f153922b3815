package dev.gambeson.guard.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.output.SignedAnswer.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedAnswerTest {
  private static final KeyPair KEYS = keys();
  private static final String QUESTION = "{\"rows\":[{\"age\":1}]}";
  private static final String BODY = "{\"labels\":[\"no\"]}\n";

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(String text) throws Exception {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha) + ":";
  }

  /// A signed response, written by hand from RFC 9421 and not with code of ours.
  private static String response() throws Exception {
    return response(
        "(\"@status\" \"content-digest\" \"x-gambeson-request-id\" \"x-gambeson-question\" \"x-gambeson-model\")");
  }

  private static String response(String covered) throws Exception {
    String parameters =
        covered
            + ";created=1795356000;keyid=\"%s\";alg=\"ed25519\""
                .formatted(SignedAnswer.id(KEYS.getPublic()));
    String base =
        "\"@status\": 200\n\"content-digest\": "
            + digest(BODY)
            + "\n\"x-gambeson-request-id\": r-1\n"
            + (covered.contains("question")
                ? "\"x-gambeson-question\": " + digest(QUESTION) + "\n"
                : "")
            + "\"x-gambeson-model\": credit@3 abc\n\"@signature-params\": "
            + parameters;
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initSign(KEYS.getPrivate());
    ed25519.update(base.getBytes(StandardCharsets.UTF_8));
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Gambeson-Request-Id: r-1\r\nContent-Digest: "
        + digest(BODY)
        + "\r\nX-Gambeson-Question: "
        + digest(QUESTION)
        + "\r\nX-Gambeson-Model: credit@3 abc\r\nSignature-Input: gambeson="
        + parameters
        + "\r\nSignature: gambeson=:"
        + Base64.getEncoder().encodeToString(ed25519.sign())
        + ":\r\n\r\n"
        + BODY;
  }

  private static Verdict verdict(String response) {
    return answer(response).verify(List.of(keys().getPublic(), KEYS.getPublic()));
  }

  private static SignedAnswer answer(String response) {
    return SignedAnswer.read(response.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anAnswerAsItCameHoldsAndSaysWhatItIs() throws Exception {
    assertThat(verdict(response()))
        .isEqualTo(
            new Verdict.Holds(
                Instant.ofEpochSecond(1_795_356_000L),
                SignedAnswer.id(KEYS.getPublic()),
                "r-1",
                "credit@3 abc"));
    SignedAnswer answer = answer(response());
    assertThat(answer.answers(QUESTION.getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(answer.answers(new byte[0])).isFalse();
  }

  @Test
  void whatProxiesAndCurlDoToAHeadDoesNotMatter() throws Exception {
    String plain = response();
    assertThat(verdict(plain.replace("\r\n", "\n"))).isInstanceOf(Verdict.Holds.class);
    assertThat(verdict("HTTP/1.1 100 Continue\r\n\r\n" + plain)).isInstanceOf(Verdict.Holds.class);
    assertThat(verdict(plain.replace("HTTP/1.1 200 OK", "HTTP/2 200 ")))
        .isInstanceOf(Verdict.Holds.class);
    assertThat(
            verdict(
                plain
                    .replace("Signature-Input: ", "signature-input: sig1=(\"@status\");created=1, ")
                    .replace("Signature: ", "signature: sig1=:AAAA:, ")))
        .isInstanceOf(Verdict.Holds.class);
  }

  @ParameterizedTest
  @CsvSource({
    "no\"], yes\"]",
    "200 OK, 206 OK",
    "Request-Id: r-1, Request-Id: r-2",
    "credit@3, credit@4",
    "created=1795356000, created=1795356001",
    "ed25519, hmac-sha256",
    "Signature: gambeson=:, Signature: gambeson=:AA",
    "Content-Digest: sha-256=:, Content-Digest: sha-256=:A",
    "Question: sha, Question: shb",
    "X-Gambeson-Model, X-Other"
  })
  void oneChangeBreaksIt(String from, String to) throws Exception {
    assertThat(response()).contains(from);
    assertThat(verdict(response().replaceFirst(java.util.regex.Pattern.quote(from), to)))
        .isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void aFieldThatIsAddedAgainBreaksIt() throws Exception {
    assertThat(
            verdict(
                response().replace("Content-Type", "X-Gambeson-Model: other@1 f\r\nContent-Type")))
        .isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void aSignatureThatLeavesSomethingOutIsNoneOfAGateway() throws Exception {
    assertThat(
            verdict(
                response(
                    "(\"@status\" \"content-digest\" \"x-gambeson-request-id\" \"x-gambeson-model\")")))
        .isEqualTo(
            new Verdict.Broken(
                "The signature must cover [@status, content-digest, x-gambeson-model, x-gambeson-question, x-gambeson-request-id], each once."));
  }

  @Test
  void anotherKeyDoesNotCountAndNeitherDoesNone() throws Exception {
    assertThat(answer(response()).verify(List.of(keys().getPublic())))
        .isInstanceOf(Verdict.Broken.class);
    assertThat(answer(response()).verify(List.of())).isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void withoutSignatureThereIsNothingToSay() {
    assertThat(verdict("HTTP/1.1 200 OK\r\n\r\n" + BODY)).isEqualTo(new Verdict.Unsigned());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "HTTP/1.1 200 OK", "HTTP/1.1 abc\n\n", "\n\n"})
  void whatIsNoResponseIsRefusedWithASentence(String text) {
    assertThatThrownBy(() -> answer(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no response with its header fields");
  }
}
