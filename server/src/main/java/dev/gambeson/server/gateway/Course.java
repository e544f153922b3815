package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one request so far, and its end: one entry of the log, one look of whoever
/// watches. Filled by [Entrance] and [Asking]; used by one thread at a time.
final class Course {
  static final String INTERNAL = "The request could not be handled; try again later.";
  static final String DENIED = "This request is not allowed.";

  final Pipeline pipeline;
  final PipelineParts parts;
  final Call call;
  final PolicySnapshot policy;
  final List<String> marks = new ArrayList<>(2);
  private List<String> flagged = List.of();
  List<String> previews = List.of();
  @Nullable Client client;
  @Nullable ServedModel model;
  @Nullable ModelVersion version;
  @Nullable Terms terms;
  @Nullable Query query;
  @Nullable Answer raw;
  Reply.Quota quota = Reply.Quota.NONE;
  Runnable leave = () -> {};
  Step step = Step.CLEAR;
  boolean coarsen;
  boolean looked;
  double bits;
  long guardNanos;
  long modelNanos;
  private boolean ended;

  Course(Pipeline pipeline, Call call) {
    this.pipeline = pipeline;
    this.parts = pipeline.parts();
    this.call = call;
    this.policy = parts.policy().get();
  }

  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the gate is not open");
    }
    return value;
  }

  /// Runs a handler at once if the future is there.
  static <T> void then(Future<T> future, Handler<AsyncResult<T>> handler) {
    if (future.isComplete()) {
      handler.handle(future);
    } else {
      future.onComplete(handler);
    }
  }

  static Refusal broken(Throwable cause) {
    return Refusal.of(
        Kind.INTERNAL,
        "error-" + cause.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        INTERNAL);
  }

  /// Something about the input is unusual, and it is let through.
  void flag(List<String> flags) {
    if (!flags.isEmpty()) {
      marks.addAll(flags);
      flagged = new ArrayList<>(flagged);
      flagged.addAll(flags);
    }
  }

  void mark(Step at) {
    marks.add("ladder-" + at.name().toLowerCase(Locale.ROOT));
  }

  long nanos() {
    return parts.nanos().getAsLong();
  }

  /// A refusal before the body; what strangers cost in the log is bounded.
  Reply.Refused stranger(Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, quota);
    if (client != null || pipeline.strangers().mayWrite()) {
      append(reply, Optional.empty());
    }
    over(reply);
    return reply;
  }

  /// The request went no further than its body.
  Reply.Refused abandon(Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, quota);
    if (!ended) {
      append(reply, Optional.empty());
      over(reply);
    }
    return reply;
  }

  /// The request is over without having asked a model.
  void done() {
    Reply.Answered reply =
        new Reply.Answered(
            new Answer(List.of(), 0, new int[0], new float[0]), present(version).version(), quota);
    append(reply, Optional.empty());
    over(reply);
  }

  /// Writes the decision down.
  Future<Void> append(Reply reply, Optional<Answer> given) {
    try {
      return parts.log().append(record(reply, given));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private DecisionRecord record(Reply reply, Optional<Answer> given) {
    Refusal refusal = reply instanceof Reply.Refused no ? no.refusal() : null;
    ModelVersion own = version;
    return new DecisionRecord(
        call.time(),
        call.requestId(),
        Optional.ofNullable(client),
        call.address(),
        call.action().name().toLowerCase(Locale.ROOT),
        call.model(),
        own == null ? "" : own.version(),
        own == null ? "" : own.digest(),
        policy.digest(),
        ending(refusal),
        refusal == null ? "ok" : refusal.reason(),
        marks,
        Optional.ofNullable(query).map(Query::rows),
        given,
        bits,
        (nanos() - call.startNanos()) / 1000);
  }

  private static DecisionRecord.Ending ending(@Nullable Refusal refusal) {
    if (refusal == null) {
      return DecisionRecord.Ending.ANSWERED;
    }
    return refusal.kind().failure() ? DecisionRecord.Ending.FAILED : DecisionRecord.Ending.REFUSED;
  }

  /// The request is over; whoever watches sees it later.
  void over(Reply reply) {
    if (ended) {
      return;
    }
    ended = true;
    leave.run();
    long total = nanos() - call.startNanos();
    parts.afterwards().execute(() -> observe(reply, total));
  }

  private void observe(Reply reply, long total) {
    Observer.Trace trace =
        new Observer.Trace(
            call,
            Optional.ofNullable(client),
            Optional.ofNullable(model),
            Optional.ofNullable(version),
            Optional.ofNullable(query),
            Optional.ofNullable(raw),
            reply,
            step,
            previews,
            flagged,
            new Observer.Times(total, guardNanos, modelNanos));
    Query own = query;
    Answer said = raw;
    if (!looked && own != null && said != null) {
      watched(() -> parts.ladder().look(own, said));
    }
    for (Observer observer : parts.observers()) {
      watched(() -> observer.ended(trace));
    }
  }

  private void watched(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | LinkageError e) {
      pipeline.observerFailed();
    }
  }
}
