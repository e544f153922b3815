package dev.gambeson.server.gateway;

import dev.gambeson.core.data.Rows;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Credential;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// The way of a request through the house, the same for every protocol: address, authentication,
/// authorisation, size, rate; then, with the body read, decoding, guards, budget, model, guards of
/// the answer, settling, log; and after the answer whoever watches.
///
/// Guaranteed: nothing is answered that authoriser, policy or guards refuse, that the budget does
/// not cover, or that the log could not keep; whatever throws on the way refuses. Every request
/// that reaches the pipeline ends with one reply and one entry of the log, except floods of callers
/// that are not authenticated, of which [#PRE_AUTHENTICATION_ENTRIES] per second are written and
/// the rest is counted. Thread-safe; never blocks.
public final class Pipeline {
  /// Entries of the log per second for callers that nobody knows: what a stranger may cost.
  public static final int PRE_AUTHENTICATION_ENTRIES = 100;

  private final PipelineParts parts;
  private final StrangerLog strangers;
  private final LongAdder observerErrors = new LongAdder();

  /// @param parts what it works with
  public Pipeline(PipelineParts parts) {
    this.parts = parts;
    this.strangers = new StrangerLog(parts.nanos(), PRE_AUTHENTICATION_ENTRIES);
  }

  PipelineParts parts() {
    return parts;
  }

  StrangerLog strangers() {
    return strangers;
  }

  /// How many entries about strangers were counted instead of written.
  public long unwritten() {
    return strangers.suppressed();
  }

  /// How often an observer threw.
  public long observerErrors() {
    return observerErrors.sum();
  }

  void observerFailed() {
    observerErrors.increment();
  }

  /// A call, with its id and time.
  public Call call(
      String address,
      Credential credential,
      Action action,
      String model,
      String version,
      long bodyBytes,
      String trace,
      Hints hints) {
    return new Call(
        parts.requestIds().get(),
        parts.clock().instant(),
        parts.nanos().getAsLong(),
        address,
        credential,
        action,
        model,
        version,
        bodyBytes,
        trace,
        hints);
  }

  /// Only finds out whether somebody known asks, for paths that lead nowhere.
  ///
  /// @return the refusal, if it is nobody; never fails
  public Future<Optional<Reply.Refused>> identify(Call call) {
    return new Entrance(new Course(this, call)).identify();
  }

  /// The first half: everything that needs no body.
  ///
  /// @return never fails; at once when the credential is known and the rate is decided here
  public Future<Gate> enter(Call call) {
    return new Entrance(new Course(this, call)).enter();
  }

  /// Both halves for a protocol that has read its message already.
  ///
  /// @param decode reads the rows; may throw [dev.gambeson.server.oip.BadRequest]
  public Future<Reply> infer(Call call, Function<Visit, Rows> decode) {
    Promise<Reply> promise = Promise.promise();
    enter(call)
        .onSuccess(gate -> {
          switch (gate) {
            case Gate.Shut(Reply.Refused reply) -> promise.complete(reply);
            case Gate.Open(Visit visit) ->
                visit.infer(() -> decode.apply(visit)).onSuccess(promise::complete);
          }
        });
    return promise.future();
  }
}
