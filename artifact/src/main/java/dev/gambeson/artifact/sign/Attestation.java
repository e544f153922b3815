package dev.gambeson.artifact.sign;

import java.security.cert.X509Certificate;
import java.util.List;

/// A signed envelope as it was found, with what its maker sent along to identify the key. Nothing
/// of it is trusted yet.
///
/// @param origin where it was found, for messages: `model.sig`
/// @param envelope what was signed
/// @param keyHint the identity of the key as the maker states it ([VerifyingKey#id]); empty when
///   not stated. A signature's own `keyid`, where it has one, goes before it
/// @param certificates the maker's certificate, then those above it; empty for a bare key
public record Attestation(
    String origin, Dsse envelope, String keyHint, List<X509Certificate> certificates) {
  public Attestation {
    certificates = List.copyOf(certificates);
  }

  /// An envelope without further material, as approvals in a registry are.
  public static Attestation of(String origin, Dsse envelope) {
    return new Attestation(origin, envelope, "", List.of());
  }
}
