package dev.gambeson.response;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gambeson.core.alert.Alert;
import java.util.Set;

/// Which alerts a rule is about, by whom and what they concern.
///
/// @param tenant what it must be
/// @param client what it must be
/// @param model what it must be
/// @param version what it must be
public record SubjectFilter(Part tenant, Part client, Part model, Part version) {
  /// What one part of a subject must be.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Part.Any.class, name = "any"),
    @JsonSubTypes.Type(value = Part.Present.class, name = "present"),
    @JsonSubTypes.Type(value = Part.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = Part.OneOf.class, name = "one-of")
  })
  public sealed interface Part {
    /// Whatever it is.
    record Any() implements Part {}

    /// Named.
    record Present() implements Part {}

    /// Not named.
    record Absent() implements Part {}

    /// One of these, letter by letter.
    record OneOf(Set<String> names) implements Part {
      public OneOf {
        names = Set.copyOf(names);
        if (names.isEmpty()) {
          throw new IllegalArgumentException("A list of names is empty");
        }
      }
    }

    /// Whether a name fits.
    default boolean fits(String name) {
      return switch (this) {
        case Any _ -> true;
        case Present _ -> !name.isEmpty();
        case Absent _ -> name.isEmpty();
        case OneOf one -> one.names().contains(name);
      };
    }
  }

  /// Whatever it is about.
  public static SubjectFilter any() {
    Part any = new Part.Any();
    return new SubjectFilter(any, any, any, any);
  }

  /// Whether a subject fits in every part.
  public boolean fits(Alert.Subject subject) {
    return tenant.fits(subject.tenant())
        && client.fits(subject.client())
        && model.fits(subject.model())
        && version.fits(subject.version());
  }

  /// Whether a check id is meant by a pattern: the id itself, or its beginning and a `*`.
  public static boolean means(String pattern, String check) {
    return pattern.endsWith("*")
        ? check.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(check);
  }
}
