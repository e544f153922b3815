package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Keeps sessions under the SHA-256 (hex) of their id, so that who reads the store cannot act as
/// anybody. Thread-safe; may block. Shared by all nodes, or log-ins hold on one node only.
public interface SessionStore {
  /// Keeps a session under this hash, in place of an earlier one.
  void put(String hash, Session session);

  /// The session under this hash.
  Optional<Session> find(String hash);

  /// Notes a use.
  void touch(String hash, Instant now);

  /// Forgets a session.
  void remove(String hash);

  /// All sessions of a user, by their hashes.
  Map<String, Session> of(String name);

  /// Forgets all sessions of a user.
  void removeAllOf(String name);

  /// Forgets what began or was last used before these times.
  void expire(Instant begunBefore, Instant usedBefore);

  /// A session.
  ///
  /// @param name of the user
  /// @param epoch of the account when it began
  /// @param begun when
  /// @param used latest use
  /// @param address where it began
  record Session(String name, long epoch, Instant begun, Instant used, String address) {
    public Session {
      requireNonNull(name, "name");
      requireNonNull(begun, "begun");
      requireNonNull(used, "used");
      requireNonNull(address, "address");
    }
  }
}
