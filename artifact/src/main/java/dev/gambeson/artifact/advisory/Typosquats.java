package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Library;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Compares names with popular ones. The lists are bundled and written by hand; see docs/bom.md for
/// how often real packages are reported.
final class Typosquats {
  private static final int MIN_LENGTH = 5;
  private static final int MIN_GROUP = 8;
  private static final Map<Ecosystem, Set<String>> POPULAR = new EnumMap<>(Ecosystem.class);

  static {
    POPULAR.put(Ecosystem.PYPI, load("popular-pypi.txt"));
    POPULAR.put(Ecosystem.NPM, load("popular-npm.txt"));
    POPULAR.put(Ecosystem.MAVEN, load("popular-maven.txt"));
  }

  private Typosquats() {}

  /// A name that another one looks like.
  ///
  /// @param popular the popular name
  /// @param how what differs
  record Hint(String popular, String how) {}

  private static Set<String> load(String resource) {
    try (InputStream in = Typosquats.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new TreeSet<>(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .lines()
              .filter(l -> !l.startsWith("#"))
              .flatMap(l -> List.of(l.strip().split("\\s+")).stream())
              .filter(w -> !w.isEmpty())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The popular name that a library's name may be a typing error of.
  static Optional<Hint> of(Library library) {
    return of(library.ecosystem(), library.name());
  }

  static Optional<Hint> of(Ecosystem ecosystem, String name) {
    Set<String> popular = POPULAR.getOrDefault(ecosystem, Set.of());
    return switch (ecosystem) {
      case MAVEN -> compare(name.substring(0, name.indexOf(':')), popular, MIN_GROUP);
      case NPM -> npm(name, popular);
      case PYPI -> compare(name, popular, MIN_LENGTH);
      case CONDA -> Optional.empty();
    };
  }

  private static Optional<Hint> npm(String name, Set<String> popular) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return compare(name, popular, MIN_LENGTH);
    }
    Set<String> scopes = new TreeSet<>();
    popular.stream()
        .filter(p -> p.startsWith("@"))
        .forEach(p -> scopes.add(p.substring(0, p.indexOf('/'))));
    return compare(name.substring(0, slash), scopes, MIN_LENGTH);
  }

  private static Optional<Hint> compare(String name, Set<String> popular, int minLength) {
    if (popular.contains(name)) {
      return Optional.empty();
    }
    for (String known : popular) {
      Optional<String> how = differs(name, known, minLength);
      if (how.isPresent()) {
        return Optional.of(new Hint(known, how.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> differs(String name, String known, int minLength) {
    String a = name.toLowerCase(Locale.ROOT);
    if (known.length() < minLength || Math.abs(a.length() - known.length()) > 2) {
      return Optional.empty();
    }
    if (bare(a).equals(bare(known))) {
      return Optional.of("differs only in separators");
    }
    if (skeleton(a).equals(skeleton(known))) {
      return Optional.of("differs only in characters that look alike");
    }
    return a.length() >= minLength && oneEdit(a, known) && !numbered(a, known)
        ? Optional.of("differs in one character")
        : Optional.empty();
  }

  private static String bare(String name) {
    return name.replaceAll("[-_.]", "");
  }

  /// Look-alikes folded together (Unicode TR 39, the ASCII ones).
  private static String skeleton(String name) {
    return name.replace("rn", "m")
        .replace("vv", "w")
        .replace('0', 'o')
        .replace('1', 'l')
        .replace('5', 's');
  }

  /// `boto` and `boto3`, `lxml2`: a digit more, less or other is how successors are named.
  private static boolean numbered(String a, String b) {
    return a.replaceAll("\\d", "").equals(b.replaceAll("\\d", ""));
  }

  /// Whether one insertion, deletion, substitution or swap of neighbours leads from one to the
  /// other (Damerau-Levenshtein distance 1).
  static boolean oneEdit(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 1 || a.equals(b)) {
      return false;
    }
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (a.length() != b.length()) {
      String longer = a.length() > b.length() ? a : b;
      String shorter = a.length() > b.length() ? b : a;
      return longer.substring(i + 1).equals(shorter.substring(i));
    }
    if (a.substring(i + 1).equals(b.substring(i + 1))) {
      return true;
    }
    return i + 1 < a.length()
        && a.charAt(i) == b.charAt(i + 1)
        && a.charAt(i + 1) == b.charAt(i)
        && a.substring(i + 2).equals(b.substring(i + 2));
  }
}
