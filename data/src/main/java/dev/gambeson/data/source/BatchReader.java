package dev.gambeson.data.source;

import dev.gambeson.core.data.Batch;
import java.util.List;
import java.util.Optional;

/// One reading of a [TableSource]. Not thread-safe.
public interface BatchReader extends AutoCloseable {
  /// Column names in order, distinct.
  List<String> names();

  /// The next rows; empty at the end, and only at a proven end: a source that breaks off throws.
  ///
  /// @throws dev.gambeson.core.GambesonException when the rest cannot be read
  Optional<Batch> next();

  /// Bytes taken in so far, for progress.
  long bytesRead();

  /// SHA-256, hexadecimal, of what was read: of the bytes of a file or object, of the canonical
  /// rows of a query. Defined after [#next] has come back empty.
  String sha256();

  @Override
  void close();
}
