package dev.gambeson.registry.catalog;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.util.Set;

/// What a version was made of.
///
/// @param name data set or model
/// @param number its version
/// @param relation `trained-on`, `evaluated-on`, `derived-from` or `fine-tuned-from`
public record Parent(String name, int number, String relation) {
  /// The ways in which a version can come from another.
  public static final Set<String> RELATIONS =
      Set.of("trained-on", "evaluated-on", "derived-from", "fine-tuned-from");

  public Parent {
    Names.ofAsset(requireNonNull(name));
    if (!RELATIONS.contains(relation)) {
      throw GambesonException.usage(
          "'%s' is no relation between versions. Relations: %s."
              .formatted(relation, String.join(", ", RELATIONS.stream().sorted().toList())));
    }
  }

  /// Where it leads.
  public Ref ref() {
    return Ref.of(name, number);
  }
}
