package dev.gambeson.server.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a token's claims mean here. Claims are named by path: `realm_access.roles` is the member
/// `roles` of the claim `realm_access`.
///
/// @param tenant the tenant of all clients of this issuer
/// @param tenantClaim the claim that names the tenant instead
/// @param tenants what values of that claim mean; a value that is not named is refused. Without
///   entries the value is the tenant
/// @param client the claim that names the client; default `sub`. The client's id is the issuer's
///   name, a colon, and this
/// @param clientClass class of clients whose class claim says nothing
/// @param classClaim the claim that names the class
/// @param classes what values of that claim mean; others are passed over
/// @param roleClaims claims with roles: a list, or words in one text (`scope`)
/// @param roles what their values mean; others are passed over. Without entries a value is the role
/// @param attributes which claims become attributes for rules: name to path
public record ClaimMapping(
    Optional<String> tenant,
    Optional<String> tenantClaim,
    Map<String, String> tenants,
    Optional<String> client,
    String clientClass,
    Optional<String> classClaim,
    Map<String, String> classes,
    List<String> roleClaims,
    Map<String, String> roles,
    Map<String, String> attributes) {
  public ClaimMapping {
    if (tenant.isPresent() == tenantClaim.isPresent()) {
      throw new IllegalArgumentException(
          "identity.issuers.claims says either tenant or tenant-claim: one of them, not both.");
    }
    tenant.ifPresent(name -> Names.requireTenant(name, "tenant in identity.issuers.claims"));
    tenants = tenants == null ? Map.of() : Map.copyOf(tenants);
    tenants.values().forEach(name -> Names.requireTenant(name, "tenant in claims.tenants"));
    Names.requireWord(clientClass, "client-class in identity.issuers.claims");
    classes = classes == null ? Map.of() : Map.copyOf(classes);
    classes.values().forEach(name -> Names.requireWord(name, "class in claims.classes"));
    roleClaims = roleClaims == null ? List.of() : List.copyOf(roleClaims);
    roles = roles == null ? Map.of() : Map.copyOf(roles);
    roles.values().forEach(name -> Names.requireWord(name, "role in claims.roles"));
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    attributes.keySet().forEach(name -> Names.requireAttribute(name, ""));
  }

  /// One tenant, one class, roles as some claims say.
  public static ClaimMapping simple(String tenant, String clientClass, List<String> roleClaims) {
    return new ClaimMapping(
        Optional.of(tenant),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        clientClass,
        Optional.empty(),
        Map.of(),
        roleClaims,
        Map.of(),
        Map.of());
  }
}
