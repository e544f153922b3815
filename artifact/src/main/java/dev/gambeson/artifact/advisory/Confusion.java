package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.IndexAddress;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.core.Severity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether somebody outside can answer for private packages.
final class Confusion {
  private final Bill bill;
  private final List<String> internal;

  /// A suspicion.
  record Hint(Severity severity, String subject, String title, String message, Place place) {}

  /// @param internal prefixes of private names: a group, a scope (`@acme`), the start of a name
  Confusion(Bill bill, List<String> internal) {
    this.bill = bill;
    this.internal = internal.stream().map(p -> p.strip().toLowerCase(Locale.ROOT)).toList();
  }

  List<Hint> hints() {
    List<Hint> hints = new ArrayList<>();
    bill.indexes().stream().filter(IndexAddress::isPlain).forEach(i -> hints.add(plain(i)));
    if (internal.isEmpty()) {
      bill.indexes().stream()
          .filter(i -> i.extra() && i.ecosystem() == Ecosystem.PYPI && i.address().contains("://"))
          .forEach(i -> hints.add(mixed(i)));
    }
    bill.libraries().stream().filter(this::isInternal).forEach(l -> judge(l).ifPresent(hints::add));
    return hints;
  }

  private static Hint plain(IndexAddress index) {
    return new Hint(
        Severity.HIGH,
        index.address(),
        "Packages over plain http",
        "%s packages come from %s without TLS: anybody on the way can replace them (%s)."
            .formatted(index.ecosystem().osvName(), index.address(), index.place()),
        index.place());
  }

  private static Hint mixed(IndexAddress index) {
    return new Hint(
        Severity.LOW,
        index.address(),
        "Indexes are mixed",
        "%s is asked beside the main index (%s): pip takes the highest version of either. Name private packages with --internal to see which are at risk."
            .formatted(index.address(), index.place()),
        index.place());
  }

  private boolean isInternal(Library library) {
    String name = library.name().toLowerCase(Locale.ROOT);
    return internal.stream()
        .anyMatch(p -> {
          String prefix = library.ecosystem() == Ecosystem.PYPI ? Ecosystem.PYPI.normalise(p) : p;
          if (!name.startsWith(prefix) || prefix.isEmpty()) {
            return false;
          }
          // com.acme covers com.acme:x and com.acme.y:x, not com.acmeother:x
          return library.ecosystem() != Ecosystem.MAVEN
              || name.length() == prefix.length()
              || !Character.isLetterOrDigit(name.charAt(prefix.length()))
              || !Character.isLetterOrDigit(prefix.charAt(prefix.length() - 1));
        });
  }

  private Optional<Hint> judge(Library library) {
    return switch (library.ecosystem()) {
      case PYPI -> python(library);
      case NPM -> npm(library);
      case MAVEN -> maven(library);
      case CONDA -> Optional.empty();
    };
  }

  private Optional<Hint> python(Library library) {
    if (fromPublic(library)) {
      return Optional.of(hint(library, "The lock file fetches it from the public index."));
    }
    if (!library.digests().isEmpty()) {
      return Optional.empty(); // another file would not be accepted
    }
    List<IndexAddress> indexes =
        bill.indexes().stream().filter(i -> i.ecosystem() == Ecosystem.PYPI).toList();
    if (indexes.stream().anyMatch(IndexAddress::extra)) {
      return Optional.of(
          hint(
              library,
              "An extra index is configured: pip takes the highest version of any index, and anybody may publish this name on pypi.org."));
    }
    boolean onlyPrivate = !indexes.isEmpty() && indexes.stream().noneMatch(IndexAddress::isPublic);
    return onlyPrivate
        ? Optional.empty()
        : Optional.of(
            hint(library, "No private index is configured: it is asked for on pypi.org."));
  }

  private Optional<Hint> npm(Library library) {
    if (fromPublic(library)) {
      return Optional.of(hint(library, "The lock file fetches it from the public registry."));
    }
    if (!library.source().isEmpty() && !library.digests().isEmpty()) {
      return Optional.empty();
    }
    int slash = library.name().indexOf('/');
    String scope = slash < 0 ? "" : library.name().substring(0, slash);
    boolean routed =
        bill.indexes().stream()
            .filter(i -> i.ecosystem() == Ecosystem.NPM && !i.isPublic())
            .anyMatch(i -> i.covers().isEmpty() || i.covers().equals(scope));
    return routed
        ? Optional.empty()
        : Optional.of(
            hint(
                library,
                scope.isEmpty()
                    ? "It has no scope, and no private registry is configured: it is asked for on registry.npmjs.org."
                    : "No registry is configured for "
                        + scope
                        + ": it is asked for on registry.npmjs.org."));
  }

  /// Here `source` is the id of the repository that the local repository noted.
  private static Optional<Hint> maven(Library library) {
    return library.source().equals("central")
        ? Optional.of(
            hint(library, "The local repository notes that it was fetched from Maven Central."))
        : Optional.empty();
  }

  private static boolean fromPublic(Library library) {
    try {
      String host = URI.create(library.source()).getHost();
      return host != null
          && (host.equals("registry.npmjs.org")
              || host.equals("registry.yarnpkg.com")
              || host.equals("pypi.org")
              || host.equals("files.pythonhosted.org"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Hint hint(Library library, String reason) {
    return new Hint(
        Severity.HIGH,
        library.purl(),
        "Private name on a public index",
        "%s is private by --internal. %s (%s)"
            .formatted(library.title(), reason, library.declared()),
        library.declared());
  }
}
