package dev.gambeson.server.gateway;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Client;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import io.vertx.core.Future;
import java.util.function.Supplier;

/// One request for which the gate of the [Pipeline] is open. Used by one thread at a time; ends
/// exactly once, by [#infer], [#done] or [#abandon].
public final class Visit {
  private final Course course;

  Visit(Course course) {
    this.course = course;
  }

  /// The call.
  public Call call() {
    return course.call;
  }

  /// Who asks.
  public Client client() {
    return Course.present(course.client);
  }

  /// The model asked for.
  public ServedModel model() {
    return Course.present(course.model);
  }

  /// The version that will answer.
  public ModelVersion version() {
    return Course.present(course.version);
  }

  /// What holds for this client and model.
  public Terms terms() {
    return Course.present(course.terms);
  }

  /// What is left of the client's rate.
  public Reply.Quota quota() {
    return course.quota;
  }

  /// The refusal of a body that is too large.
  public static Refusal tooLarge(long most) {
    return Refusal.of(
        Kind.TOO_LARGE,
        "too-large",
        "The body is larger than the %d bytes that are allowed.".formatted(most));
  }

  /// The second half: reads the rows and asks the model.
  ///
  /// @param decode reads the rows; may throw [dev.gambeson.server.oip.BadRequest]
  /// @return never fails
  public Future<Reply> infer(Supplier<Rows> decode) {
    return new Asking(course).run(decode);
  }

  /// The request is over without having asked a model: metadata was read, labels were taken.
  public void done() {
    course.done();
  }

  /// The request went no further than its body: the client went away, or sent too much.
  public Reply.Refused abandon(Refusal refusal) {
    return course.abandon(refusal);
  }
}
