package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.util.Base64;

/// Readers that accept one spelling only: two spellings of one value would be two files with the
/// same meaning, and a signature over text must not leave that open.
final class Strict {
  private Strict() {}

  /// Standard base 64 with padding (RFC 4648, section 4).
  static byte[] base64(String text, String what) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw GambesonException.badInput(what + " is not base 64.", e);
    }
    throw GambesonException.badInput(what + " is not base 64 in its one canonical form.");
  }

  /// A non-negative decimal without leading zeroes that fits a `long`.
  static long decimal(String text, String what) {
    if (!text.matches("0|[1-9][0-9]{0,18}")) {
      throw GambesonException.badInput(what + " is not a whole number without leading zeroes.");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw GambesonException.badInput(what + " exceeds 2^63 - 1.", e);
    }
  }
}
