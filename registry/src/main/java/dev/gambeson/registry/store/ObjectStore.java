package dev.gambeson.registry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A place for immutable objects, each under the digest of its content.
///
/// Guarantees: an object is visible whole or not at all, also after a crash, a full disk or a cut
/// connection; an object that is there is never overwritten; of two writers of the same object
/// exactly one stores it. does not look into the bytes: `crypt.Vault` seals them and proves them
/// whole.
///
/// Every implementation runs the same contract kit, `ObjectStoreContract`.
public interface ObjectStore extends AutoCloseable {
  /// An object that lies in the store.
  ///
  /// @param digest its name
  /// @param bytes size as stored
  /// @param modified when it was stored, or last used again
  record Stored(Digest digest, long bytes, Instant modified) {}

  /// Stores a finished local file under a name. The file may be gone afterwards.
  ///
  /// @return whether it was stored: false when an object of that name was there already, which is
  ///   then marked as just used
  /// @throws IOException when it could not be stored; then nothing of it is visible
  boolean put(Digest name, Path staged) throws IOException;

  /// Opens an object.
  ///
  /// @throws java.nio.file.NoSuchFileException when there is none of that name
  InputStream open(Digest name) throws IOException;

  /// Whether there is an object of that name.
  boolean contains(Digest name) throws IOException;

  /// Every object, in the order of the digests. What is no object (an upload under way) is left
  /// out.
  List<Stored> list() throws IOException;

  /// Removes an object; false when there was none.
  boolean delete(Digest name) throws IOException;

  /// A local folder for files on their way into the store, such that [#put] is cheap.
  Path staging();

  /// Where it is, in words for messages; without credentials.
  String address();

  @Override
  void close();
}
