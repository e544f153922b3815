package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A signed envelope: DSSE v1.0 (secure-systems-lab/dsse, protocol.md and envelope.md).
///
/// Guarantees that a signature that verifies covers the payload byte for byte, and its type. Does
/// not say that anybody trusted signed it, nor what the payload claims: read the payload only after
/// a [TrustPolicy] or [#verifiedBy] accepted a signature. Immutable.
public final class Dsse {
  private static final int MAX_SIGNATURES = 64;

  private final String payloadType;
  private final byte[] payload;
  private final List<Signature> signatures;

  /// One signature.
  ///
  /// @param keyId identifies the key; unsigned, a hint only; empty when there is none
  /// @param sig the signature in Base64
  public record Signature(String keyId, String sig) {
    /// The signature's bytes.
    public byte[] bytes() {
      return StrictJson.base64(sig, "The signature");
    }
  }

  private Dsse(String payloadType, byte[] payload, List<Signature> signatures) {
    this.payloadType = payloadType;
    this.payload = payload;
    this.signatures = List.copyOf(signatures);
  }

  /// What is signed: the pre-authentication encoding, `DSSEv1 SP length SP type SP length SP
  /// payload`.
  public static byte[] pae(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        "DSSEv1 %d %s %d "
            .formatted(type.length, payloadType, payload.length)
            .getBytes(StandardCharsets.UTF_8);
    byte[] encoded = new byte[Math.addExact(head.length, payload.length)];
    System.arraycopy(head, 0, encoded, 0, head.length);
    System.arraycopy(payload, 0, encoded, head.length, payload.length);
    return encoded;
  }

  /// An envelope with one signature; its `keyid` is [VerifyingKey#id].
  public static Dsse sign(String payloadType, byte[] payload, SigningKey key) {
    return sign(payloadType, payload, key, key.verifyingKey().id());
  }

  /// As [#sign(String, byte[], SigningKey)], with another `keyid` or an empty one.
  public static Dsse sign(String payloadType, byte[] payload, SigningKey key, String keyId) {
    return new Dsse(payloadType, payload.clone(), List.of()).with(key, keyId);
  }

  /// The same envelope with one signature more.
  public Dsse with(SigningKey key) {
    return with(key, key.verifyingKey().id());
  }

  private Dsse with(SigningKey key, String keyId) {
    List<Signature> more = new ArrayList<>(signatures);
    byte[] signature = key.sign(pae(payloadType, payload));
    more.add(new Signature(keyId, Base64.getEncoder().encodeToString(signature)));
    return new Dsse(payloadType, payload, more);
  }

  /// Reads an envelope.
  ///
  /// @param what names it in messages
  /// @throws GambesonException when it is no DSSE envelope, or passes a limit
  public static Dsse parse(byte[] json, String what) {
    return of(StrictJson.object(json, what), what);
  }

  /// Reads an envelope that is part of a larger document.
  public static Dsse of(JsonNode node, String what) {
    if (!node.isObject()) {
      throw GambesonException.badInput(what + " is no DSSE envelope.");
    }
    String payload = StrictJson.text(node, "payload", what);
    JsonNode list = node.path("signatures");
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_SIGNATURES) {
      throw GambesonException.badInput(
          "%s has %s; 1 to %d are expected."
              .formatted(
                  what,
                  list.isArray() ? list.size() + " signatures" : "no list of signatures",
                  MAX_SIGNATURES));
    }
    List<Signature> signatures = new ArrayList<>();
    for (JsonNode one : list) {
      String sig = StrictJson.text(one, "sig", "A signature of " + what);
      StrictJson.base64(sig, "A signature of " + what);
      signatures.add(new Signature(one.path("keyid").asString(""), sig));
    }
    return new Dsse(
        StrictJson.text(node, "payloadType", what),
        StrictJson.base64(payload, "The payload of " + what),
        signatures);
  }

  /// The envelope as a JSON object.
  public ObjectNode toNode() {
    ObjectNode node = StrictJson.object();
    node.put("payload", Base64.getEncoder().encodeToString(payload));
    node.put("payloadType", payloadType);
    ArrayNode list = node.putArray("signatures");
    for (Signature s : signatures) {
      list.addObject().put("sig", s.sig()).put("keyid", s.keyId());
    }
    return node;
  }

  /// The envelope as JSON bytes.
  public byte[] toJson() {
    return StrictJson.write(toNode());
  }

  /// The media type of the payload; covered by the signatures.
  public String payloadType() {
    return payloadType;
  }

  /// The signed bytes. Unverified as long as no signature was checked.
  public byte[] payload() {
    return payload.clone();
  }

  /// The signatures, in the order of the file.
  public List<Signature> signatures() {
    return signatures;
  }

  /// Whether at least one of the signatures is this key's.
  public boolean verifiedBy(VerifyingKey key) {
    byte[] encoded = pae(payloadType, payload);
    return signatures.stream().anyMatch(s -> key.verify(encoded, s.bytes()));
  }

  /// What its signatures cover.
  byte[] encoded() {
    return pae(payloadType, payload);
  }

  @Override
  public String toString() {
    return "Dsse[%s, %d bytes, %d signatures]"
        .formatted(payloadType, payload.length, signatures.size());
  }
}
