package dev.gambeson.registry;

import static dev.gambeson.registry.Permission.*;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a user is to the registry. A user may have several; what no role allows is refused.
///
/// The administrator looks after users, keys and policy, and can neither add, approve nor promote:
/// who sets the rules does not play.
public enum Role {
  /// Adds data sets and promotes them.
  DATA_ENGINEER(
      READ, FETCH_DATA, ADD_DATA, ATTEST, PROMOTE_DATA, ROLL_BACK_DATA, ALIAS_DATA, QUARANTINE),
  /// Adds models and promotes them; reads data to train on.
  ML_ENGINEER(
      READ,
      FETCH_DATA,
      FETCH_MODEL,
      ADD_MODEL,
      ATTEST,
      PROMOTE_MODEL,
      ROLL_BACK_MODEL,
      ALIAS_MODEL,
      QUARANTINE),
  /// Approves, withdraws, and may roll back.
  APPROVER(READ, APPROVE, ROLL_BACK_DATA, ROLL_BACK_MODEL, QUARANTINE, RELEASE, REVOKE),
  /// Sees all records and proves them against the ledger; sees no content.
  AUDITOR(READ, VERIFY),
  /// A machine: fetches what is verified or live, attaches evidence.
  SERVICE(READ, FETCH_USABLE, ATTEST),
  /// Users, keys, policy, clearing up.
  ADMINISTRATOR(READ, MANAGE_USERS, SET_POLICY, ROTATE_KEY, COLLECT, PURGE, VERIFY);

  @SuppressWarnings("ImmutableEnumChecker") // never changed after construction
  private final Set<Permission> permissions;

  Role(Permission first, Permission... others) {
    this.permissions = EnumSet.of(first, others);
  }

  /// Whether it allows something.
  public boolean allows(Permission permission) {
    return permissions.contains(permission);
  }

  /// Name as typed: `data-engineer`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Reads an id.
  public static Role of(String id) {
    return Arrays.stream(values())
        .filter(r -> r.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static GambesonException unknown(String id) {
    List<String> known = Arrays.stream(values()).map(Role::id).toList();
    String hint = Text.didYouMean(id, known).map(k -> " Did you mean '" + k + "'?").orElse("");
    return GambesonException.usage(
        "'%s' is no role.%s Roles: %s.".formatted(id, hint, String.join(", ", known)));
  }
}
