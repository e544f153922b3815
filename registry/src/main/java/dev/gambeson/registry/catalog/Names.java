package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// What things in a registry may be called. Plain ASCII: the same name on every file system, in the
/// ledger and in a terminal.
public final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:[._/-][a-z0-9]+)*");
  private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*");
  private static final Pattern USER = Pattern.compile("[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*");

  /// The alias that only promotion and rollback move.
  public static final String LIVE = "live";

  private Names() {}

  /// Checks the name of a data set or model.
  public static String ofAsset(String name) {
    return check(NAME, name, 100, "name of a data set or model", "'fraud' or 'payments/fraud-eu'");
  }

  /// Checks an alias.
  public static String ofAlias(String name) {
    return check(ALIAS, name, 40, "alias", "'champion' or 'eu-west.stable'");
  }

  /// Checks the name of a user.
  public static String ofUser(String name) {
    return check(USER, name, 60, "user name", "'anna' or 'ci.fraud'");
  }

  private static String check(Pattern form, String name, int longest, String what, String such) {
    if (name.length() > longest || !form.matcher(name).matches()) {
      throw GambesonException.usage(
          "'%s' is no %s: lower-case letters, digits and single separators, beginning with a letter, at most %d characters, such as %s."
              .formatted(
                  name.length() > 120 ? name.substring(0, 120) + "…" : name, what, longest, such));
    }
    return name;
  }
}
