package dev.gambeson.guard.input;

import dev.gambeson.guard.input.ReplayGuard.Verdict;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Remembers nonces and idempotency keys: of one node ([#local]) or of all that share a store.
///
/// Guaranteed by every implementation (`ReplaysContract` in the tests): as [ReplayGuard] says, over
/// all that share the store, unless that is out of reach; then over each node for itself, and
/// [#degraded] says so. Nothing blocks, and no stage completes exceptionally.
public interface Replays {
  /// A request with a nonce: good once.
  ///
  /// @param client [dev.gambeson.guard.Client#key]
  /// @param made when the client says that it made the request
  CompletionStage<Verdict> nonce(String client, String nonce, Instant made, Instant now);

  /// A request with an idempotency key.
  ///
  /// @param body of the request, or anything that stands for it
  /// @param request id of this request
  CompletionStage<Verdict> idempotent(
      String client, String idempotencyKey, byte[] body, String request, Instant now);

  /// A request that was [Verdict.Fresh] could not be answered: a retry is fresh again.
  ///
  /// @param request id that it was entered with
  /// @param now when it was entered
  void forget(String client, String idempotencyKey, String request, Instant now);

  /// Whether each node decides for itself, because the shared store is out of reach.
  boolean degraded();

  /// What one node remembers.
  static Replays local(ReplayGuard guard) {
    return new Replays() {
      @Override
      public CompletionStage<Verdict> nonce(
          String client, String nonce, Instant made, Instant now) {
        return CompletableFuture.completedStage(guard.nonce(client, nonce, made, now));
      }

      @Override
      public CompletionStage<Verdict> idempotent(
          String client, String idempotencyKey, byte[] body, String request, Instant now) {
        return CompletableFuture.completedStage(
            guard.idempotent(client, idempotencyKey, body, request, now));
      }

      @Override
      public void forget(String client, String idempotencyKey, String request, Instant now) {
        guard.forget(client, idempotencyKey);
      }

      @Override
      public boolean degraded() {
        return false;
      }
    };
  }
}
