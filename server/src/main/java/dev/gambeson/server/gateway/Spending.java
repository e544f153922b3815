package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import io.vertx.core.Future;

/// What answers cost: the exact ledger of what each client has been told. Thread-safe, never
/// blocks.
public interface Spending {
  /// Sets aside the most that the answer can cost.
  ///
  /// @return at once in the usual case; never fails
  Future<Grant> reserve(Query query, boolean coarsen);

  /// What a [Spending] says.
  sealed interface Grant {
    /// It is set aside. Exactly one of both is called, once.
    non-sealed interface Reserved extends Grant {
      /// The answer is given.
      ///
      /// @param raw what the model said, before it was cut down: near the boundary a label tells
      ///   more
      /// @return what it gave away, in bits
      double settle(Answer raw);

      /// Nothing was given.
      void release();
    }

    /// It is used up, or cannot be decided.
    record Denied(Refusal refusal) implements Grant {}
  }

  /// Costs nothing.
  Spending FREE =
      new Spending() {
        private static final Future<Grant> NOTHING =
            Future.succeededFuture(
                new Grant.Reserved() {
                  @Override
                  public double settle(Answer raw) {
                    return 0;
                  }

                  @Override
                  public void release() {}
                });

        @Override
        public Future<Grant> reserve(Query query, boolean coarsen) {
          return NOTHING;
        }
      };
}
