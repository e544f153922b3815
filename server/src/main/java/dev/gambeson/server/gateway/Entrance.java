package dev.gambeson.server.gateway;

import static dev.gambeson.server.gateway.Course.DENIED;
import static dev.gambeson.server.gateway.Course.INTERNAL;
import static dev.gambeson.server.gateway.Course.broken;
import static dev.gambeson.server.gateway.Course.then;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.identity.Unauthenticated;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The first half of a request: everything that needs no body.
///
/// @param course what is known of the request so far
record Entrance(Course course) {
  private static final int MOST_OF_A_NAME = 40;

  Future<Optional<Reply.Refused>> identify() {
    return who()
        .map(own -> {
          course.client = own;
          course.abandon(Refusal.of(Kind.NOT_FOUND, "no-route", "There is nothing here."));
          return Optional.<Reply.Refused>empty();
        })
        .otherwise(e -> Optional.of(course.stranger(notAuthenticated(e))));
  }

  private Future<Client> who() {
    PipelineParts parts = course.parts;
    Call call = course.call;
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
      decoy(Optional.empty());
      shut(gate, notAuthenticated(who.cause()));
      return;
    }
    Client own = who.result();
    course.client = own;
    Optional<Refusal> refusal = authorise(own);
    if (refusal.isPresent()) {
      shut(gate, refusal.get());
      return;
    }
    then(
        Course.present(course.terms).admission().enter(course.call, own, course.step),
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
    Call call = course.call;
    Decision may =
        course.parts.authorizer().authorise(own, call.action(), call.model(), call.version());
    preview(own);
    if (!(may instanceof Decision.Allow)) {
      decoy(Optional.of(own));
      String reason = may instanceof Decision.Refuse no ? no.reason() : "not-allowed";
      return Optional.of(Refusal.of(Kind.FORBIDDEN, reason, DENIED));
    }
    Optional<ServedModel> found = course.parts.models().find(call.model());
    if (found.isEmpty()) {
      decoy(Optional.of(own));
      return Optional.of(Refusal.of(Kind.NOT_FOUND, "unknown-model", "There is no such model."));
    }
    course.model = found.get();
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
    course.version = picked.get();
    return terms(own);
  }

  /// Rules that are tried out are marked and counted, and change nothing.
  private void preview(Client own) {
    Call call = course.call;
    List<String> rules =
        course.parts.authorizer().previews(own, call.action(), call.model(), call.version());
    if (!rules.isEmpty()) {
      course.previews = List.copyOf(rules);
      rules.forEach(rule -> course.marks.add("preview-" + plain(rule)));
    }
  }

  /// Who asks for a model that he cannot have may have asked for one that nobody was told of.
  private void decoy(Optional<Client> who) {
    if (course.parts.canaries().decoy(course.call, who)) {
      course.marks.add("decoy");
    }
  }

  /// A rule's name in the ledger's alphabet.
  private static String plain(String rule) {
    String name = rule.length() <= MOST_OF_A_NAME ? rule : rule.substring(0, MOST_OF_A_NAME);
    String token = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return token.endsWith("-") ? token.substring(0, token.length() - 1) : token;
  }

  private Optional<Refusal> terms(Client own) {
    Call call = course.call;
    Optional<Terms> found = course.policy.terms(own, call.model());
    if (found.isEmpty()) {
      return Optional.of(Refusal.of(Kind.FORBIDDEN, "no-policy", DENIED));
    }
    course.terms = found.get();
    Step step = course.parts.ladder().step(own, call.model());
    course.step = step;
    if (step != Step.CLEAR) {
      course.mark(step);
    }
    if (step == Step.BLOCKED) {
      return Optional.of(Refusal.of(Kind.FORBIDDEN, "blocked", DENIED));
    }
    course.coarsen = step == Step.COARSENED;
    return call.bodyBytes() > found.get().bodyBytes()
        ? Optional.of(Visit.tooLarge(found.get().bodyBytes()))
        : Optional.empty();
  }

  private void admitted(AsyncResult<Admission.Entry> entry, Promise<Gate> gate) {
    if (entry.failed()) {
      shut(gate, broken(entry.cause()));
      return;
    }
    switch (entry.result()) {
      case Admission.Entry.Closed(Refusal refusal, Reply.Quota left) -> {
        course.quota = left;
        shut(gate, refusal);
      }
      case Admission.Entry.Open(Reply.Quota left, Runnable whenOver) -> {
        course.quota = left;
        course.leave = whenOver;
        gate.complete(new Gate.Open(new Visit(course)));
      }
    }
  }

  private void shut(Promise<Gate> gate, Refusal refusal) {
    gate.complete(new Gate.Shut(course.stranger(refusal)));
  }
}
