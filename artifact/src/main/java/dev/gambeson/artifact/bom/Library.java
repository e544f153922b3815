package dev.gambeson.artifact.bom;

import static java.util.Objects.requireNonNull;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import dev.gambeson.core.GambesonException;
import java.util.List;

/// A library that a project uses.
///
/// @param ecosystem where it comes from
/// @param name normalised; `group:artifact` for Maven, `@scope/name` for npm
/// @param version exact version; empty when nothing states it
/// @param constraint what the project asks for where that is no exact version; empty when it is
/// @param scope what it is needed for
/// @param direct whether the project names it itself
/// @param digests of its files, as a lock file or the local repository has them
/// @param licences SPDX ids or names
/// @param declared where it was found first
/// @param source where a lock file says it is fetched from; empty when unknown
public record Library(
    Ecosystem ecosystem,
    String name,
    String version,
    String constraint,
    Scope scope,
    boolean direct,
    List<Digest> digests,
    List<String> licences,
    Place declared,
    String source) {
  public Library {
    requireNonNull(ecosystem, "ecosystem");
    digests = digests.stream().distinct().sorted().toList();
    licences = List.copyOf(licences);
    if (!ecosystem.isName(name)) {
      throw GambesonException.badInput(
          "'%s' in %s is no name of a %s package.".formatted(name, declared, ecosystem.osvName()));
    }
  }

  /// A library as a manifest names it.
  public static Library of(
      Ecosystem ecosystem, String name, String version, Scope scope, Place declared) {
    return new Library(
        ecosystem,
        ecosystem.normalise(name),
        version,
        "",
        scope,
        false,
        List.of(),
        List.of(),
        declared,
        "");
  }

  /// Whether everybody who installs it gets the same version.
  public boolean pinned() {
    return !version.isEmpty() && constraint.isEmpty();
  }

  /// Its package URL: identity in the bill, and reference between its parts.
  public String purl() {
    int cut = ecosystem == Ecosystem.MAVEN ? name.indexOf(':') : name.lastIndexOf('/');
    String namespace = cut < 0 ? "" : name.substring(0, cut);
    try {
      return new PackageURL(
              ecosystem.purlType(),
              namespace.isEmpty() ? null : namespace,
              name.substring(cut + 1),
              version.isEmpty() ? null : version,
              null,
              null)
          .canonicalize();
    } catch (MalformedPackageURLException e) {
      throw GambesonException.badInput(
          "'%s' in %s is no package name: %s.".formatted(name, declared, e.getMessage()), e);
    }
  }

  /// Name and version for people.
  public String title() {
    return version.isEmpty() ? name : name + " " + version;
  }

  /// The same library with what else is known of it.
  Library with(Library other) {
    return new Library(
        ecosystem,
        name,
        version,
        constraint.isEmpty() || other.constraint.isEmpty() ? "" : constraint,
        scope.or(other.scope),
        direct || other.direct,
        java.util.stream.Stream.concat(digests.stream(), other.digests.stream()).toList(),
        licences.isEmpty() ? other.licences : licences,
        declared,
        source.isEmpty() ? other.source : source);
  }

  /// With what the project asks for.
  public Library asking(String constraint) {
    return new Library(
        ecosystem, name, version, constraint, scope, direct, digests, licences, declared, source);
  }

  /// Named by the project itself.
  public Library directly(boolean direct) {
    return new Library(
        ecosystem, name, version, constraint, scope, direct, digests, licences, declared, source);
  }

  /// With hashes.
  public Library hashed(List<Digest> digests) {
    return new Library(
        ecosystem, name, version, constraint, scope, direct, digests, licences, declared, source);
  }

  /// With licences.
  public Library licensed(List<String> licences) {
    return new Library(
        ecosystem, name, version, constraint, scope, direct, digests, licences, declared, source);
  }

  /// With the address that it is fetched from.
  public Library from(String source) {
    return new Library(
        ecosystem, name, version, constraint, scope, direct, digests, licences, declared, source);
  }
}
