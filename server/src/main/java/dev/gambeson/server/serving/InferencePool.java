package dev.gambeson.server.serving;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Threads for models that are too slow for an event loop. Bounded in threads and in what may wait:
/// what finds no room fails at once as overloaded.
public final class InferencePool implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final int capacity;

  /// @param threads at least 1
  /// @param capacity requests that may wait, at least 1
  public InferencePool(int threads, int capacity) {
    this.capacity = capacity;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(capacity),
            Thread.ofPlatform().daemon().name("gambeson-model-", 0).factory());
  }

  /// How full the queue is, from 0 to 1.
  public double load() {
    return (double) pool.getQueue().size() / capacity;
  }

  /// Runs a task; the future completes on the context that this was called on, if any.
  <T> Future<T> run(Supplier<T> task) {
    Promise<T> promise = Promise.promise();
    Context context = Vertx.currentContext();
    try {
      pool.execute(() -> {
        try {
          T result = task.get();
          on(context, () -> promise.complete(result));
        } catch (Throwable e) { // an Error in a model must not leave a client waiting
          on(context, () -> promise.fail(e));
        }
      });
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(overloaded());
    }
    return promise.future();
  }

  static Unavailable overloaded() {
    return new Unavailable("overloaded", "The queue for models is full.");
  }

  static void on(@org.jspecify.annotations.Nullable Context context, Runnable end) {
    if (context == null) {
      end.run();
    } else {
      context.runOnContext(_ -> end.run());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
