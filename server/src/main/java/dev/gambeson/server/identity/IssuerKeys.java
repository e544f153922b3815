package dev.gambeson.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The public keys of an issuer: fetched when needed, kept for a while, fetched again for a key id
/// that is not among them, but at most twice per interval whatever tokens come. When the issuer is
/// away, the keys last seen serve for four hours.
///
/// Follows no redirect, reads at most 256 kB, waits at most some seconds. Blocks.
final class IssuerKeys {
  private static final Duration KEEP = Duration.ofMinutes(10);
  private static final Duration OUTAGE = Duration.ofHours(4);
  private static final Duration WAIT = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 1 << 18;

  private final JWKSource<SecurityContext> source;

  /// @param interval at most two fetches in this time
  IssuerKeys(IssuerPolicy issuer, HttpClient http, Duration interval) {
    source =
        JWKSourceBuilder.create(new Fetch(issuer, http))
            .cache(KEEP.toMillis(), WAIT.multipliedBy(3).toMillis())
            .refreshAheadCache(false)
            .rateLimited(interval.toMillis())
            .outageTolerant(OUTAGE.toMillis())
            .build();
  }

  /// A client for [IssuerKeys].
  static HttpClient http() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(2))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  /// The keys that fit.
  ///
  /// @throws KeySourceException when they cannot be had now
  List<JWK> select(JWKSelector selector) throws KeySourceException {
    return source.get(selector, null);
  }

  private record Fetch(IssuerPolicy issuer, HttpClient http)
      implements JWKSetSource<SecurityContext> {
    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
        throws KeySourceException {
      try {
        return JWKSet.parse(
            get(URI.create(issuer.jwks().isPresent() ? issuer.jwks().get() : discovered())));
      } catch (IOException | ParseException | IllegalArgumentException e) {
        throw new JWKSetUnavailableException("the keys of the issuer cannot be had", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JWKSetUnavailableException("interrupted", e);
      }
    }

    /// OpenID Connect Discovery 1.0, section 4: the document must speak of this very issuer.
    private String discovered() throws IOException, ParseException, InterruptedException {
      String base = issuer.issuer().replaceAll("/$", "");
      Map<String, Object> document =
          JSONObjectUtils.parse(get(URI.create(base + "/.well-known/openid-configuration")));
      if (!issuer.issuer().equals(document.get("issuer"))
          || !(document.get("jwks_uri") instanceof String address)) {
        throw new IOException("the discovery document is another issuer's");
      }
      URI keys = URI.create(address);
      boolean secure = "https".equals(keys.getScheme());
      if (!secure && !(IssuerPolicy.isLocal(keys) && IssuerPolicy.isLocal(URI.create(base)))) {
        throw new IOException("the discovery document names keys without https");
      }
      return address;
    }

    private String get(URI address) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(WAIT)
              .header("Accept", "application/json")
              .build();
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
          throw new IOException(
              "status %d, %d bytes".formatted(response.statusCode(), bytes.length));
        }
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
