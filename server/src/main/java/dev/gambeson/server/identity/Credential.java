package dev.gambeson.server.identity;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// What a caller shows. Never printed.
public sealed interface Credential {
  /// Nothing.
  record None() implements Credential {}

  /// A key of ours, from `Authorization: Bearer gbk_…`, `x-api-key`, or gRPC metadata of that name.
  record ApiKey(String secret) implements Credential {
    public ApiKey {
      requireNonNull(secret, "secret");
    }

    @Override
    public String toString() {
      return "ApiKey[hidden]";
    }
  }

  /// A token of an OpenID Connect issuer.
  ///
  /// @param certificate the client certificate of the connection, if there was one: tokens may be
  ///   bound to it
  record Token(String jwt, Optional<X509Certificate> certificate) implements Credential {
    public Token {
      requireNonNull(jwt, "jwt");
      requireNonNull(certificate, "certificate");
    }

    /// A token on a connection without a client certificate.
    public Token(String jwt) {
      this(jwt, Optional.empty());
    }

    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /// A client certificate that the TLS layer has verified.
  record Certificate(X509Certificate certificate) implements Credential {
    public Certificate {
      requireNonNull(certificate, "certificate");
    }
  }
}
