package dev.gambeson.server.serving;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts requests that come close together into one call.
///
/// Guaranteed: a request waits no longer than the delay before its call is queued; rows of
/// different requests never mix in the answers; one that fails for its input does not fail the
/// others: the batch is then asked request by request. Not guaranteed: answers equal to the last
/// bit to those of a lone call, since a runtime may round otherwise in larger blocks.
final class Batcher {
  private final LocalSettings.Batching settings;
  private final InferencePool pool;
  private final Function<Rows, Answer> model;
  private final Executor timer;
  private List<Item> waiting = new ArrayList<>();
  private int rows;
  private long batch; // counts what was taken

  private record Item(Rows rows, Promise<Answer> promise, @Nullable Context context) {
    void complete(Answer answer) {
      InferencePool.on(context, () -> promise.tryComplete(answer));
    }

    void fail(Throwable cause) {
      InferencePool.on(context, () -> promise.tryFail(cause));
    }
  }

  Batcher(LocalSettings.Batching settings, InferencePool pool, Function<Rows, Answer> model) {
    this.settings = settings;
    this.pool = pool;
    this.model = model;
    this.timer =
        CompletableFuture.delayedExecutor(
            settings.maxDelay().toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
  }

  Future<Answer> infer(Rows wanted) {
    Item item = new Item(wanted, Promise.promise(), Vertx.currentContext());
    List<Item> full = List.of();
    synchronized (this) {
      if (rows + wanted.count() > settings.maxRows()) {
        full = take();
      }
      waiting.add(item);
      rows += wanted.count();
      if (waiting.size() == 1) {
        long mine = batch;
        timer.execute(() -> flush(mine));
      }
    }
    submit(full);
    return item.promise().future();
  }

  private void flush(long due) {
    List<Item> full = List.of();
    synchronized (this) {
      if (batch == due) { // otherwise it was full before its time
        full = take();
      }
    }
    submit(full);
  }

  private List<Item> take() {
    List<Item> taken = waiting;
    waiting = new ArrayList<>();
    rows = 0;
    batch++;
    return taken;
  }

  private void submit(List<Item> items) {
    if (items.isEmpty()) {
      return;
    }
    Future<Boolean> ran =
        pool.run(() -> {
          run(items);
          return true;
        });
    if (ran.failed()) {
      items.forEach(i -> i.fail(ran.cause()));
    }
  }

  private void run(List<Item> items) {
    if (items.size() == 1) {
      alone(items.getFirst());
      return;
    }
    try {
      Answer all = model.apply(together(items));
      int from = 0;
      for (Item item : items) {
        int to = from + item.rows().count();
        item.complete(part(all, from, to));
        from = to;
      }
    } catch (Unavailable e) {
      items.forEach(this::alone);
    } catch (Throwable e) { // nobody may wait for ever, whatever happened
      items.forEach(i -> i.fail(e));
    }
  }

  private void alone(Item item) {
    try {
      item.complete(model.apply(item.rows()));
    } catch (Throwable e) {
      item.fail(e);
    }
  }

  private static Rows together(List<Item> items) {
    int count = items.stream().mapToInt(i -> i.rows().count()).sum();
    int width = items.getFirst().rows().width();
    double[] values = new double[Math.multiplyExact(count, width)];
    int at = 0;
    for (Item item : items) {
      double[] own = item.rows().values();
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    return new Rows(count, width, values);
  }

  private static Answer part(Answer all, int from, int to) {
    int k = all.classes().size();
    return new Answer(
        all.classes(),
        to - from,
        Arrays.copyOfRange(all.labels(), from, to),
        Arrays.copyOfRange(all.scores(), from * k, to * k));
  }
}
