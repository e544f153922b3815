package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

/// A value that an entry may carry besides its actor, action and object. The kinds are an
/// allow-list: there is none for free text.
///
/// Not protected: a token or a digest can still be chosen to mean a person (`token("anna")`, the
/// SHA-256 of a mail address). Whoever names a person uses [Person].
public sealed interface Detail {
  /// A word of a fixed vocabulary: a stage, a role, a reason code, a check id in lower case.
  ///
  /// @param value at most 64 of a-z and 0-9, with single `.`, `_`, `-` between them
  record Token(String value) implements Detail {
    public Token {
      Grammar.token(value, "A detail");
    }
  }

  /// The SHA-256 of a file or a manifest.
  ///
  /// @param value `sha256:` and 64 lower-case hexadecimal digits
  record Digest(String value) implements Detail {
    public Digest {
      Grammar.digest(value, "A digest");
    }
  }

  /// A count, a version, a size.
  record Amount(long value) implements Detail {}

  /// Yes or no.
  record Flag(boolean value) implements Detail {}

  /// A person; written as a pseudonym.
  record Person(Actor value) implements Detail {
    public Person {
      requireNonNull(value, "value");
    }
  }

  /// A person as read back from a ledger.
  ///
  /// @param value `p:` and 32 hexadecimal digits
  record Pseudonym(String value) implements Detail {
    public Pseudonym {
      Grammar.pseudonym(value, "A pseudonym");
    }
  }

  /// Whether a text may be a [Token].
  static boolean isToken(String value) {
    return Grammar.fits(value);
  }

  /// A [Token].
  static Detail token(String value) {
    return new Token(value);
  }

  /// A [Digest].
  static Detail digest(String value) {
    return new Digest(value);
  }

  /// A [Amount].
  static Detail number(long value) {
    return new Amount(value);
  }

  /// A [Flag].
  static Detail flag(boolean value) {
    return new Flag(value);
  }

  /// A [Person].
  static Detail person(Actor value) {
    return new Person(value);
  }
}
