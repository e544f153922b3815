package dev.gambeson.server.gateway;

import dev.gambeson.guard.Client;
import io.vertx.core.Future;
import java.util.Optional;

/// How much a client may ask: rates, requests in flight, bans. Thread-safe, never blocks.
///
/// A request is charged for one row when it comes in, before its body is read, and for its further
/// rows as soon as they are counted.
public interface Admission {
  /// Whether one request may come in now.
  ///
  /// @param step where the client stands on the ladder; may make the limits tighter
  /// @return at once in the usual case; never fails
  Future<Entry> enter(Call call, Client client, Step step);

  /// Whether so many further rows may be asked.
  ///
  /// @param more rows beyond the first, at least 1
  /// @return the refusal, if they may not; never fails
  default Future<Optional<Refusal>> rows(Client client, String model, Step step, int more) {
    return Future.succeededFuture(Optional.empty());
  }

  /// What an [Admission] says.
  sealed interface Entry {
    /// It may.
    ///
    /// @param quota what is left
    /// @param leave to be run once when the request is over
    record Open(Reply.Quota quota, Runnable leave) implements Entry {}

    /// It may not.
    record Closed(Refusal refusal, Reply.Quota quota) implements Entry {}
  }

  /// Lets everything in.
  Admission FREE =
      new Admission() {
        private static final Future<Entry> OPEN =
            Future.succeededFuture(new Entry.Open(Reply.Quota.NONE, () -> {}));

        @Override
        public Future<Entry> enter(Call call, Client client, Step step) {
          return OPEN;
        }
      };
}
