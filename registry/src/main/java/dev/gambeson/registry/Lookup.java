package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.Records;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Finds what a user meant, or says what there is.
final class Lookup {
  private final Records records;

  Lookup(Records records) {
    this.records = records;
  }

  /// The versions of a name, oldest first; at least one.
  List<Version> all(String name) {
    List<Version> versions = records.versions(name);
    if (versions.isEmpty()) {
      throw GambesonException.usage(
          "There is no '%s' in the registry.%s"
              .formatted(name, hint(name, records.assets().keySet())));
    }
    return versions;
  }

  /// The version that a reference names; without number or alias the newest.
  Version newest(Ref ref) {
    return ref.number().isEmpty() && ref.alias().isEmpty() ? all(ref.name()).getLast() : exact(ref);
  }

  /// The version that a reference names; without number or alias the live one.
  Version live(Ref ref) {
    return ref.number().isEmpty() && ref.alias().isEmpty()
        ? byAlias(ref.name(), Names.LIVE)
        : exact(ref);
  }

  private Version exact(Ref ref) {
    return ref.number()
        .map(n -> byNumber(ref.name(), n))
        .orElseGet(() -> byAlias(ref.name(), ref.alias().orElseThrow()));
  }

  /// A version by its number.
  Version byNumber(String name, int number) {
    return records
        .version(name, number)
        .orElseThrow(() -> {
          List<Version> versions = all(name);
          return GambesonException.usage(
              "'%s' has no version %d; it has 1 to %d."
                  .formatted(name, number, versions.getLast().number()));
        });
  }

  private Version byAlias(String name, String alias) {
    Records.Pointer pointer = records.pointer(name, alias);
    if (pointer.number() > 0) {
      return byNumber(name, pointer.number());
    }
    all(name);
    if (alias.equals(Names.LIVE)) {
      throw GambesonException.usage(
          "No version of '%s' is live. Name one: %s@%d."
              .formatted(name, name, records.versions(name).getLast().number()));
    }
    throw GambesonException.usage(
        "'%s' has no alias '%s'.%s"
            .formatted(
                name,
                alias,
                hint(alias, records.pointers(name).stream().map(Records.Pointer::alias).toList())));
  }

  private static String hint(String typed, Collection<String> known) {
    return Text.didYouMean(typed, known)
        .map(k -> " Did you mean '" + k + "'?")
        .orElseGet(() ->
            known.isEmpty()
                ? " There are none."
                : " There are: "
                    + String.join(
                        ", ",
                        Stream.concat(
                                known.stream().sorted().limit(10),
                                known.size() > 10 ? Stream.of("…") : Stream.of())
                            .toList())
                    + ".");
  }
}
