package dev.gambeson.response.action;

import java.util.Optional;

/// Carries out actions. The server implements it; `switch` over [Action] is checked to be complete.
///
/// An implementation guarantees:
/// - **Same key, same action**: a second call with the same idempotency key does nothing more and
///   returns as the first did. For [Action#repeatable] actions this holds over crashes as well.
/// - **Holds are counted**: a block, freeze, overlay or quarantine placed under one key is lifted
///   only by the undo of that key, so the end of one incident does not lift another's.
/// - **An end holds by itself**: what has an `until` ends then even if nobody calls `undo`; `undo`
///   comes too, and finds nothing to do.
///
/// Thread-safe; calls block.
public interface Actions {
  /// What would keep the action from happening now: an unknown overlay, no earlier version, no such
  /// client. Changes nothing. Drills and dry runs ask it.
  Optional<String> obstacle(Action action);

  /// Carries it out.
  ///
  /// @param idempotencyKey the same in every attempt at the same step
  /// @return one clause on what was done, without secrets; kept and given to [#undo]
  /// @throws ActionFailedException it did not happen and nothing was changed
  /// @throws RuntimeException nobody knows whether it happened
  String perform(Action action, String idempotencyKey) throws ActionFailedException;

  /// Takes back what [#perform] did under this key. May be called again, and for what already ended
  /// or never happened: then there is nothing to do.
  ///
  /// @param receipt what [#perform] returned; empty when its outcome is not known
  /// @throws ActionFailedException it still holds
  void undo(Action action, String receipt, String idempotencyKey) throws ActionFailedException;
}
