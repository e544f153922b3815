package dev.gambeson.server.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;

/// Stages of other threads, brought back to the event loop.
public final class Stages {
  private Stages() {}

  /// The same as a future that completes on the context that this is called on, if there is one.
  public static <T> Future<T> here(CompletionStage<T> stage) {
    Context context = Vertx.currentContext();
    return context == null
        ? Future.fromCompletionStage(stage)
        : Future.fromCompletionStage(stage, context);
  }
}
