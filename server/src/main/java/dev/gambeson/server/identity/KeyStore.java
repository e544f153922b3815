package dev.gambeson.server.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where API keys are kept. Blocks; what it acknowledged is durable and reaches every node.
public interface KeyStore {
  /// Adds a key.
  ///
  /// @return false when the id is taken
  boolean add(StoredKey key);

  /// Adds the key that replaces another, and lets the old one expire: both or neither.
  ///
  /// @param expiresAt new end of the old key, if that is sooner than its own
  /// @return false when the old key is unknown, revoked or replaced already, or the new id is taken
  boolean replace(String old, Instant expiresAt, StoredKey next);

  /// Revokes a key for good.
  ///
  /// @return false when it is unknown or revoked already
  boolean revoke(String id, Instant at);

  /// One key.
  Optional<StoredKey> find(String id);

  /// All keys, newest first.
  List<StoredKey> all();

  /// Keys that changed after a generation, in order of their generation.
  List<StoredKey> changedAfter(long generation);

  /// Binds the store to a pepper the first time.
  ///
  /// @return false when it belongs to another pepper
  boolean bind(String fingerprint);
}
