package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// A SHA-256, by which content is named.
///
/// @param hex 64 lower-case hexadecimal digits
public record Digest(String hex) implements Comparable<Digest> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!FORM.matcher(hex).matches()) {
      throw GambesonException.badInput(
          "A digest is 64 lower-case hexadecimal digits; this one has "
              + hex.length()
              + " characters or others among them.");
    }
  }

  /// Whether a text could be a digest.
  static boolean isDigest(String text) {
    return FORM.matcher(text).matches();
  }

  /// The first 12 digits, for people.
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
