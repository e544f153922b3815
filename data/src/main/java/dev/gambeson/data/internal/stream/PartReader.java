package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Batch;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// One reading of one file, object or query. Who holds it turns failures into messages that name
/// the source, see [StreamReader]; a [dev.gambeson.core.GambesonException] passes as it is.
interface PartReader extends Closeable {
  /// Columns, distinct.
  List<String> names();

  /// The next rows, with their flaws; empty at the end.
  Optional<Batch> next() throws IOException;

  /// Bytes taken in so far.
  long bytesRead();

  /// SHA-256 of everything; called after the end.
  String sha256() throws IOException;
}
