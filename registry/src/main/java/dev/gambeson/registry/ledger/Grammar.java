package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// The plain tokens an entry is made of. ASCII without blanks, quotes and backslashes: nothing
/// needs escaping, the JSON has one form, and free text has no place to stand.
final class Grammar {
  /// What a pseudonym begins with.
  static final String PERSON = "p:";

  /// What a digest begins with.
  static final String SHA256 = "sha256:";

  /// Names with an optional version. An `@` may be followed by a version or a digest only, which
  /// keeps mail addresses out.
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9._+/-]{0,127}(?:@(?:v?[0-9]{1,9}(?:\\.[0-9]{1,9}){0,3}|sha256:[0-9a-f]{64}))?|sha256:[0-9a-f]{64}");

  private static final int MAX_TOKEN = 64;
  private static final int PSEUDONYM_DIGITS = 32;
  private static final int DIGEST_DIGITS = 64;

  private Grammar() {}

  /// One word or several: a-z and 0-9, with single `.`, `_`, `-` between them. Every entry has a
  /// score of them, hence by hand and not by a regular expression.
  static String token(String text, String what) {
    if (!fits(text)) {
      throw GambesonException.badInput(
          "%s must be a plain token: at most 64 of a-z, 0-9, and single . _ - between them. The ledger takes no free text, because that is how names get into it."
              .formatted(what));
    }
    return text;
  }

  static boolean fits(String text) {
    if (text.length() > MAX_TOKEN) {
      return false;
    }
    boolean word = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letter && !(word && (c == '.' || c == '_' || c == '-'))) {
        return false;
      }
      word = letter;
    }
    return word;
  }

  static String pseudonym(String text, String what) {
    return hex(PERSON, PSEUDONYM_DIGITS, text, what, "'p:' and 32 hexadecimal digits");
  }

  static String digest(String text, String what) {
    return hex(SHA256, DIGEST_DIGITS, text, what, "'sha256:' and 64 lower-case hexadecimal digits");
  }

  private static String hex(String mark, int digits, String text, String what, String form) {
    boolean fits = text.length() == mark.length() + digits && text.startsWith(mark);
    for (int i = mark.length(); fits && i < text.length(); i++) {
      char c = text.charAt(i);
      fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!fits) {
      throw GambesonException.badInput("%s must be %s.".formatted(what, form));
    }
    return text;
  }

  static String name(String text) {
    if (!fits(text) && !NAME.matcher(text).matches()) {
      throw GambesonException.badInput(
          "The name of an object must be 1 to 128 letters, digits or . _ + / -, starting with a letter or digit, then optionally '@' and a version number or a sha256 digest.");
    }
    return text;
  }
}
