package dev.gambeson.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// A bounded pool for CPU work. Results come back in the order of their index, so that a
/// computation cut into fixed pieces gives the same answer on any number of threads.
///
/// Calls from inside a task run on the calling thread: nesting is safe and never deadlocks.
public final class Workers implements AutoCloseable {
  private final int threads;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
  private final ExecutorService pool;

  /// @param threads number of threads, at least 1
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("gambeson-", 0).factory());
  }

  /// As many threads as the machine has processors.
  public static Workers ofMachine() {
    return new Workers(Runtime.getRuntime().availableProcessors());
  }

  /// Number of threads.
  public int threads() {
    return threads;
  }

  /// Runs `task` for 0 to `count - 1` and returns the results in that order. The first failure is
  /// thrown as it was.
  public <T> List<T> map(int count, IntFunction<T> task) {
    if (threads == 1 || count == 1 || inside.get()) {
      List<T> results = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        results.add(task.apply(i));
      }
      return results;
    }
    List<Future<T>> futures = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = i;
      futures.add(pool.submit(() -> inPool(task, index)));
    }
    List<T> results = new ArrayList<>(count);
    try {
      for (Future<T> future : futures) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      throw rethrow(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for workers", e);
    } finally {
      futures.forEach(f -> f.cancel(false));
    }
    return results;
  }

  private <T> T inPool(IntFunction<T> task, int index) {
    inside.set(true);
    try {
      return task.apply(index);
    } finally {
      inside.set(false);
    }
  }

  private static RuntimeException rethrow(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
