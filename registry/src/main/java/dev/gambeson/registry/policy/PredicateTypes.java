package dev.gambeson.registry.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Predicate types of in-toto statements, and their short names.
public final class PredicateTypes {
  private static final String PREFIX = "https://gambeson.dev/predicate/";
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final Pattern LAST = Pattern.compile("([A-Za-z0-9._-]+?)(?:/v[0-9.]+)?/?$");

  private PredicateTypes() {}

  /// The URI of a short name, `scan` for `https://gambeson.dev/predicate/scan/v1`; a URI stays.
  public static String uri(String typed) {
    return WORD.matcher(typed).matches() ? PREFIX + typed + "/v1" : typed;
  }

  /// The short name of a URI.
  public static String word(String uri) {
    Matcher last = LAST.matcher(uri);
    return last.find() ? last.group(1) : uri;
  }
}
