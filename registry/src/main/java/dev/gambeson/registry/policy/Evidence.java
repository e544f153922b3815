package dev.gambeson.registry.policy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.Version;

/// Evidence at the door: form and subject. Whether it counts is for the [Gate].
public final class Evidence {
  private static final int MAX_TYPE = 300;

  private Evidence() {}

  /// The predicate type of evidence about a version.
  ///
  /// @throws GambesonException when it is no statement in an envelope, or about something else
  public static String typeAbout(Version version, String envelope) {
    Claim claim = Claim.of(envelope, "the evidence");
    String type = claim.statement().predicateType();
    if (type.isBlank() || type.length() > MAX_TYPE) {
      throw GambesonException.badInput(
          "The predicate type of the evidence has %d characters; 1 to %d are allowed."
              .formatted(type.length(), MAX_TYPE));
    }
    if (!claim.statement().isAbout(version.manifest().hex(), type)) {
      throw GambesonException.badInput(
          "The evidence is not about %s: none of its subjects has the sha256 %s, the digest of its manifest (`registry show %s` prints it)."
              .formatted(version.label(), version.manifest(), version.label()));
    }
    return type;
  }
}
