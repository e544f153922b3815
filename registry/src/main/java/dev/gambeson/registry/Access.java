package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.registry.metadata.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may do what.
///
/// Tokens are 256 random bits of our own making, kept as their SHA-256: there is no weak password
/// to guess, so no slow hash is needed, and a login costs microseconds.
final class Access {
  private static final String MARK = "gambeson-registry";
  private static final int SECRET_BYTES = 32;
  private static final String NOBODY = "0".repeat(64);

  private final Settings settings;
  private final Actions actions;
  private final Target registry;
  private final Object mark = new Object();

  Access(Settings settings, Actions actions, Target registry) {
    this.settings = settings;
    this.actions = actions;
    this.registry = registry;
  }

  /// A new token for a user.
  static String newToken(String user, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return MARK + ":" + user + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  static String hash(String token) {
    return Sha256.of(token);
  }

  /// @throws Refused when the token is nobody's; the attempt is in the ledger
  Principal authenticate(String token) {
    String[] parts = token.strip().split(":", -1);
    if (parts.length != 3 || !parts[0].equals(MARK)) {
      throw GambesonException.usage(
          "This is no token of a registry. One looks like '%s:NAME:…'; `registry user token NAME` makes a new one."
              .formatted(MARK));
    }
    String name = Names.ofUser(parts[1]);
    Optional<Settings.Person> person = settings.person(name);
    boolean same =
        MessageDigest.isEqual(
            bytes(person.map(Settings.Person::tokenHash).orElse(NOBODY)),
            bytes(hash(token.strip())));
    if (!same || !person.map(Settings.Person::active).orElse(false)) {
      actions.denied(name, "authenticate", registry, "token");
      throw new Refused(
          "The token of '"
              + name
              + "' is not valid: it was replaced, the user is switched off, or there is no such user.",
          List.of());
    }
    return new Principal(name, mark);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Lets a user pass who has one of these permissions.
  ///
  /// @throws Refused otherwise; the attempt is in the ledger
  void require(Principal who, String action, Target target, Permission... anyOf) {
    if (!may(who, anyOf)) {
      actions.denied(who.name(), action, target, "role");
      throw new Refused(
          "%s may not %s: that takes the role %s. The attempt was recorded."
              .formatted(who.name(), action.replace('-', ' '), rolesWith(anyOf)),
          List.of());
    }
  }

  /// As above, on the registry as a whole.
  void require(Principal who, String action, Permission... anyOf) {
    require(who, action, registry, anyOf);
  }

  boolean may(Principal who, Permission... anyOf) {
    if (!who.belongsTo(mark)) {
      return false; // authenticated by another registry, or by nobody
    }
    return settings
        .person(who.name())
        .filter(Settings.Person::active)
        .map(p -> roles(p.roles()))
        .filter(roles -> roles.stream().anyMatch(r -> Arrays.stream(anyOf).anyMatch(r::allows)))
        .isPresent();
  }

  static Set<Role> roles(String ids) {
    return ids.isBlank()
        ? EnumSet.noneOf(Role.class)
        : Arrays.stream(ids.split(" ", -1))
            .map(Role::of)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  private static String rolesWith(Permission... anyOf) {
    return Arrays.stream(Role.values())
        .filter(r -> Arrays.stream(anyOf).anyMatch(r::allows))
        .map(Role::id)
        .collect(Collectors.joining(" or "));
  }
}
