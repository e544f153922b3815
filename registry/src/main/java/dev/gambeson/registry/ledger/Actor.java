package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// Who acted, or who was acted upon: a person, an account, a service.
///
/// Guarantees: the name never reaches the ledger's files, and not a log by way of [#toString]. The
/// ledger holds `p:` and 32 hexadecimal digits, the first half of an HMAC-SHA-256 under the
/// ledger's [PseudonymKey]. With that key one can ask "is this Anna?"; without it the pseudonym
/// tells only that two entries are of the same actor.
///
/// Not protected: the pattern of an actor's doings (times, objects) may tell who it is, and whoever
/// holds the key can try every name he knows. Pseudonyms remain personal data (GDPR, recital 26).
public final class Actor {
  private static final int MAX_BYTES = 512;
  private final String name;

  private Actor(String name) {
    this.name = name;
  }

  /// @param name 1 to 512 bytes of UTF-8; the same name in another Unicode form is the same actor,
  ///   in another case another one
  public static Actor of(String name) {
    requireNonNull(name, "name");
    String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
    int bytes = normal.getBytes(StandardCharsets.UTF_8).length;
    if (normal.isBlank() || bytes > MAX_BYTES) {
      throw GambesonException.badInput(
          "An actor's name has %d bytes; it must have 1 to %d and not be blank."
              .formatted(bytes, MAX_BYTES));
    }
    return new Actor(normal);
  }

  /// The name in clear, for the pseudonym alone.
  String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Actor a && name.equals(a.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "Actor[hidden]";
  }
}
