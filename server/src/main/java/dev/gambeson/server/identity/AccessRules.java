package dev.gambeson.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.identity.AccessPolicy.AccessRule;
import dev.gambeson.server.identity.AccessPolicy.AddressRules;
import dev.gambeson.server.identity.AccessPolicy.Effect;
import dev.gambeson.server.identity.AccessPolicy.Grant;
import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An [AccessPolicy] made ready: what the policy does not allow is refused, and so is what it
/// cannot decide. Immutable but for its caches; a new policy is a new instance.
///
/// A client must pass all of: its tenant owns the model; the scope of its key covers model and
/// action; the first rule that applies does not deny; and, unless that rule allows, one of its
/// roles grants it.
public final class AccessRules implements Authorizer {
  private static final Decision.Refuse BAD_ADDRESS =
      new Decision.Refuse("address", "This address is not admitted.", Optional.empty());
  private static final int REMEMBERED = 10_000;

  private record ReadyGrant(Patterns models, Patterns versions, Set<Action> actions) {}

  private record ReadyRule(
      AccessRule rule, Patterns models, Set<Action> actions, Condition condition) {}

  private final AddressTable addresses;
  private final Map<String, Patterns> tenants = new HashMap<>();
  private final Map<String, List<ReadyGrant>> roles = new HashMap<>();
  private final List<ReadyRule> rules = new ArrayList<>();
  private final List<ReadyRule> tried = new ArrayList<>();
  private final Cache<String, Boolean> admitted =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private final Cache<String, Scope> scopes =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  private AccessRules(AccessPolicy policy) {
    addresses = new AddressTable(policy.addresses().orElse(new AddressRules(List.of(), List.of())));
    policy
        .tenants()
        .forEach((tenant, owned) ->
            tenants.put(tenant, Patterns.of(owned.models(), "model in access.tenants")));
    policy
        .roles()
        .forEach(
            (role, grants) -> roles.put(role, grants.stream().map(AccessRules::ready).toList()));
    policy.rules().forEach(rule -> (preview(rule) ? tried : rules).add(ready(rule)));
  }

  /// Makes a policy ready.
  ///
  /// @throws IllegalArgumentException when an address or a condition cannot be read
  public static AccessRules of(AccessPolicy policy) {
    return new AccessRules(policy);
  }

  private static ReadyGrant ready(Grant grant) {
    return new ReadyGrant(
        Patterns.of(grant.models(), "model in access.roles"),
        Patterns.of(grant.versions(), "version in access.roles"),
        EnumSet.copyOf(grant.actions()));
  }

  private static ReadyRule ready(AccessRule rule) {
    return new ReadyRule(
        rule,
        Patterns.of(rule.models(), "model in access.rules"),
        EnumSet.copyOf(rule.actions()),
        rule.when().map(text -> Condition.compile(rule.name(), text)).orElse(Condition.ALWAYS));
  }

  @Override
  public Decision admit(String address) {
    Boolean known = admitted.getIfPresent(address);
    if (known == null) {
      Optional<IPAddress> parsed = AddressTable.parse(address);
      known = parsed.isPresent() && !parsed.get().isPrefixed() && addresses.admits(parsed.get());
      admitted.put(address, known);
    }
    return known ? Decision.ALLOW : BAD_ADDRESS;
  }

  @Override
  public Decision authorise(Client client, Action action, String model, String version) {
    Ruling ruling = rule(client, action, model, version);
    return ruling.allowed() ? Decision.ALLOW : ruling.refusal();
  }

  @Override
  public List<String> previews(Client client, Action action, String model, String version) {
    if (tried.isEmpty()) {
      return List.of();
    }
    List<String> found = List.of();
    for (ReadyRule ready : tried) {
      if (applies(ready, client, action, model, version)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(ready.rule().name());
      }
    }
    return found;
  }

  /// Why something is allowed or refused.
  ///
  /// @param step the step that decided
  /// @param detail name of the rule or role, empty for none
  record Ruling(Step step, String detail) {
    boolean allowed() {
      return step == Step.RULE_ALLOWS || step == Step.ROLE_GRANTS;
    }

    /// Clients learn that it was refused, not why.
    Decision.Refuse refusal() {
      return step.refusal;
    }
  }

  /// The reasons with which [#authorise] refuses, as they stand in the ledger.
  public static Set<String> refusals() {
    return Arrays.stream(Step.values())
        .map(step -> step.refusal.reason())
        .filter(reason -> !reason.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  enum Step {
    TENANT("tenant"),
    SCOPE("scope"),
    RULE_DENIES("access-rule"),
    RULE_ALLOWS(""),
    ROLE_GRANTS(""),
    NOTHING_GRANTS("no-grant");

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
    private final Decision.Refuse refusal;

    Step(String reason) {
      refusal =
          new Decision.Refuse(reason, "You may not do this with this model.", Optional.empty());
    }
  }

  private static final Ruling NO_TENANT = new Ruling(Step.TENANT, "");
  private static final Ruling NO_SCOPE = new Ruling(Step.SCOPE, "");
  private static final Ruling NO_GRANT = new Ruling(Step.NOTHING_GRANTS, "");

  Ruling rule(Client client, Action action, String model, String version) {
    if (!tenants.isEmpty()) {
      Patterns owned = tenants.get(client.tenant());
      if (owned == null || !owned.matches(model)) {
        return NO_TENANT;
      }
    }
    String scope = client.attributes().get(Scope.ATTRIBUTE);
    if (scope != null && !scope(scope).covers(action, model)) {
      return NO_SCOPE;
    }
    for (ReadyRule ready : rules) {
      if (applies(ready, client, action, model, version)) {
        boolean allows = ready.rule().effect() == Effect.ALLOW;
        return new Ruling(allows ? Step.RULE_ALLOWS : Step.RULE_DENIES, ready.rule().name());
      }
    }
    for (String role : client.roles()) {
      if (grants(role, action, model, version)) {
        return new Ruling(Step.ROLE_GRANTS, role);
      }
    }
    return NO_GRANT;
  }

  private static boolean preview(AccessRule rule) {
    return rule.preview().orElse(false);
  }

  private Scope scope(String text) {
    Scope scope = scopes.getIfPresent(text);
    if (scope == null) {
      scope = Scope.parse(text);
      scopes.put(text, scope);
    }
    return scope;
  }

  private static boolean applies(
      ReadyRule ready, Client client, Action action, String model, String version) {
    return ready.actions().contains(action)
        && ready.models().matches(model)
        && ready
            .condition()
            .holds(client, action, model, version, ready.rule().effect() == Effect.DENY);
  }

  private boolean grants(String role, Action action, String model, String version) {
    for (ReadyGrant grant : roles.getOrDefault(role, List.of())) {
      if (grant.actions().contains(action)
          && grant.models().matches(model)
          && (version.isEmpty() || grant.versions().matches(version))) {
        return true;
      }
    }
    return false;
  }
}
