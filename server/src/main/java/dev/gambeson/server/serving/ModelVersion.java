package dev.gambeson.server.serving;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;

/// A version of a model that can be asked, in process or upstream. Thread-safe.
public interface ModelVersion {
  /// Its name, for example `3`.
  String version();

  /// What it is: SHA-256 of the model's file, or of the upstream's address and metadata.
  String digest();

  /// Asks it. Called on an event loop; does not block it.
  ///
  /// @return the answer, or a future that failed with [Unavailable]
  Future<Answer> infer(Rows rows);
}
