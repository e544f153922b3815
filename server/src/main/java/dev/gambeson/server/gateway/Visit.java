package dev.gambeson.server.gateway;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.identity.Unauthenticated;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request on its way through the [Pipeline]. Used by one thread at a time; ends exactly once,
/// by [#infer], [#done] or [#abandon].
public final class Visit {
  private static final String INTERNAL = "The request could not be handled; try again later.";
  private static final String DENIED = "This request is not allowed.";

  private final Pipeline pipeline;
  private final PipelineParts parts;
  private final Call call;
  private final PolicySnapshot policy;
  private final List<String> marks = new ArrayList<>(2);
  private @Nullable Client client;
  private @Nullable ServedModel model;
  private @Nullable ModelVersion version;
  private @Nullable Terms terms;
  private @Nullable Query query;
  private @Nullable Answer raw;
  private Reply.Quota quota = Reply.Quota.NONE;
  private Runnable leave = () -> {};
  private Step step = Step.CLEAR;
  private boolean coarsen;
  private boolean ended;
  private boolean looked;
  private double bits;
  private long guardNanos;
  private long modelNanos;

  Visit(Pipeline pipeline, Call call) {
    this.pipeline = pipeline;
    this.parts = pipeline.parts();
    this.call = call;
    this.policy = parts.policy().get();
  }

  /// The call.
  public Call call() {
    return call;
  }

  /// Who asks. Only after the gate is open.
  public Client client() {
    return present(client);
  }

  /// The model asked for. Only after the gate is open.
  public ServedModel model() {
    return present(model);
  }

  /// The version that will answer. Only after the gate is open.
  public ModelVersion version() {
    return present(version);
  }

  /// What holds for this client and model. Only after the gate is open.
  public Terms terms() {
    return present(terms);
  }

  /// What is left of the client's rate.
  public Reply.Quota quota() {
    return quota;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the gate is not open");
    }
    return value;
  }

  /// Runs a handler at once if the future is there.
  private static <T> void then(Future<T> future, Handler<AsyncResult<T>> handler) {
    if (future.isComplete()) {
      handler.handle(future);
    } else {
      future.onComplete(handler);
    }
  }

  Future<Optional<Reply.Refused>> identify() {
    return who()
        .map(own -> {
          client = own;
          Refusal nothing = Refusal.of(Kind.NOT_FOUND, "no-route", "There is nothing here.");
          abandon(nothing);
          return Optional.<Reply.Refused>empty();
        })
        .otherwise(e -> Optional.of(stranger(notAuthenticated(e))));
  }

  private Future<Client> who() {
    try {
      return parts.authorizer().admit(call.address()) instanceof Decision.Refuse no
          ? Future.failedFuture(new NotAdmitted(no.reason()))
          : parts.authenticator().authenticate(call.credential(), call.address());
    } catch (RuntimeException | LinkageError e) {
      return Future.failedFuture(e);
    }
  }

  /// The address may not speak to us.
  private static final class NotAdmitted extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAdmitted(String reason) {
      super(reason, null, false, false);
    }
  }

  Future<Gate> enter() {
    Promise<Gate> gate = Promise.promise();
    then(who(), who -> guarded(gate, () -> authenticated(who, gate)));
    return gate.future();
  }

  private void guarded(Promise<Gate> gate, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | LinkageError e) {
      shut(gate, broken(e));
    }
  }

  private void authenticated(AsyncResult<Client> who, Promise<Gate> gate) {
    if (who.failed()) {
      shut(gate, notAuthenticated(who.cause()));
      return;
    }
    Client own = who.result();
    client = own;
    Optional<Refusal> refusal = authorise(own);
    if (refusal.isPresent()) {
      shut(gate, refusal.get());
      return;
    }
    then(
        terms().admission().enter(call, own, step),
        entry -> guarded(gate, () -> admitted(entry, gate)));
  }

  private static Refusal notAuthenticated(Throwable cause) {
    if (cause instanceof NotAdmitted no) {
      return Refusal.of(Kind.FORBIDDEN, String.valueOf(no.getMessage()), DENIED);
    }
    if (cause instanceof Unauthenticated no) {
      return Refusal.of(
          Kind.UNAUTHENTICATED, String.valueOf(no.getMessage()), "Not authenticated.");
    }
    return cause instanceof Unavailable no
        ? Refusal.of(Kind.UNAVAILABLE, no.reason(), INTERNAL)
        : broken(cause);
  }

  private Optional<Refusal> authorise(Client own) {
    Decision may = parts.authorizer().authorise(own, call.action(), call.model(), call.version());
    if (!(may instanceof Decision.Allow)) {
      String reason = may instanceof Decision.Refuse no ? no.reason() : "not-allowed";
      return Optional.of(Refusal.of(Kind.FORBIDDEN, reason, DENIED));
    }
    Optional<ServedModel> found = parts.models().find(call.model());
    if (found.isEmpty()) {
      return Optional.of(Refusal.of(Kind.NOT_FOUND, "unknown-model", "There is no such model."));
    }
    model = found.get();
    Optional<ModelVersion> picked =
        call.version().isEmpty()
            ? found.get().route(own.key())
            : found.get().version(call.version());
    if (picked.isEmpty()) {
      return Optional.of(
          call.version().isEmpty()
              ? Refusal.of(Kind.UNAVAILABLE, "no-version", "The model is not in service.")
              : Refusal.of(Kind.NOT_FOUND, "unknown-version", "There is no such version."));
    }
    version = picked.get();
    return size(own);
  }

  private Optional<Refusal> size(Client own) {
    Optional<Terms> found = policy.terms(own, call.model());
    if (found.isEmpty()) {
      return Optional.of(Refusal.of(Kind.FORBIDDEN, "no-policy", DENIED));
    }
    terms = found.get();
    step = parts.ladder().step(own, call.model());
    if (step != Step.CLEAR) {
      marks.add("ladder-" + step.name().toLowerCase(Locale.ROOT));
    }
    if (step == Step.BLOCKED) {
      return Optional.of(Refusal.of(Kind.FORBIDDEN, "blocked", DENIED));
    }
    coarsen = step == Step.COARSENED;
    return call.bodyBytes() > found.get().bodyBytes()
        ? Optional.of(tooLarge(found.get().bodyBytes()))
        : Optional.empty();
  }

  /// The refusal of a body that is too large.
  public static Refusal tooLarge(long most) {
    return Refusal.of(
        Kind.TOO_LARGE,
        "too-large",
        "The body is larger than the %d bytes that are allowed.".formatted(most));
  }

  private void admitted(AsyncResult<Admission.Entry> entry, Promise<Gate> gate) {
    if (entry.failed()) {
      shut(gate, broken(entry.cause()));
      return;
    }
    switch (entry.result()) {
      case Admission.Entry.Closed(Refusal refusal, Reply.Quota left) -> {
        quota = left;
        shut(gate, refusal);
      }
      case Admission.Entry.Open(Reply.Quota left, Runnable whenOver) -> {
        quota = left;
        leave = whenOver;
        gate.complete(new Gate.Open(this));
      }
    }
  }

  private void shut(Promise<Gate> gate, Refusal refusal) {
    gate.complete(new Gate.Shut(stranger(refusal)));
  }

  private Reply.Refused stranger(Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, quota);
    if (client != null || pipeline.strangers().mayWrite()) {
      append(record(reply, Optional.empty()));
    }
    over(reply);
    return reply;
  }

  /// The second half: reads the rows and asks the model.
  ///
  /// @param decode reads the rows; may throw [BadRequest]
  /// @return never fails
  public Future<Reply> infer(Supplier<Rows> decode) {
    Promise<Reply> promise = Promise.promise();
    protect(promise, () -> decoded(decode.get(), promise));
    return promise.future();
  }

  private void protect(Promise<Reply> promise, Runnable part) {
    try {
      part.run();
    } catch (BadRequest e) {
      refuse(promise, Refusal.of(Kind.BAD_REQUEST, e.reason(), e.text()));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      refuse(promise, broken(e));
    }
  }

  private void decoded(Rows rows, Promise<Reply> promise) {
    ServedModel asked = model();
    Query own =
        new Query(call.requestId(), client(), asked.name(), version().version(), rows, call.time());
    query = own;
    if (rows.count() > terms().rows()) {
      throw new BadRequest(
          "batch-size", "A request must have 1 to %d rows.".formatted(terms().rows()));
    }
    if (rows.count() == 1) {
      guarded(own, promise);
      return;
    }
    then(
        terms().admission().rows(client(), asked.name(), step, rows.count() - 1),
        refused ->
            protect(
                promise,
                () -> {
                  Optional<Refusal> no =
                      refused.succeeded() ? refused.result() : Optional.of(broken(refused.cause()));
                  no.ifPresentOrElse(r -> refuse(promise, r), () -> guarded(own, promise));
                }));
  }

  private void guarded(Query own, Promise<Reply> promise) {
    long start = parts.nanos().getAsLong();
    Guards.Passage passage = terms().guards().request(own);
    guardNanos = parts.nanos().getAsLong() - start;
    if (passage.refusal().isPresent()) {
      refuse(promise, of(passage.refusal().get()));
      return;
    }
    if (passage.coarsen() && !coarsen) {
      coarsen = true;
      marks.add("coarsened");
    }
    then(
        terms().spending().reserve(own, coarsen),
        grant -> protect(promise, () -> granted(grant, own, promise)));
  }

  private static Refusal of(Decision.Refuse no) {
    Kind kind = no.retryAfter().isPresent() ? Kind.TOO_MANY : Kind.UNACCEPTABLE;
    return new Refusal(kind, no.reason(), no.message(), no.retryAfter());
  }

  private void granted(AsyncResult<Spending.Grant> grant, Query own, Promise<Reply> promise) {
    if (grant.failed()) {
      refuse(promise, broken(grant.cause()));
      return;
    }
    switch (grant.result()) {
      case Spending.Grant.Denied(Refusal refusal) -> refuse(promise, refusal);
      case Spending.Grant.Reserved reserved -> ask(own, reserved, promise);
    }
  }

  private void ask(Query own, Spending.Grant.Reserved reserved, Promise<Reply> promise) {
    long start = parts.nanos().getAsLong();
    Future<Answer> answer;
    try {
      answer = version().infer(own.rows());
    } catch (RuntimeException | LinkageError e) {
      answer = Future.failedFuture(e);
    }
    then(
        answer,
        said -> {
          modelNanos = parts.nanos().getAsLong() - start;
          boolean settled = false;
          try {
            settled = said(said, own, reserved, promise);
          } catch (RuntimeException | LinkageError e) {
            refuse(promise, broken(e));
          } finally {
            if (!settled) {
              reserved.release();
            }
          }
        });
  }

  /// @return whether the reservation was settled
  private boolean said(
      AsyncResult<Answer> said,
      Query own,
      Spending.Grant.Reserved reserved,
      Promise<Reply> promise) {
    if (said.failed()) {
      refuse(promise, modelFailed(said.cause()));
      return false;
    }
    raw = said.result();
    long start = parts.nanos().getAsLong();
    if (step != Step.CLEAR && lookFirst(own, said.result()) == Step.BLOCKED) {
      refuse(promise, Refusal.of(Kind.FORBIDDEN, "blocked", DENIED));
      return false;
    }
    Decision may = terms().guards().answer(own, said.result(), coarsen);
    guardNanos += parts.nanos().getAsLong() - start;
    switch (may) {
      case Decision.Refuse no -> {
        refuse(promise, of(no));
        return false;
      }
      case Decision.Allow _ -> {
        refuse(promise, broken(new IllegalStateException("guards must say what may leave")));
        return false;
      }
      case Decision.Transform(Answer given) -> {
        bits = reserved.settle(given);
        answer(given, promise);
        return true;
      }
    }
  }

  /// Who is on the ladder already is looked at before the answer, not after it.
  private Step lookFirst(Query own, Answer said) {
    looked = true;
    Step now = parts.ladder().look(own, said);
    if (now.compareTo(step) > 0) {
      step = now;
      coarsen |= now == Step.COARSENED;
      marks.add("ladder-" + now.name().toLowerCase(Locale.ROOT));
    }
    return now;
  }

  private static Refusal modelFailed(Throwable cause) {
    return Refusal.of(
        Kind.UNAVAILABLE,
        cause instanceof Unavailable no ? no.reason() : "model-error",
        "The model cannot answer now.");
  }

  private void answer(Answer given, Promise<Reply> promise) {
    Reply.Answered reply = new Reply.Answered(given, version().version(), quota);
    then(
        append(record(reply, Optional.of(given))),
        kept -> {
          if (kept.succeeded()) {
            finish(promise, reply);
          } else {
            finish(
                promise,
                new Reply.Refused(
                    Refusal.of(Kind.UNAVAILABLE, "log-unavailable", "No answer can be given now."),
                    quota));
          }
        });
  }

  private Future<Void> append(DecisionRecord decision) {
    try {
      return parts.log().append(decision);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void refuse(Promise<Reply> promise, Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, quota);
    append(record(reply, Optional.empty()));
    finish(promise, reply);
  }

  private void finish(Promise<Reply> promise, Reply reply) {
    if (promise.tryComplete(reply)) {
      over(reply);
    }
  }

  /// The request is over without having asked a model: metadata was read, labels were taken.
  public void done() {
    Reply.Answered reply =
        new Reply.Answered(
            new Answer(List.of(), 0, new int[0], new float[0]), version().version(), quota);
    append(record(reply, Optional.empty()));
    over(reply);
  }

  /// The request went no further than its body: the client went away, or sent too much.
  public Reply.Refused abandon(Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, quota);
    if (!ended) {
      append(record(reply, Optional.empty()));
      over(reply);
    }
    return reply;
  }

  private static Refusal broken(Throwable cause) {
    return Refusal.of(
        Kind.INTERNAL,
        "error-" + cause.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        INTERNAL);
  }

  private void over(Reply reply) {
    if (ended) {
      return;
    }
    ended = true;
    leave.run();
    long total = parts.nanos().getAsLong() - call.startNanos();
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

  private DecisionRecord record(Reply reply, Optional<Answer> given) {
    boolean answered = reply instanceof Reply.Answered;
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
        answered || refusal == null
            ? DecisionRecord.Ending.ANSWERED
            : refusal.kind().failure()
                ? DecisionRecord.Ending.FAILED
                : DecisionRecord.Ending.REFUSED,
        refusal == null ? "ok" : refusal.reason(),
        marks,
        Optional.ofNullable(query).map(Query::rows),
        given,
        bits,
        (parts.nanos().getAsLong() - call.startNanos()) / 1000);
  }
}
