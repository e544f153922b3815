package dev.gambeson.server.identity;

import java.time.Instant;
import java.util.Optional;

/// An API key as it is stored: never the key itself.
///
/// @param id the key's id, no secret
/// @param mac HMAC-SHA-256 of the whole key under the pepper
/// @param grant whom it stands for
/// @param createdAt when
/// @param createdBy by whom
/// @param expiresAt from when on it is refused
/// @param revokedAt when it was revoked
/// @param successor the key that replaces it
/// @param generation of the store when it last changed
public record StoredKey(
    String id,
    Mac mac,
    KeyGrant grant,
    Instant createdAt,
    String createdBy,
    Instant expiresAt,
    Optional<Instant> revokedAt,
    Optional<String> successor,
    long generation) {

  /// Whether it is good at a time.
  public boolean validAt(Instant time) {
    return revokedAt.isEmpty() && time.isBefore(expiresAt);
  }

  /// A message authentication code that does not show itself.
  public static final class Mac {
    private final byte[] bytes;

    public Mac(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /// A copy.
    public byte[] bytes() {
      return bytes.clone();
    }

    boolean is(byte[] other) {
      return java.security.MessageDigest.isEqual(bytes, other);
    }

    @Override
    public String toString() {
      return "Mac[hidden]";
    }
  }
}
