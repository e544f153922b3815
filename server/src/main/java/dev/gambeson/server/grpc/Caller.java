package dev.gambeson.server.grpc;

import dev.gambeson.server.gateway.Hints;
import dev.gambeson.server.identity.Credential;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Who calls, as far as the connection and the metadata tell. Whoever shows two things at once is
/// taken to show nothing, since two readers could pick differently. Proxies are not believed: the
/// address is the connection's.
///
/// @param address as text
/// @param trace the W3C traceparent that came along; empty for none
/// @param hints what else came along
record Caller(Credential credential, String address, String trace, Hints hints) {
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> API_KEY = key("x-api-key");
  private static final Metadata.Key<String> TRACE = key("traceparent");
  private static final String BEARER = "bearer ";
  private static final String OWN_KEY = "gbk_";
  private static final int MOST_OF_A_HINT = 256;

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static Caller of(Attributes attributes, Metadata headers) {
    String trace = headers.get(TRACE);
    return new Caller(
        credential(attributes, headers),
        address(attributes),
        trace == null ? "" : trace,
        name -> hint(headers, name));
  }

  private static String hint(Metadata headers, String name) {
    String value = headers.get(key(name));
    return value == null || value.length() > MOST_OF_A_HINT ? "" : value;
  }

  private static String address(Attributes attributes) {
    return attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress a
            && a.getAddress() != null
        ? a.getAddress().getHostAddress()
        : "unknown";
  }

  private static Credential credential(Attributes attributes, Metadata headers) {
    List<String> authorizations = all(headers, AUTHORIZATION);
    List<String> keys = all(headers, API_KEY);
    if (authorizations.isEmpty() && keys.isEmpty()) {
      return certificate(attributes)
          .<Credential>map(Credential.Certificate::new)
          .orElseGet(Credential.None::new);
    }
    if (authorizations.size() + keys.size() != 1) {
      return new Credential.None();
    }
    return keys.isEmpty()
        ? bearer(authorizations.getFirst(), certificate(attributes))
        : new Credential.ApiKey(keys.getFirst());
  }

  private static List<String> all(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> values = headers.getAll(key);
    List<String> all = new ArrayList<>(1);
    if (values != null) {
      values.forEach(all::add);
    }
    return all;
  }

  private static Credential bearer(String value, Optional<X509Certificate> shown) {
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Credential.None();
    }
    String secret = value.substring(BEARER.length());
    return secret.startsWith(OWN_KEY)
        ? new Credential.ApiKey(secret)
        : new Credential.Token(secret, shown);
  }

  /// There is one only where the TLS layer has verified it.
  private static Optional<X509Certificate> certificate(Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate x
          ? Optional.of(x)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
