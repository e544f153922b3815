package dev.gambeson.server.audit;

import io.vertx.core.Future;

/// The log of decisions. Thread-safe; never blocks the caller.
public interface DecisionLog {
  /// Writes a decision.
  ///
  /// @return completes on the caller's context: with the mode `required` once the entry is on the
  ///   disk, with `async` at once; fails when the entry cannot be kept, and then nothing may be
  ///   answered
  Future<Void> append(DecisionRecord decision);
}
