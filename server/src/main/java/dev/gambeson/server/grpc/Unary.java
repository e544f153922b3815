package dev.gambeson.server.grpc;

import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Reply;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Handles calls with one message each way. No message is taken from the connection before the
/// caller has been let in.
///
/// @param door says whether somebody may come in at all; the refusal if not
/// @param rate the slowest that a message may come
/// @param answer makes the response, or a refusal; never fails
record Unary<Q, R>(
    Function<Caller, Future<Optional<Refusal>>> door, LeastRate rate, Answering<Q, R> answer)
    implements ServerCallHandler<Q, R> {
  static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-gambeson-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /// What a method does.
  interface Answering<Q, R> {
    Future<Outcome<R>> answer(Caller caller, Q request);
  }

  /// How it ends.
  ///
  /// @param response when there is one
  /// @param refusal when there is none
  /// @param requestId for the trailers; may be empty
  record Outcome<R>(Optional<R> response, Optional<Refusal> refusal, String requestId) {
    static <R> Outcome<R> of(R response, String requestId) {
      return new Outcome<>(Optional.of(response), Optional.empty(), requestId);
    }

    static <R> Outcome<R> refused(Refusal refusal, String requestId) {
      return new Outcome<>(Optional.empty(), Optional.of(refusal), requestId);
    }

    static <R> Outcome<R> refused(Reply.Refused reply, String requestId) {
      return refused(reply.refusal(), requestId);
    }
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
    Caller caller = Caller.of(call.getAttributes(), headers);
    One one = new One(call, caller);
    door.apply(caller)
        .onComplete(may -> {
          if (may.failed()) {
            one.refuse(broken(), "");
          } else if (may.result().isPresent()) {
            one.refuse(may.result().get(), "");
          } else {
            one.expect();
            call.request(2); // a second message would be an error, and is seen this way
          }
        });
    return one;
  }

  private static Refusal broken() {
    return Refusal.of(
        Refusal.Kind.INTERNAL, "error", "The request could not be handled; try again later.");
  }

  private static Refusal slow() {
    return Refusal.of(
        Refusal.Kind.BAD_REQUEST, "slow-message", "The message came too slowly, or had no end.");
  }

  /// One call. gRPC calls it from one thread at a time; the answer may come from another.
  private final class One extends ServerCall.Listener<Q> {
    private final ServerCall<Q, R> call;
    private final Caller caller;
    private @Nullable Q message;
    private boolean second;
    private final LeastRate.Expected expected;
    private boolean closed;

    One(ServerCall<Q, R> call, Caller caller) {
      this.call = call;
      this.caller = caller;
      this.expected = rate.message(() -> refuse(slow(), ""));
    }

    synchronized void expect() {
      if (!closed && !call.isCancelled()) {
        expected.begin();
      }
    }

    @Override
    public synchronized void onCancel() {
      closed = true;
      expected.end();
    }

    @Override
    public void onMessage(Q received) {
      second = message != null;
      message = received;
    }

    @Override
    public void onHalfClose() {
      expected.end();
      Q own = message;
      if (own == null || second) {
        refuse(
            Refusal.of(Refusal.Kind.BAD_REQUEST, "bad-request", "A call has exactly one message."),
            "");
        return;
      }
      Future<Outcome<R>> outcome;
      try {
        outcome = answer.answer(caller, own);
      } catch (RuntimeException | LinkageError e) {
        refuse(broken(), "");
        return;
      }
      outcome.onComplete(o -> {
        if (o.failed()) {
          refuse(broken(), "");
        } else {
          end(o.result());
        }
      });
    }

    private void end(Outcome<R> outcome) {
      if (outcome.response().isEmpty()) {
        refuse(outcome.refusal().orElseGet(Unary::broken), outcome.requestId());
        return;
      }
      synchronized (this) {
        if (closed || call.isCancelled()) {
          return;
        }
        closed = true;
        call.sendHeaders(new Metadata());
        call.sendMessage(outcome.response().get());
        call.close(Status.OK, trailers(outcome.requestId()));
      }
    }

    synchronized void refuse(Refusal refusal, String requestId) {
      if (closed || call.isCancelled()) {
        return;
      }
      closed = true;
      expected.end();
      Metadata trailers = trailers(requestId);
      refusal
          .retryAfter()
          .ifPresent(d ->
              trailers.put(
                  RETRY_AFTER, String.format(Locale.ROOT, "%d", Math.max(1, d.toSeconds()))));
      Status status = Status.fromCodeValue(refusal.kind().grpc());
      call.close(status.withDescription(refusal.message()), trailers);
    }

    private static Metadata trailers(String requestId) {
      Metadata trailers = new Metadata();
      if (!requestId.isEmpty()) {
        trailers.put(REQUEST_ID, requestId);
      }
      return trailers;
    }
  }
}
