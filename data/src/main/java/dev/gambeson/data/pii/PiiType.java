package dev.gambeson.data.pii;

import static java.util.Objects.requireNonNull;

/// A kind of personal data or of secret that a recogniser looks for.
///
/// @param id lower-case name with dashes, for example `es-nif`
/// @param title what a reader calls it
/// @param kind what follows from finding it
/// @param country ISO 3166 code of the country that issues it; empty when it has none
public record PiiType(String id, String title, Kind kind, String country) {
  public PiiType {
    requireNonNull(kind, "kind");
    if (!id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "The id of a kind of personal data must be lower-case words joined by dashes, not '"
              + id
              + "'");
    }
  }

  /// What follows from finding it.
  public enum Kind {
    /// Names or reaches one person by itself.
    DIRECT,
    /// Narrows down who it is, together with others.
    QUASI,
    /// Article 9 GDPR: health and the like.
    SPECIAL,
    /// Opens something: a password, a token, a key.
    CREDENTIAL
  }
}
