package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.metadata.Change;
import dev.gambeson.registry.metadata.Settings;
import dev.gambeson.registry.policy.PolicyReader;
import dev.gambeson.registry.policy.RegistryPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Users and the policy.
///
/// Guarantees: tokens are shown once and kept only as hashes; the last administrator cannot be
/// switched off. Every method asks for a permission first.
public final class Administration {
  private final Registry registry;

  Administration(Registry registry) {
    this.registry = registry;
  }

  /// A user, as others may see him.
  public record User(String name, Set<Role> roles, boolean active, Instant createdAt) {
    public User {
      roles = Set.copyOf(roles);
    }
  }

  /// Makes a user.
  ///
  /// @return his token: shown this once, and nowhere kept
  public Token addUser(Principal who, String name, Set<Role> roles) {
    require(who, "user-add");
    Names.ofUser(name);
    requireRoles(roles);
    return registry
        .actions()
        .exclusively(() -> {
          if (registry.settings().person(name).isPresent()) {
            throw GambesonException.usage("There is a user '" + name + "' already.");
          }
          return put(who, "user-add", name, roles, true);
        });
  }

  /// Gives a user other roles. His token stays.
  public void setRoles(Principal who, String name, Set<Role> roles) {
    require(who, "user-roles");
    requireRoles(roles);
    change(
        who,
        "user-roles",
        name,
        p -> new Settings.Person(p.name(), ids(roles), p.tokenHash(), p.active(), p.createdAt()));
  }

  /// Gives a user a new token; the old one is void.
  public Token renewToken(Principal who, String name) {
    require(who, "user-token");
    return registry
        .actions()
        .exclusively(() -> {
          Settings.Person p = find(name);
          return put(who, "user-token", name, Access.roles(p.roles()), p.active());
        });
  }

  /// Switches a user off or on again. His deeds stay in the history.
  public void setActive(Principal who, String name, boolean active) {
    require(who, active ? "user-enable" : "user-disable");
    change(
        who,
        active ? "user-enable" : "user-disable",
        name,
        p -> new Settings.Person(p.name(), p.roles(), p.tokenHash(), active, p.createdAt()));
  }

  /// Every user, in order.
  public List<User> users(Principal who) {
    registry.access().require(who, "user-list", Permission.MANAGE_USERS, Permission.VERIFY);
    return registry.settings().people().stream()
        .map(p -> new User(p.name(), Access.roles(p.roles()), p.active(), p.createdAt()))
        .toList();
  }

  /// The policy in force.
  public RegistryPolicy policy(Principal who) {
    registry.access().require(who, "policy-show", Permission.READ);
    return new Gates(registry).policy();
  }

  /// Puts a policy in force; every later promotion and rollback is judged by it.
  ///
  /// @param file YAML or JSON; key files that it names are taken into it
  public RegistryPolicy setPolicy(Principal who, Path file) {
    registry.access().require(who, "policy-set", Permission.SET_POLICY);
    RegistryPolicy policy = PolicyReader.read(file);
    return registry
        .actions()
        .exclusively(() -> {
          int generation =
              registry.settings().policy().map(Settings.PolicyText::generation).orElse(0) + 1;
          Change change = new Change.PolicyPut(generation, policy.text());
          registry
              .actions()
              .perform(
                  who,
                  Plan.onRegistry(registry.id(), "policy-set", List.of(change))
                      .adding(Sha256.of(policy.text())));
          return policy;
        });
  }

  private void require(Principal who, String action) {
    registry.access().require(who, action, Permission.MANAGE_USERS);
  }

  private static void requireRoles(Set<Role> roles) {
    if (roles.isEmpty()) {
      throw GambesonException.usage(
          "A user needs a role. Roles: %s."
              .formatted(
                  java.util.Arrays.stream(Role.values())
                      .map(Role::id)
                      .collect(Collectors.joining(", "))));
    }
  }

  private Token put(Principal who, String action, String name, Set<Role> roles, boolean active) {
    String token = Access.newToken(name, registry.around().random());
    Change change =
        new Change.PersonPut(
            name,
            ids(roles),
            Access.hash(token),
            active,
            registry.around().clock().instant().truncatedTo(ChronoUnit.MICROS));
    registry
        .actions()
        .perform(who, Plan.onPerson(name, action, List.of(change)).because(ids(roles)));
    return new Token(token);
  }

  private void change(
      Principal who, String action, String name, UnaryOperator<Settings.Person> how) {
    registry
        .actions()
        .exclusively(() -> {
          Settings.Person before = find(name);
          Settings.Person after = how.apply(before);
          requireAdministratorLeft(before, after);
          Change change =
              new Change.PersonPut(
                  name, after.roles(), after.tokenHash(), after.active(), after.createdAt());
          return registry
              .actions()
              .perform(who, Plan.onPerson(name, action, List.of(change)).because(after.roles()));
        });
  }

  private void requireAdministratorLeft(Settings.Person before, Settings.Person after) {
    boolean others =
        registry.settings().people().stream()
            .anyMatch(p -> !p.name().equals(before.name()) && administers(p));
    if (administers(before) && !administers(after) && !others) {
      throw GambesonException.usage(
          "'%s' is the last administrator; nobody could manage users any more. Make another one first."
              .formatted(before.name()));
    }
  }

  private static boolean administers(Settings.Person person) {
    return person.active() && Access.roles(person.roles()).contains(Role.ADMINISTRATOR);
  }

  private Settings.Person find(String name) {
    return registry
        .settings()
        .person(name)
        .orElseThrow(() -> {
          List<String> known =
              registry.settings().people().stream().map(Settings.Person::name).toList();
          String hint =
              Text.didYouMean(name, known).map(k -> " Did you mean '" + k + "'?").orElse("");
          return GambesonException.usage("There is no user '" + name + "'." + hint);
        });
  }

  static String ids(Set<Role> roles) {
    return roles.stream().map(Role::id).collect(Collectors.toCollection(TreeSet::new)).stream()
        .collect(Collectors.joining(" "));
  }
}
