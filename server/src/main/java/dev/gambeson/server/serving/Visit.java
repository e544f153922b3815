package dev.gambeson.server.serving;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;

/// A version as one client was sent to it: counts what comes of it, and has the shadows told.
final class Visit implements ModelVersion {
  private final HostedModel model;
  private final Held held;
  private final String client;

  Visit(HostedModel model, Held held, String client) {
    this.model = model;
    this.held = held;
    this.client = client;
  }

  @Override
  public String version() {
    return held.version.version();
  }

  @Override
  public String digest() {
    return held.version.digest();
  }

  @Override
  public Future<Answer> infer(Rows rows) {
    held.enter();
    Future<Answer> answer;
    try {
      answer = held.version.infer(rows);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(new Unavailable("model-error", Failures.words(e)));
    }
    if (answer.isComplete()) { // the usual case in process: no listener, no allocation
      ended(rows, answer);
      return answer;
    }
    return answer.onComplete(result -> ended(rows, result));
  }

  private void ended(Rows rows, io.vertx.core.AsyncResult<Answer> result) {
    held.leave();
    if (result.succeeded()) {
      held.watch.answered();
      model.answered(held, rows, result.result());
    } else {
      model.failed(held, client, result.cause());
    }
  }

  @Override
  public String toString() {
    return held.version.toString();
  }
}
