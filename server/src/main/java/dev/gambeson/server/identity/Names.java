package dev.gambeson.server.identity;

import java.util.regex.Pattern;

/// What names of tenants, clients, classes, roles and models may look like. A tenant holds no `/`,
/// so that `tenant/client` has one meaning.
final class Names {
  /// Attributes of ours, which nobody else may set.
  static final String OWN = "gambeson.";

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._*-]{1,200}");
  private static final int CLIENT = 255;

  private Names() {}

  static void requireTenant(String name, String what) {
    requireWord(name, what);
  }

  static void requireWord(String name, String what) {
    if (!WORD.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The %s has 1 to 64 letters, digits, '.', '_' or '-' and begins with a letter or digit; correct it."
              .formatted(what));
    }
  }

  static boolean isWord(String name) {
    return WORD.matcher(name).matches();
  }

  static void requireClient(String name, String what) {
    if (!isClient(name)) {
      throw new IllegalArgumentException(
          "The %s has 1 to 255 characters without blanks or control characters; correct it."
              .formatted(what));
    }
  }

  static boolean isClient(String name) {
    if (name.isEmpty() || name.length() > CLIENT) {
      return false;
    }
    return name.chars().allMatch(c -> c > 32 && c != 127 && Character.isDefined(c) && !strange(c));
  }

  /// Control, format, surrogate and separator characters: what makes a log lie.
  private static boolean strange(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SPACE_SEPARATOR;
  }

  static void requirePattern(String pattern, String what) {
    if (!PATTERN.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "The %s is a name of letters, digits, '.', '_', '-', in which '*' stands for anything; correct it."
              .formatted(what));
    }
  }

  static void requireAttribute(String name, String value) {
    if (!WORD.matcher(name).matches() || name.startsWith(OWN)) {
      throw new IllegalArgumentException(
          "The name of an attribute has 1 to 64 letters, digits, '.', '_' or '-' and does not begin with 'gambeson.'; correct it.");
    }
    if (value.length() > 500) {
      throw new IllegalArgumentException(
          "The attribute '%s' has more than 500 characters; shorten it.".formatted(name));
    }
  }
}
