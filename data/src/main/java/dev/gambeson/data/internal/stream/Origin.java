package dev.gambeson.data.internal.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// Bytes somewhere: a file or an object. Every reading gives the same bytes or fails.
interface Origin {
  /// What messages call it.
  String name();

  /// Its own name, without the folder.
  String leaf();

  /// Size in bytes.
  long size();

  /// The bytes from the beginning. A stream that ends too early, or whose bytes were changed in
  /// between, throws.
  InputStream open() throws IOException;

  /// The bytes by position.
  Pieces pieces() throws IOException;

  /// What lies beside it under another name, if there is such a thing.
  default Optional<Origin> sibling(String leaf) {
    return Optional.empty();
  }

  /// Reads by position, and hashes everything.
  interface Pieces extends Closeable {
    /// Some bytes, whole.
    byte[] read(long from, int length) throws IOException;

    /// A run of bytes as (part of) a local file. Only the latest window stands.
    Window window(long from, long to) throws IOException;

    /// SHA-256 of everything; reads what was not read yet.
    String sha256() throws IOException;

    /// Bytes taken in so far.
    long bytesRead();
  }

  /// A run of bytes in a local file.
  ///
  /// @param channel of the file
  /// @param shift what to add to a position in the origin to get the one in the file
  record Window(FileChannel channel, long shift) {}
}
