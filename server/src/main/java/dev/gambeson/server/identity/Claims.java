package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a client from a token's claims. What does not fit a name is refused, not trimmed.
final class Claims {
  private static final int MOST_ROLES = 100;

  private final IssuerPolicy issuer;
  private final ClaimMapping mapping;
  private final Map<String, Object> claims;

  Claims(IssuerPolicy issuer, Map<String, Object> claims) {
    this.issuer = issuer;
    this.mapping = issuer.claims();
    this.claims = claims;
  }

  /// @throws Unauthenticated when a claim that is needed is missing or odd
  Client client() {
    Map<String, String> attributes = new HashMap<>();
    mapping
        .attributes()
        .forEach((name, path) ->
            text(path)
                .filter(value -> value.length() <= 500)
                .ifPresent(value -> attributes.put(name, value)));
    attributes.put(Scope.VIA, "token");
    String id =
        issuer.name()
            + ":"
            + text(mapping.client().orElse("sub")).orElseThrow(() -> refuse("no-client-claim"));
    if (!Names.isClient(id)) {
      throw refuse("odd-client-claim");
    }
    return new Client(id, tenant(), clientClass(), roles(), attributes, "");
  }

  private static Unauthenticated refuse(String reason) {
    return new Unauthenticated(reason);
  }

  private String tenant() {
    if (mapping.tenant().isPresent()) {
      return mapping.tenant().get();
    }
    String value =
        mapping.tenantClaim().flatMap(this::text).orElseThrow(() -> refuse("no-tenant-claim"));
    String tenant =
        mapping.tenants().isEmpty()
            ? value
            : Optional.ofNullable(mapping.tenants().get(value))
                .orElseThrow(() -> refuse("unknown-tenant"));
    if (!Names.isWord(tenant)) {
      throw refuse("odd-tenant-claim");
    }
    return tenant;
  }

  private String clientClass() {
    return mapping
        .classClaim()
        .flatMap(path ->
            values(path).stream().filter(mapping.classes()::containsKey).sorted().findFirst())
        .map(value -> mapping.classes().getOrDefault(value, mapping.clientClass()))
        .orElse(mapping.clientClass());
  }

  private Set<String> roles() {
    Set<String> roles = new HashSet<>();
    for (String path : mapping.roleClaims()) {
      for (String value : values(path)) {
        String role = mapping.roles().isEmpty() ? value : mapping.roles().get(value);
        if (role != null && Names.isWord(role) && roles.size() < MOST_ROLES) {
          roles.add(role);
        }
      }
    }
    return roles;
  }

  /// The value at a path, if it is a single one.
  Optional<String> text(String path) {
    return find(path)
        .filter(
            value -> value instanceof String || value instanceof Boolean || value instanceof Number)
        .map(String::valueOf);
  }

  /// The values at a path: a list's texts, or the words of a text.
  private List<String> values(String path) {
    Object found = find(path).orElse(List.of());
    return switch (found) {
      case String text -> List.of(text.strip().split("\\s+"));
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      default -> List.of();
    };
  }

  /// A claim named exactly so (some issuers use addresses as names), or the way down the dots.
  private Optional<Object> find(String path) {
    if (claims.containsKey(path)) {
      return Optional.ofNullable(claims.get(path));
    }
    Object at = claims;
    for (String step : path.split("\\.", -1)) {
      if (!(at instanceof Map<?, ?> members) || members.get(step) == null) {
        return Optional.empty();
      }
      at = members.get(step);
    }
    return Optional.of(at);
  }
}
