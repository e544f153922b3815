package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

/// What was acted upon.
public sealed interface Target {
  /// Something that is no person: a model version, a data set, a key, a policy.
  ///
  /// @param kind plain token, for example `model`; not `p`
  /// @param name for example `fraud/eu@3`: letters, digits, `. _ + / -`, at most 128, then
  ///   optionally `@` and a version (`3`, `1.2.0`) or a `sha256:` digest; or a digest alone
  record Thing(String kind, String name) implements Target {
    public Thing {
      Grammar.token(kind, "The kind of an object");
      if (kind.equals("p")) {
        throw dev.gambeson.core.GambesonException.badInput(
            "'p' is kept for persons and is no kind of object.");
      }
      Grammar.name(name);
    }
  }

  /// A person (for example one who is given a role); written as a pseudonym.
  record Person(Actor actor) implements Target {
    public Person {
      requireNonNull(actor, "actor");
    }
  }

  /// A [Thing].
  static Target of(String kind, String name) {
    return new Thing(kind, name);
  }

  /// A [Person].
  static Target person(Actor actor) {
    return new Person(actor);
  }
}
