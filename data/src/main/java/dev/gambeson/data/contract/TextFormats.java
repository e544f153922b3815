package dev.gambeson.data.contract;

import dev.gambeson.data.internal.rows.Values;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The named formats of texts. Decided by hand-written scans: linear, without a regular expression.
final class TextFormats {
  private static final String IN_LOCAL = "!#$%&'*+-/=?^_`{|}~.";

  private static final Map<String, Predicate<String>> ALL =
      new TreeMap<>(
          Map.of(
              "email", TextFormats::isEmail,
              "uuid", TextFormats::isUuid,
              "ipv4", TextFormats::isIpv4,
              "url", TextFormats::isUrl));

  private TextFormats() {}

  /// Names and tests.
  static Map<String, Predicate<String>> all() {
    return ALL;
  }

  /// `local@domain`: the unquoted form of RFC 5321 with a domain of at least two labels. Says
  /// nothing of whether it is anybody's.
  static boolean isEmail(String text) {
    int at = text.indexOf('@');
    if (at < 1 || at > 64 || text.length() > 254) {
      return false;
    }
    for (int i = 0; i < at; i++) {
      char c = text.charAt(i);
      if (!isWord(c) && IN_LOCAL.indexOf(c) < 0) {
        return false;
      }
      if (c == '.' && (i == 0 || i == at - 1 || text.charAt(i - 1) == '.')) {
        return false;
      }
    }
    return isHost(text, at + 1, text.length(), 2);
  }

  /// Labels of letters, digits and inner hyphens, at most 63 each, divided by dots.
  private static boolean isHost(String text, int from, int to, int fewest) {
    int labels = 0;
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || text.charAt(i) == '.') {
        if (i == start
            || i - start > 63
            || text.charAt(start) == '-'
            || text.charAt(i - 1) == '-') {
          return false;
        }
        labels++;
        start = i + 1;
      } else if (!isWord(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return labels >= fewest;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c > 127;
  }

  /// 8-4-4-4-12 hexadecimal digits.
  static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Four numbers up to 255 without leading zeros.
  static boolean isIpv4(String text) {
    if (text.length() < 7 || text.length() > 15) {
      return false;
    }
    int parts = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        String part = text.substring(start, i);
        long value = part.startsWith("+") || part.startsWith("-") ? -1 : Values.integer(part);
        if (value < 0 || value > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
          return false;
        }
        parts++;
        start = i + 1;
      }
    }
    return parts == 4;
  }

  /// `scheme://host` with an optional port, and no white space or control character.
  static boolean isUrl(String text) {
    int colon = text.indexOf("://");
    if (colon < 1 || text.length() > 2048) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wrong = c <= ' ' || c == 127 || "\"<>\\^`{|}".indexOf(c) >= 0;
      if (wrong || (i < colon && !isWord(c) && "+-.".indexOf(c) < 0)) {
        return false;
      }
    }
    int end = colon + 3;
    while (end < text.length() && "/?#:".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return isHost(text, colon + 3, end, 1);
  }
}
