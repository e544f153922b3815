package dev.gambeson.artifact.sign;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/// What no longer counts, each with its reason.
///
/// @param keys by [VerifyingKey#id]
/// @param certificates by [Certificates#fingerprint]
/// @param contents by the digest that signatures are about
record Revocations(
    Map<String, String> keys, Map<String, String> certificates, Map<String, String> contents) {
  Revocations {
    keys = Map.copyOf(keys);
    certificates = Map.copyOf(certificates);
    contents = Map.copyOf(contents);
  }

  static Revocations none() {
    return new Revocations(Map.of(), Map.of(), Map.of());
  }

  Optional<String> ofKey(VerifyingKey key) {
    return Optional.ofNullable(keys.get(key.id()))
        .map(why -> "The key %s is revoked: %s.".formatted(key, why));
  }

  Optional<String> ofCertificate(X509Certificate certificate) {
    return Optional.ofNullable(certificates.get(Certificates.fingerprint(certificate)))
        .map(why ->
            "The certificate of %s is revoked: %s.".formatted(Certificates.name(certificate), why));
  }

  Optional<String> ofContent(String sha256) {
    return Optional.ofNullable(contents.get(sha256))
        .map(why -> "This content (%s) is revoked: %s.".formatted(sha256, why));
  }
}
