package dev.gambeson.data.admit;

import dev.gambeson.core.data.Batch;

/// Changes cells on their way into the admitted set: masks, tokenises, hashes. Never changes which
/// rows there are. Immutable and thread-safe.
public interface Transformation {
  /// What it does, for the manifest: `column iban: tokenised (HMAC-SHA-256, key 3f2a…)`. Holds no
  /// key.
  String description();

  /// The batch with its cells changed.
  Batch apply(Batch batch);
}
