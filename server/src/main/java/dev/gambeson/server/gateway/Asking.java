package dev.gambeson.server.gateway;

import static dev.gambeson.server.gateway.Course.DENIED;
import static dev.gambeson.server.gateway.Course.broken;
import static dev.gambeson.server.gateway.Course.then;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.AdversarialPolicy.Reaction;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.serving.Explanation;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The second half of a request: from its rows to its answer.
final class Asking {
  private final Course course;
  private final Terms terms;
  private final ModelVersion version;
  private final boolean explains;
  private final Promise<Reply> promise = Promise.promise();
  private Repeats.Ticket ticket = Repeats.Ticket.NONE;

  Asking(Course course) {
    this.course = course;
    this.terms = Course.present(course.terms);
    this.version = Course.present(course.version);
    this.explains = course.call.action() == Action.EXPLAIN;
  }

  Future<Reply> run(Supplier<Rows> decode) {
    protect(() -> decoded(decode.get()));
    return promise.future();
  }

  private void protect(Runnable part) {
    try {
      part.run();
    } catch (BadRequest e) {
      refuse(Refusal.of(Kind.BAD_REQUEST, e.reason(), e.text()));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      refuse(broken(e));
    }
  }

  private void decoded(Rows rows) {
    Client client = Course.present(course.client);
    String model = Course.present(course.model).name();
    Call call = course.call;
    Query own = new Query(call.requestId(), client, model, version.version(), rows, call.time());
    course.query = own;
    if (rows.count() > terms.rows()) {
      throw new BadRequest(
          "batch-size", "A request must have 1 to %d rows.".formatted(terms.rows()));
    }
    Optional<Refusal> unexplained = explainable(rows.count());
    if (unexplained.isPresent()) {
      refuse(unexplained.get());
      return;
    }
    then(terms.repeats().heard(call, own), heard -> protect(() -> heard(heard, own)));
  }

  private void heard(AsyncResult<Repeats.Heard> heard, Query own) {
    if (heard.failed()) {
      refuse(broken(heard.cause()));
      return;
    }
    switch (heard.result()) {
      case Repeats.Heard.Fresh(Repeats.Ticket fresh) -> {
        ticket = fresh;
        counted(own);
      }
      case Repeats.Heard.Again(Reply.Answered before) -> again(before);
      case Repeats.Heard.Refused(Refusal refusal) -> refuse(refusal);
    }
  }

  /// Explanations need a policy that gives them, and nothing against the client.
  private Optional<Refusal> explainable(int rows) {
    if (!explains) {
      return Optional.empty();
    }
    if (terms.explaining().isEmpty()) {
      return Optional.of(Refusal.of(Kind.FORBIDDEN, "no-explanations", DENIED));
    }
    int most = terms.explaining().get().rows();
    if (rows > most) {
      throw new BadRequest(
          "batch-size", "An explanation is of 1 to %d rows at a time.".formatted(most));
    }
    return course.coarsen
        ? Optional.of(Refusal.of(Kind.FORBIDDEN, "coarsened", DENIED))
        : Optional.empty();
  }

  /// A retry is told what was said before: it costs nothing and asks nothing, but a client that
  /// gets labels only since then gets no more now.
  private void again(Reply.Answered before) {
    course.marks.add("retry");
    if (explains && course.coarsen) {
      refuse(Refusal.of(Kind.FORBIDDEN, "coarsened", DENIED));
      return;
    }
    Answer given = course.coarsen ? before.answer().labelsOnly() : before.answer();
    keep(new Reply.Answered(given, before.version(), course.quota, before.explanation()));
  }

  private void counted(Query own) {
    Rows rows = own.rows();
    if (rows.count() == 1) {
      guarded(own);
      return;
    }
    then(
        terms.admission().rows(own.client(), own.model(), course.step, rows.count() - 1),
        refused ->
            protect(() -> {
              Optional<Refusal> no =
                  refused.succeeded() ? refused.result() : Optional.of(broken(refused.cause()));
              no.ifPresentOrElse(this::refuse, () -> guarded(own));
            }));
  }

  private void guarded(Query own) {
    long start = course.nanos();
    if (course.parts.canaries().bait(own)) {
      course.marks.add("bait");
    }
    Guards.Passage passage = terms.guards().request(own);
    course.guardNanos = course.nanos() - start;
    course.flag(passage.flags());
    if (passage.refusal().isPresent()) {
      refuse(of(passage.refusal().get()));
      return;
    }
    if (passage.coarsen() && !course.coarsen) {
      course.coarsen = true;
      course.marks.add("coarsened");
    }
    then(spending().reserve(own, course.coarsen), grant -> protect(() -> granted(grant, own)));
  }

  private Spending spending() {
    return explains ? terms.explaining().orElseThrow().spending() : terms.spending();
  }

  private static Refusal of(Decision.Refuse no) {
    Kind kind = no.retryAfter().isPresent() ? Kind.TOO_MANY : Kind.UNACCEPTABLE;
    return new Refusal(kind, no.reason(), no.message(), no.retryAfter());
  }

  private void granted(AsyncResult<Spending.Grant> grant, Query own) {
    if (grant.failed()) {
      refuse(broken(grant.cause()));
      return;
    }
    switch (grant.result()) {
      case Spending.Grant.Denied(Refusal refusal) -> refuse(refusal);
      case Spending.Grant.Reserved reserved -> ask(own, reserved);
    }
  }

  private void ask(Query own, Spending.Grant.Reserved reserved) {
    long start = course.nanos();
    Future<Answer> answer;
    try {
      answer = version.infer(own.rows());
    } catch (RuntimeException | LinkageError e) {
      answer = Future.failedFuture(e);
    }
    then(
        answer,
        said -> {
          course.modelNanos = course.nanos() - start;
          boolean settled = false;
          try {
            settled = said(said, own, reserved);
          } catch (RuntimeException | LinkageError e) {
            refuse(broken(e));
          } finally {
            if (!settled) {
              reserved.release();
            }
          }
        });
  }

  /// @return whether the reservation was settled
  private boolean said(AsyncResult<Answer> said, Query own, Spending.Grant.Reserved reserved) {
    if (said.failed()) {
      refuse(modelFailed(said.cause()));
      return false;
    }
    course.raw = said.result();
    long start = course.nanos();
    if (course.step != Step.CLEAR && lookFirst(own, said.result()) == Step.BLOCKED) {
      refuse(Refusal.of(Kind.FORBIDDEN, "blocked", DENIED));
      return false;
    }
    if (doubted(own, said.result())) {
      refuse(Refusal.of(Kind.UNACCEPTABLE, "adversarial", "This input cannot be answered."));
      return false;
    }
    Decision may = terms.guards().answer(own, said.result(), course.coarsen);
    course.guardNanos += course.nanos() - start;
    switch (may) {
      case Decision.Refuse no -> {
        refuse(of(no));
        return false;
      }
      case Decision.Allow _ -> {
        refuse(broken(new IllegalStateException("guards must say what may leave")));
        return false;
      }
      case Decision.Transform(Answer given) -> {
        if (explains) {
          explain(own, said.result(), given, reserved);
        } else {
          course.bits = reserved.settle(said.result());
          keep(new Reply.Answered(given, version.version(), course.quota));
        }
        return true;
      }
    }
  }

  /// @return whether a row looks so much like an adversarial example that it is not answered
  private boolean doubted(Query own, Answer raw) {
    Optional<Reaction> doubt = terms.doubts().about(own, raw);
    if (doubt.isEmpty()) {
      return false;
    }
    course.flag(List.of("adversarial"));
    course.coarsen |= doubt.get() == Reaction.COARSEN;
    return doubt.get() == Reaction.REJECT;
  }

  private void explain(Query own, Answer raw, Answer given, Spending.Grant.Reserved reserved) {
    if (course.coarsen) { // only since the answer
      reserved.release();
      refuse(Refusal.of(Kind.FORBIDDEN, "coarsened", DENIED));
      return;
    }
    Future<Explanation> why;
    try {
      why = terms.explaining().orElseThrow().explain(version, own, given);
    } catch (RuntimeException | LinkageError e) {
      why = Future.failedFuture(e);
    }
    then(
        why,
        said -> {
          if (said.failed()) {
            reserved.release();
            refuse(modelFailed(said.cause()));
            return;
          }
          protect(() -> {
            course.bits = reserved.settle(raw);
            keep(
                new Reply.Answered(
                    given, version.version(), course.quota, Optional.of(said.result())));
          });
        });
  }

  /// Who is on the ladder already is looked at before the answer, not after it.
  private Step lookFirst(Query own, Answer said) {
    course.looked = true;
    Step now = course.parts.ladder().look(own, said);
    if (now.compareTo(course.step) > 0) {
      course.step = now;
      course.coarsen |= now == Step.COARSENED;
      course.mark(now);
    }
    return now;
  }

  private static Refusal modelFailed(Throwable cause) {
    return Refusal.of(
        Kind.UNAVAILABLE,
        cause instanceof Unavailable no ? no.reason() : "model-error",
        "The model cannot answer now.");
  }

  private void keep(Reply.Answered reply) {
    then(
        course.append(reply, Optional.of(reply.answer())),
        kept ->
            finish(
                kept.succeeded()
                    ? reply
                    : new Reply.Refused(
                        Refusal.of(
                            Kind.UNAVAILABLE, "log-unavailable", "No answer can be given now."),
                        course.quota)));
  }

  private void refuse(Refusal refusal) {
    Reply.Refused reply = new Reply.Refused(refusal, course.quota);
    var _ = course.append(reply, Optional.empty());
    finish(reply);
  }

  private void finish(Reply reply) {
    if (promise.tryComplete(reply)) {
      if (reply instanceof Reply.Answered answered) {
        ticket.answered(answered);
      } else {
        ticket.refused();
      }
      course.over(reply);
    }
  }
}
