package dev.gambeson.server.gateway;

import dev.gambeson.guard.Query;
import io.vertx.core.Future;

/// Recognises requests that were heard before. Thread-safe, never blocks.
public interface Repeats {
  /// Looks at a request whose rows are known, before anything is asked. Completes on the event loop
  /// that it is called on.
  Future<Heard> heard(Call call, Query query);

  /// What a [Repeats] says.
  sealed interface Heard {
    /// A new one; its end is to be told to the ticket.
    record Fresh(Ticket ticket) implements Heard {}

    /// A retry: this is what was answered.
    record Again(Reply.Answered answered) implements Heard {}

    /// It may not be answered.
    record Refused(Refusal refusal) implements Heard {}
  }

  /// Hears how a new request ended. Exactly one of both is called, once.
  interface Ticket {
    /// It was answered.
    void answered(Reply.Answered reply);

    /// It was not, so that a retry is a new one.
    void refused();

    /// Nothing is remembered.
    Ticket NONE =
        new Ticket() {
          @Override
          public void answered(Reply.Answered reply) {}

          @Override
          public void refused() {}
        };
  }

  /// A new request of which nothing is remembered.
  Heard FRESH = new Heard.Fresh(Ticket.NONE);

  /// As above, at once.
  Future<Heard> NEW = Future.succeededFuture(FRESH);

  /// Nothing was ever heard.
  Repeats NONE = (_, _) -> NEW;
}
