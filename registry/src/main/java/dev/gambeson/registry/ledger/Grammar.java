package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// The plain tokens an entry is made of. ASCII without blanks, quotes and backslashes: nothing
/// needs escaping, the JSON has one form, and free text has no place to stand.
final class Grammar {
  /// What a pseudonym begins with.
  static final String PERSON = "p:";

  static final Pattern TOKEN = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  static final Pattern PSEUDONYM = Pattern.compile("p:[0-9a-f]{32}");
  static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /// Names with an optional version. An `@` may be followed by a version or a digest only, which
  /// keeps mail addresses out.
  static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9._+/-]{0,127}(?:@(?:v?[0-9]{1,9}(?:\\.[0-9]{1,9}){0,3}|sha256:[0-9a-f]{64}))?|sha256:[0-9a-f]{64}");

  static final int MAX_TOKEN = 64;

  private Grammar() {}

  static String token(String text, String what) {
    if (text.length() > MAX_TOKEN || !TOKEN.matcher(text).matches()) {
      throw GambesonException.badInput(
          "%s must be a plain token: at most 64 of a-z, 0-9, and single . _ - between them. The ledger takes no free text, because that is how names get into it."
              .formatted(what));
    }
    return text;
  }

  static String matching(Pattern pattern, String text, String what, String form) {
    if (!pattern.matcher(text).matches()) {
      throw GambesonException.badInput("%s must be %s.".formatted(what, form));
    }
    return text;
  }
}
