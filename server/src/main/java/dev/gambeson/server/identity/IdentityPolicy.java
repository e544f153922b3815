package dev.gambeson.server.identity;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How clients show who they are. What is not configured is refused.
///
/// @param keys how long API keys may live
/// @param issuers OpenID Connect issuers whose tokens are taken
/// @param certificates whom client certificates stand for
/// @param maxStale how long a node that does not reach its database serves from what it read last,
///   up to a day; default 15 minutes. A revocation may be missed for that long
public record IdentityPolicy(
    Optional<KeyRules> keys,
    List<IssuerPolicy> issuers,
    Optional<CertificatePolicy> certificates,
    Optional<Duration> maxStale) {
  public IdentityPolicy {
    issuers = issuers == null ? List.of() : List.copyOf(issuers);
    if (issuers.stream().map(IssuerPolicy::issuer).distinct().count() < issuers.size()
        || issuers.stream().map(IssuerPolicy::name).distinct().count() < issuers.size()) {
      throw new IllegalArgumentException(
          "Two entries of identity.issuers have the same name or issuer; whose rules hold would be chance. Remove one.");
    }
    maxStale.ifPresent(longest -> {
      if (longest.compareTo(Duration.ofSeconds(5)) < 0
          || longest.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "identity.max-stale is %s, but must lie between 5 seconds and a day."
                .formatted(longest));
      }
    });
  }

  /// API keys only.
  public static IdentityPolicy keysOnly() {
    return new IdentityPolicy(Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  /// How old knowledge may be.
  public Duration longestStale() {
    return maxStale.orElse(Duration.ofMinutes(15));
  }
}
