package dev.gambeson.artifact.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Envelopes and statements.
class DsseTest {
  private static Dsse parse(String json) {
    return Dsse.parse(json.getBytes(UTF_8), "model.sig");
  }

  @Test
  void theEncodingIsThatOfTheProtocol() {
    // protocol.md of DSSE v1.0, test vectors.
    byte[] encoded = Dsse.pae("http://example.com/HelloWorld", "hello world".getBytes(UTF_8));
    assertThat(new String(encoded, UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void lengthsCountBytesNotCharacters() {
    assertThat(new String(Dsse.pae("é", "ü€".getBytes(UTF_8)), UTF_8)).isEqualTo("DSSEv1 2 é 5 ü€");
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void anEnvelopeThatWasWrittenAndReadVerifies(KeyKind kind) {
    SigningKey key = SigningKey.generate(kind, TestKeys.RANDOM);
    Dsse made = Dsse.sign("text/plain", "hello".getBytes(UTF_8), key);
    Dsse read = Dsse.parse(made.toJson(), "e");
    assertThat(read.verifiedBy(key.verifyingKey())).isTrue();
    assertThat(read.verifiedBy(TestKeys.MALLORY.verifyingKey())).isFalse();
    assertThat(read.payload()).isEqualTo("hello".getBytes(UTF_8));
    assertThat(read.signatures())
        .extracting(Dsse.Signature::keyId)
        .containsExactly(key.verifyingKey().id());
  }

  @Test
  void aChangedPayloadTypeOrSignatureDoesNotVerify() {
    VerifyingKey alice = TestKeys.ALICE.verifyingKey();
    ObjectNode node = Dsse.sign("a/b", new byte[] {1}, TestKeys.ALICE).toNode();
    assertThat(Dsse.of(node, "e").verifiedBy(alice)).isTrue();
    assertThat(Dsse.of(node.deepCopy().put("payload", "Ag=="), "e").verifiedBy(alice)).isFalse();
    assertThat(Dsse.of(node.deepCopy().put("payloadType", "a/c"), "e").verifiedBy(alice)).isFalse();
    ObjectNode signature = node.deepCopy();
    ((ObjectNode) signature.path("signatures").path(0)).put("sig", "AAAA");
    assertThat(Dsse.of(signature, "e").verifiedBy(alice)).isFalse();
  }

  @Test
  void severalSignaturesStandSideBySide() {
    Dsse both = Dsse.sign("a/b", new byte[] {1}, TestKeys.ALICE).with(TestKeys.ALICE_PQ);
    assertThat(both.signatures()).hasSize(2);
    assertThat(both.verifiedBy(TestKeys.ALICE.verifyingKey())).isTrue();
    assertThat(both.verifiedBy(TestKeys.ALICE_PQ.verifyingKey())).isTrue();
  }

  @Test
  void base64ForUrlsIsUnderstood() {
    byte[] payload = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe};
    Dsse made = Dsse.sign("a/b", payload, TestKeys.ALICE);
    ObjectNode node = made.toNode().put("payload", Base64.getUrlEncoder().encodeToString(payload));
    assertThat(node.path("payload").asString()).contains("-").contains("_");
    assertThat(Dsse.of(node, "e").verifiedBy(TestKeys.ALICE.verifyingKey())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[{\"sig\":\"AA==\"}]}",
        "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[{\"sig\":\"AA==\",\"keyid\":null}]}",
        "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[{\"sig\":\"AA==\",\"keyid\":\"\"}]}"
      })
  void aKeyIdMayBeAbsentNullOrEmpty(String json) {
    assertThat(parse(json).signatures()).extracting(Dsse.Signature::keyId).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{} {}",
        "{\"payload\":1}",
        "{\"payloadType\":\"a\",\"payload\":\"AA==\",\"signatures\":[]}",
        "{\"payloadType\":\"a\",\"payload\":\"AA==\",\"signatures\":{}}",
        "{\"payloadType\":\"a\",\"payload\":\"AA==\",\"signatures\":[{}]}",
        "{\"payloadType\":\"a\",\"payload\":\"AA==\",\"signatures\":[{\"sig\":\"%%\"}]}",
        "{\"payloadType\":\"a\",\"payload\":\"%%\",\"signatures\":[{\"sig\":\"AA==\"}]}",
        "{\"payload\":\"AA==\",\"payload\":\"AQ==\",\"payloadType\":\"a\",\"signatures\":[{\"sig\":\"AA==\"}]}"
      })
  void whatIsNoEnvelopeGetsOneMessage(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("model.sig");
  }

  @Test
  void depthAndCountAreBounded() {
    String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
    assertThatThrownBy(() -> parse(deep)).isInstanceOf(GambesonException.class);
    String many =
        "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":["
            + "{\"sig\":\"\"},".repeat(64)
            + "{\"sig\":\"\"}]}";
    assertThatThrownBy(() -> parse(many)).hasMessageContaining("65 signatures");
  }

  @Test
  void utf16IsNotGuessed() {
    byte[] utf16 = "{\"payload\":\"\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16);
    assertThatThrownBy(() -> Dsse.parse(utf16, "model.sig")).hasMessageContaining("UTF-8");
  }

  @Test
  void aStatementComesBackAsItWas() {
    Statement made =
        new Statement(
            List.of(
                new Statement.Subject(
                    "m",
                    new TreeMap<>(Map.of("sha256", "ab".repeat(32), "sha1", "cd".repeat(20))))),
            "https://example.org/approval/v1",
            StrictJson.object().put("by", "alice"));
    Dsse envelope = made.sign(TestKeys.ALICE);
    Statement read = Statement.in(Dsse.parse(envelope.toJson(), "e"), "e");
    assertThat(read).isEqualTo(made);
    assertThat(read.toJson()).isEqualTo(made.toJson());
    assertThat(read.isAbout("ab".repeat(32), "https://example.org/approval/v1")).isTrue();
    assertThat(read.isAbout("ab".repeat(32), "https://example.org/other/v1")).isFalse();
    assertThat(read.isAbout("ac".repeat(32), "https://example.org/approval/v1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_type\":\"x\",\"subject\":[],\"predicateType\":\"p\",\"predicate\":{}}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],\"predicateType\":\"p\",\"predicate\":{}}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{}}],\"predicateType\":\"p\",\"predicate\":{}}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\"AB\"}}],\"predicateType\":\"p\",\"predicate\":{}}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\"abababababababababab\"}}],\"predicateType\":\"p\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\"abababababababababab\"}}],\"predicate\":{}}"
      })
  void whatIsNoStatementGetsOneMessage(String json) {
    assertThatThrownBy(() -> Statement.parse(json.getBytes(UTF_8), "The statement"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("The statement");
  }

  @Test
  void anotherPayloadTypeIsNoStatement() {
    Dsse envelope = Dsse.sign("text/plain", new byte[] {1}, TestKeys.ALICE);
    assertThatThrownBy(() -> Statement.in(envelope, "e")).hasMessageContaining("text/plain");
  }
}
