package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Certificates;
import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.VerifyingKey;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A sigstore bundle around an OMS envelope: OMS v1.0, section 4, with the methods `key` and
/// `certificate`. Bundles of the method `sigstore` (keyless) are recognised and refused: checking
/// them needs the roots and the log of a Sigstore instance.
final class Bundle {
  static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private static final Pattern KNOWN_TYPES =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.bundle(\\.v0\\.[123]\\+json|\\+json;version=0\\.[123])");

  private Bundle() {}

  /// Reads a bundle.
  static Attestation read(JsonNode node, String what) {
    String type = StrictJson.text(node, "mediaType", what);
    if (!KNOWN_TYPES.matcher(type).matches()) {
      throw bad(
          what,
          "has the media type '%s', not '%s'".formatted(StrictJson.clipped(type), MEDIA_TYPE));
    }
    if (!node.path("dsseEnvelope").isObject()) {
      throw bad(what, "has no dsseEnvelope: it is no signature of a model");
    }
    JsonNode material = node.path("verificationMaterial");
    if (!material.isObject()) {
      throw bad(what, "has no verificationMaterial: nothing says with which key to check it");
    }
    Dsse envelope = Dsse.of(node.path("dsseEnvelope"), what);
    if (envelope.signatures().size() != 1) {
      throw bad(
          what, "has %d signatures; a bundle holds one".formatted(envelope.signatures().size()));
    }
    return new Attestation(what, envelope, hint(material, what), certificates(material, what));
  }

  private static String hint(JsonNode material, String what) {
    long ways =
        List.of("publicKey", "x509CertificateChain", "certificate").stream()
            .filter(material::has)
            .count();
    if (ways != 1) {
      throw bad(what, "must name its key in one way, and does so in %d".formatted(ways));
    }
    if (material.has("certificate")) {
      if (material.path("tlogEntries").isEmpty()) {
        throw bad(what, "is signed without a lasting key and has no entry of a transparency log");
      }
      throw bad(
          what,
          "is signed without a lasting key (Sigstore keyless). Such signatures are not supported: ask for one with a key or certificate, or check it with the tools of Sigstore");
    }
    return material.path("publicKey").path("hint").asString("");
  }

  private static List<X509Certificate> certificates(JsonNode material, String what) {
    JsonNode chain = material.path("x509CertificateChain");
    List<X509Certificate> certificates = new ArrayList<>();
    if (chain.isMissingNode()) {
      return certificates;
    }
    JsonNode list = chain.path("certificates");
    if (!list.isArray() || list.isEmpty() || list.size() > Certificates.MAX_CHAIN) {
      throw bad(what, "has no chain of 1 to %d certificates".formatted(Certificates.MAX_CHAIN));
    }
    for (JsonNode one : list) {
      byte[] der = StrictJson.base64(StrictJson.text(one, "rawBytes", what), what);
      certificates.add(Certificates.decode(der, what));
    }
    return certificates;
  }

  /// The bundle of an envelope that was signed with a bare key.
  static ObjectNode ofKey(Dsse envelope, VerifyingKey key) {
    ObjectNode material = StrictJson.object();
    material.putObject("publicKey").put("hint", key.id());
    return bundle(material, envelope);
  }

  /// The bundle of an envelope that was signed with the key of a certificate.
  ///
  /// @param chain the signer's certificate, then those above it
  static ObjectNode ofCertificate(Dsse envelope, List<X509Certificate> chain) {
    ObjectNode material = StrictJson.object();
    ArrayNode list = material.putObject("x509CertificateChain").putArray("certificates");
    for (X509Certificate certificate : chain) {
      try {
        list.addObject()
            .put("rawBytes", Base64.getEncoder().encodeToString(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that was read can be written", e);
      }
    }
    return bundle(material, envelope);
  }

  private static ObjectNode bundle(ObjectNode material, Dsse envelope) {
    material.putArray("tlogEntries");
    ObjectNode node = StrictJson.object().put("mediaType", MEDIA_TYPE);
    node.set("verificationMaterial", material);
    node.set("dsseEnvelope", envelope.toNode());
    return node;
  }

  private static GambesonException bad(String what, String why) {
    return GambesonException.badInput("%s %s.".formatted(what, why));
  }
}
