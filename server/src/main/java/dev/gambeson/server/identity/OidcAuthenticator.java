package dev.gambeson.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Client;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Takes tokens of OpenID Connect issuers.
///
/// A token is verified once, on a thread of its own, and known by its SHA-256 for five minutes or
/// until it ends; a bad one is known as bad for ten seconds. An address with too many bad
/// signatures is refused before its next new token is read, and when too many tokens wait they are
/// refused: junk costs at most the threads of the verifier.
///
/// Not noticed before the five minutes are over: that the issuer has revoked a token or withdrawn a
/// key. Keep tokens short-lived.
public final class OidcAuthenticator implements TokenAuthenticator, AutoCloseable {
  private static final int MAX_LENGTH = 8192;
  private static final int REMEMBERED = 50_000;
  private static final int WAITING = 256;
  private static final int FAILURES_PER_MINUTE = 30;
  private static final Set<String> COSTLY = Set.of("bad-signature", "unknown-signing-key");
  private static final Duration KNOWN = Duration.ofMinutes(5);
  private static final Duration KNOWN_BAD = Duration.ofSeconds(10);
  private static final Duration JWKS_INTERVAL = Duration.ofSeconds(30);

  /// SHA-256 of a token.
  private record Fingerprint(long a, long b, long c, long d) {}

  private record Known(TokenVerifier.Verified verified, Instant until) {}

  private record Bad(String reason, Instant until) {}

  private final TokenVerifier verifier;
  private final InstantSource clock;
  private final FailureLimit failures;
  private final ThreadPoolExecutor threads;
  private final MessageDigest sha256;
  private final Cache<Fingerprint, Known> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private final Cache<Fingerprint, Bad> bad =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /// @param issuers whose tokens are taken
  /// @param parallel how many tokens are verified at once, 1 for a small machine
  public OidcAuthenticator(List<IssuerPolicy> issuers, InstantSource clock, int parallel) {
    this(issuers, clock, parallel, JWKS_INTERVAL, FAILURES_PER_MINUTE);
  }

  OidcAuthenticator(
      List<IssuerPolicy> issuers,
      InstantSource clock,
      int parallel,
      Duration interval,
      int failuresPerMinute) {
    this.verifier = new TokenVerifier(issuers, IssuerKeys.http(), interval);
    this.clock = clock;
    this.failures = new FailureLimit(failuresPerMinute, System::nanoTime);
    this.threads =
        new ThreadPoolExecutor(
            parallel,
            parallel,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("gambeson-tokens-", 0).daemon().factory());
    this.sha256 = Sha256.digest();
  }

  @Override
  public Future<Client> authenticate(Credential.Token token, String address) {
    if (token.jwt().length() > MAX_LENGTH) {
      return Future.failedFuture(new Unauthenticated("malformed-token"));
    }
    Fingerprint print = fingerprint(token.jwt());
    Instant now = clock.instant();
    Known before = known.getIfPresent(print);
    if (before != null && now.isBefore(before.until())) {
      return answer(before.verified(), token, address);
    }
    Bad refused = bad.getIfPresent(print);
    if (refused != null && now.isBefore(refused.until())) {
      return Future.failedFuture(new Unauthenticated(refused.reason()));
    }
    if (!failures.allows(address)) {
      return Future.failedFuture(new Unauthenticated("too-many-failures"));
    }
    return later(token, address, print);
  }

  private Future<Client> later(Credential.Token token, String address, Fingerprint print) {
    Promise<TokenVerifier.Verified> promise = Promise.promise();
    Context context = Vertx.currentContext();
    try {
      threads.execute(() -> {
        Future<TokenVerifier.Verified> outcome = verify(token.jwt(), address, print);
        if (context == null) {
          outcome.onComplete(promise);
        } else {
          context.runOnContext(_ -> outcome.onComplete(promise));
        }
      });
    } catch (RejectedExecutionException _) {
      return Future.failedFuture(new Unauthenticated("too-many-tokens"));
    }
    return promise.future().compose(verified -> answer(verified, token, address));
  }

  private Future<TokenVerifier.Verified> verify(String jwt, String address, Fingerprint print) {
    Instant now = clock.instant();
    Known before = known.getIfPresent(print);
    if (before != null && now.isBefore(before.until())) {
      return Future.succeededFuture(before.verified()); // shown twice at once
    }
    try {
      TokenVerifier.Verified verified = verifier.verify(jwt, now);
      Instant longest = now.plus(KNOWN);
      Instant until = verified.until().isBefore(longest) ? verified.until() : longest;
      known.put(print, new Known(verified, until));
      return Future.succeededFuture(verified);
    } catch (Unauthenticated e) {
      if (COSTLY.contains(String.valueOf(e.getMessage()))) {
        failures.count(address);
      }
      bad.put(print, new Bad(String.valueOf(e.getMessage()), now.plus(KNOWN_BAD)));
      return Future.failedFuture(e);
    } catch (RuntimeException _) {
      failures.count(address);
      return Future.failedFuture(new Unauthenticated("token-not-checked"));
    }
  }

  private Future<Client> answer(
      TokenVerifier.Verified verified, Credential.Token token, String address) {
    if (verified.certificate().isPresent()
        && !isBoundTo(verified.certificate().get(), token.certificate())) {
      return Future.failedFuture(new Unauthenticated("bound-to-another-certificate"));
    }
    return Future.succeededFuture(Identities.at(verified.client(), address));
  }

  private boolean isBoundTo(String thumbprint, Optional<X509Certificate> shown) {
    if (shown.isEmpty()) {
      return false;
    }
    try {
      byte[] digest = digest(shown.get().getEncoded());
      String own = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      return MessageDigest.isEqual(
          own.getBytes(StandardCharsets.US_ASCII), thumbprint.getBytes(StandardCharsets.UTF_8));
    } catch (CertificateEncodingException _) {
      return false;
    }
  }

  private Fingerprint fingerprint(String jwt) {
    java.nio.ByteBuffer digest =
        java.nio.ByteBuffer.wrap(digest(jwt.getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private byte[] digest(byte[] bytes) {
    try {
      return ((MessageDigest) sha256.clone()).digest(bytes);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // the JDK's provider can
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
