package dev.gambeson.server.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may do what: addresses, tenants, roles, rules. What nothing allows is refused.
///
/// @param addresses which addresses may speak to us at all; default any
/// @param tenants which models belong to which tenant. When one is named, a client of a tenant that
///   is not named gets nothing
/// @param roles what each role may do
/// @param rules looked at in order before the roles; the first that applies decides
public record AccessPolicy(
    Optional<AddressRules> addresses,
    Map<String, TenantModels> tenants,
    Map<String, List<Grant>> roles,
    List<AccessRule> rules) {
  private static final int MOST_RULES = 1000;

  public AccessPolicy {
    tenants = tenants == null ? Map.of() : Map.copyOf(tenants);
    tenants.keySet().forEach(tenant -> Names.requireTenant(tenant, "tenant in access.tenants"));
    roles = roles == null ? Map.of() : Map.copyOf(roles);
    roles.keySet().forEach(role -> Names.requireWord(role, "role in access.roles"));
    rules = rules == null ? List.of() : List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException(
          "access.rules holds %d rules, but at most %d; join some of them."
              .formatted(rules.size(), MOST_RULES));
    }
    long names = rules.stream().map(AccessRule::name).distinct().count();
    if (names < rules.size()) {
      throw new IllegalArgumentException(
          "Two rules in access.rules bear the same name; the log could not tell them apart. Rename one.");
    }
  }

  /// Refuses everybody.
  public static AccessPolicy closed() {
    return new AccessPolicy(Optional.empty(), Map.of(), Map.of(), List.of());
  }

  /// Addresses in CIDR form or alone, IPv4 or IPv6. The most specific entry decides; between two
  /// equal ones `deny` does. When `allow` has entries, an address in none of them is refused.
  ///
  /// @param allow for example `10.0.0.0/8`
  /// @param deny for example `2001:db8::/32`
  public record AddressRules(List<String> allow, List<String> deny) {
    public AddressRules {
      allow = allow == null ? List.of() : List.copyOf(allow);
      deny = deny == null ? List.of() : List.copyOf(deny);
    }
  }

  /// The models of a tenant.
  ///
  /// @param models names or patterns
  public record TenantModels(List<String> models) {
    public TenantModels {
      models = List.copyOf(models);
      models.forEach(model -> Names.requirePattern(model, "model in access.tenants"));
    }
  }

  /// Something that a role may do.
  ///
  /// @param models names or patterns
  /// @param versions names or patterns; default all, and the one in service is always among them
  /// @param actions what
  public record Grant(List<String> models, List<String> versions, List<Action> actions) {
    public Grant {
      models = List.copyOf(models);
      models.forEach(model -> Names.requirePattern(model, "model in access.roles"));
      versions = versions == null || versions.isEmpty() ? List.of("*") : List.copyOf(versions);
      versions.forEach(version -> Names.requirePattern(version, "version in access.roles"));
      actions = List.copyOf(actions);
      if (models.isEmpty() || actions.isEmpty()) {
        throw new IllegalArgumentException(
            "A grant in access.roles names no model or no action, so it would allow nothing: name them, '*' for all models.");
      }
    }
  }

  /// What a rule does where it applies.
  public enum Effect {
    ALLOW,
    DENY
  }

  /// A rule that may look at the client's attributes.
  ///
  /// @param name for the log, for example `no-explanations-abroad`
  /// @param effect what it does
  /// @param models names or patterns; default all
  /// @param actions default all
  /// @param when condition in CEL over `client`, `action`, `model`, `version`; default always. A
  ///   condition that fails (a missing attribute) counts as true for `deny` and as false for
  ///   `allow`
  /// @param preview whether it is only reported, not applied
  public record AccessRule(
      String name,
      Effect effect,
      List<String> models,
      List<Action> actions,
      Optional<String> when,
      Optional<Boolean> preview) {
    public AccessRule {
      Names.requireWord(name, "name of a rule in access.rules");
      models = models == null || models.isEmpty() ? List.of("*") : List.copyOf(models);
      models.forEach(model -> Names.requirePattern(model, "model in access.rules"));
      actions =
          actions == null || actions.isEmpty() ? List.of(Action.values()) : List.copyOf(actions);
    }
  }
}
