package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Certificates;
import dev.gambeson.artifact.sign.SigningKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// Who signs.
///
/// @param key the key
/// @param chain the key's certificate, then those above it; empty for a bare key
public record Signatory(SigningKey key, List<X509Certificate> chain) {
  public Signatory {
    chain = List.copyOf(chain);
  }

  /// A bare key.
  public static Signatory of(SigningKey key) {
    return new Signatory(key, List.of());
  }

  /// A key with its certificate.
  ///
  /// @param now when it is used
  /// @throws dev.gambeson.core.GambesonException when the certificate is another key's, expired, or
  ///   may not sign: nobody could verify such a signature
  public static Signatory of(SigningKey key, List<X509Certificate> chain, Instant now) {
    Certificates.requireFit(chain, key, now);
    return new Signatory(key, chain);
  }
}
