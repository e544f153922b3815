package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Ecosystem;
import java.util.OptionalInt;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/// The order of versions of an ecosystem.
@FunctionalInterface
interface VersionOrder {
  int MAX_LENGTH = 256;

  /// Compares two versions; empty when one of them is no version here.
  OptionalInt compare(String a, String b);

  /// The order for a range of type `ECOSYSTEM`.
  static VersionOrder of(Ecosystem ecosystem) {
    return switch (ecosystem) {
      case MAVEN -> VersionOrder::maven;
      case PYPI -> VersionOrder::python;
      case NPM -> VersionOrder::semver;
      case CONDA -> (_, _) -> OptionalInt.empty();
    };
  }

  /// Maven's own order. Any text is a version there.
  static OptionalInt maven(String a, String b) {
    return a.length() > MAX_LENGTH || b.length() > MAX_LENGTH || a.isEmpty() || b.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(new ComparableVersion(a).compareTo(new ComparableVersion(b)));
  }

  /// PEP 440.
  static OptionalInt python(String a, String b) {
    return Pep440.parse(a)
        .flatMap(x -> Pep440.parse(b).map(y -> OptionalInt.of(x.compareTo(y))))
        .orElse(OptionalInt.empty());
  }

  /// Semantic Versioning 2.0.0; build metadata does not count.
  static OptionalInt semver(String a, String b) {
    @Nullable Semver x = parse(a);
    @Nullable Semver y = parse(b);
    return x == null || y == null ? OptionalInt.empty() : OptionalInt.of(x.compareTo(y));
  }

  private static @Nullable Semver parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    String bare = text.strip().replaceFirst("^[=v]+", "").replaceFirst("\\+.*$", "");
    // OSV writes "1" and "1.2" for the first version of a line, and "1.2-0" for its pre-releases
    String full = bare.replaceFirst("^(\\d+)(?=-|$)", "$1.0.0");
    return Semver.parse(full.replaceFirst("^(\\d+\\.\\d+)(?=-|$)", "$1.0"));
  }
}
