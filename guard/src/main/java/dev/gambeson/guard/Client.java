package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/// Who asks, as it was authenticated. Nothing in here is a secret.
///
/// @param id the client's id, unique in its tenant
/// @param tenant whose client it is; tenants know nothing of each other
/// @param clientClass names the output policy, limits and budget that hold for it, for example
///   `partner`
/// @param roles what it may do
/// @param attributes claims that rules may ask for, for example `country`
/// @param address the network address it came from, as text
public record Client(
    String id,
    String tenant,
    String clientClass,
    Set<String> roles,
    Map<String, String> attributes,
    String address) {
  public Client {
    requireNonNull(id, "id");
    requireNonNull(tenant, "tenant");
    requireNonNull(clientClass, "clientClass");
    roles = Set.copyOf(roles);
    attributes = Map.copyOf(attributes);
    requireNonNull(address, "address");
  }

  /// Key of everything that is remembered about a client: tenant and id.
  public String key() {
    return tenant + "/" + id;
  }
}
