package dev.gambeson.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/// TLS of a listener: 1.3, or 1.2 with authenticated encryption only.
///
/// @param certificate chain in PEM
/// @param key private key in PEM, PKCS 8
/// @param clientAuthorities authorities of client certificates in PEM; empty: clients show none
/// @param clientCertificateRequired whether a client without a certificate is turned away
public record TlsFiles(
    Path certificate,
    Path key,
    Optional<Path> clientAuthorities,
    boolean clientCertificateRequired) {
  public TlsFiles {
    requireNonNull(certificate, "certificate");
    requireNonNull(key, "key");
    requireNonNull(clientAuthorities, "clientAuthorities");
    if (clientCertificateRequired && clientAuthorities.isEmpty()) {
      throw new IllegalArgumentException(
          "client certificates are required, but no authority is named that they may come from.");
    }
  }
}
