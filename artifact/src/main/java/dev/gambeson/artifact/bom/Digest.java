package dev.gambeson.artifact.bom;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A hash of a file.
///
/// @param algorithm as CycloneDX names it, for example `SHA-256`
/// @param hex lower-case hexadecimal
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
  private static final Map<String, Integer> HEX_LENGTH =
      Map.of("MD5", 32, "SHA-1", 40, "SHA-256", 64, "SHA-384", 96, "SHA-512", 128);
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  /// A hash as Python tools write it, `sha256:<hex>`; empty when it is none.
  public static Optional<Digest> python(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : hex(name(text.substring(0, colon)), text.substring(colon + 1));
  }

  /// A hash as npm writes it (Subresource Integrity), `sha512-<base64>`; empty when it is none.
  public static Optional<Digest> integrity(String text) {
    String first = text.strip().split("\\s+", 2)[0];
    int dash = first.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(first.substring(dash + 1));
      return hex(name(first.substring(0, dash)), HexFormat.of().formatHex(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// A hash of a known algorithm and of its length; else empty.
  public static Optional<Digest> hex(String algorithm, String hex) {
    String lower = hex.strip().toLowerCase(Locale.ROOT);
    Integer length = HEX_LENGTH.get(algorithm);
    return length != null && lower.length() == length && HEX.matcher(lower).matches()
        ? Optional.of(new Digest(algorithm, lower))
        : Optional.empty();
  }

  private static String name(String word) {
    String upper = word.strip().toUpperCase(Locale.ROOT);
    return upper.startsWith("SHA") && !upper.startsWith("SHA-")
        ? "SHA-" + upper.substring(3)
        : upper;
  }

  /// Whether a modern attacker cannot make a second file of this hash.
  public boolean isStrong() {
    return algorithm.equals("SHA-256")
        || algorithm.equals("SHA-384")
        || algorithm.equals("SHA-512");
  }

  @Override
  public int compareTo(Digest other) {
    int order = algorithm.compareTo(other.algorithm);
    return order != 0 ? order : hex.compareTo(other.hex);
  }
}
