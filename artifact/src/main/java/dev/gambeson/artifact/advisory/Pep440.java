package dev.gambeson.artifact.advisory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A version of a Python package (PEP 440, "Version scheme" and "Summary of permitted suffixes and
/// relative ordering"), with the spellings of its appendix.
///
/// @param rank of pre-release: -1 for a bare development release, 0 to 2 for a, b, rc, 3 for none
/// @param post -1 for none
/// @param dev absent sorts after every development release
record Pep440(
    BigInteger epoch,
    List<BigInteger> release,
    int rank,
    BigInteger pre,
    BigInteger post,
    Optional<BigInteger> dev,
    List<String> local)
    implements Comparable<Pep440> {
  private static final int MAX_LENGTH = 256;
  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)"
              + "(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\\d*))?"
              + "(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?"
              + "([-_.]?dev[-_.]?(\\d*))?"
              + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?");
  private static final BigInteger NONE = BigInteger.ONE.negate();

  /// Reads a version; empty when it is none.
  static Optional<Pep440> parse(String text) {
    String clean = text.strip().toLowerCase(Locale.ROOT);
    if (clean.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher m = FORM.matcher(clean);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean hasPost = m.group(5) != null || m.group(6) != null;
    Optional<BigInteger> dev =
        m.group(8) == null ? Optional.empty() : Optional.of(number(m.group(9)));
    int rank = rank(m.group(3), hasPost, dev.isPresent());
    return Optional.of(
        new Pep440(
            number(m.group(1)),
            release(m.group(2)),
            rank,
            number(m.group(4)),
            hasPost ? number(m.group(5) != null ? m.group(5) : m.group(7)) : NONE,
            dev,
            m.group(10) == null ? List.of() : List.of(m.group(10).split("[-_.]"))));
  }

  private static BigInteger number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
  }

  private static int rank(@Nullable String letter, boolean post, boolean dev) {
    if (letter == null) {
      return dev && !post ? -1 : 3;
    }
    return switch (letter) {
      case "a", "alpha" -> 0;
      case "b", "beta" -> 1;
      default -> 2;
    };
  }

  private static List<BigInteger> release(String text) {
    List<BigInteger> parts = new ArrayList<>();
    for (String part : text.split("\\.")) {
      parts.add(new BigInteger(part));
    }
    while (parts.size() > 1 && parts.getLast().signum() == 0) {
      parts.removeLast(); // 1.0 equals 1
    }
    return parts;
  }

  @Override
  public int compareTo(Pep440 o) {
    int c = epoch.compareTo(o.epoch);
    c = c != 0 ? c : releases(release, o.release);
    c = c != 0 ? c : Integer.compare(rank, o.rank);
    c = c != 0 ? c : pre.compareTo(o.pre);
    c = c != 0 ? c : post.compareTo(o.post);
    c = c != 0 ? c : devs(dev, o.dev);
    return c != 0 ? c : locals(local, o.local);
  }

  private static int releases(List<BigInteger> a, List<BigInteger> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      BigInteger x = i < a.size() ? a.get(i) : BigInteger.ZERO;
      BigInteger y = i < b.size() ? b.get(i) : BigInteger.ZERO;
      if (!x.equals(y)) {
        return x.compareTo(y);
      }
    }
    return 0;
  }

  private static int devs(Optional<BigInteger> a, Optional<BigInteger> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    return a.get().compareTo(b.get());
  }

  /// Numbers sort after words; more parts after fewer.
  private static int locals(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      boolean x = Character.isDigit(a.get(i).charAt(0)) && a.get(i).matches("\\d+");
      boolean y = Character.isDigit(b.get(i).charAt(0)) && b.get(i).matches("\\d+");
      int c =
          x && y
              ? new BigInteger(a.get(i)).compareTo(new BigInteger(b.get(i)))
              : x == y ? a.get(i).compareTo(b.get(i)) : Boolean.compare(x, y);
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
