package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.TrafficView;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Streams of decisions to browsers (server-sent events): a few times a second, all that came. Who
/// reads too slowly loses the oldest and is told how many. A stream ends with its session.
final class LiveTraffic {
  private static final int STREAMS = 64;
  private static final int KEPT = 400;
  private static final long FLUSH_MS = 250;
  private static final int BEAT = 60;
  private static final int CHECK = 8;

  private final Vertx vertx;
  private final TrafficView traffic;
  private final Executor executor;
  private final AtomicInteger open = new AtomicInteger();

  LiveTraffic(Vertx vertx, TrafficView traffic, Executor executor) {
    this.vertx = vertx;
    this.traffic = traffic;
    this.executor = executor;
  }

  /// Begins a stream.
  ///
  /// @param stands whether the session still stands; may block, asked now and then
  void begin(Context context, HttpServerResponse response, BooleanSupplier stands) {
    if (open.incrementAndGet() > STREAMS) {
      open.decrementAndGet();
      throw new Rejected(
          Rejected.Kind.UNAVAILABLE, "Too many people watch the live traffic; try again later.");
    }
    Stream stream = new Stream(response, stands);
    context.runOnContext(_ -> stream.start());
  }

  private final class Stream {
    private final HttpServerResponse response;
    private final BooleanSupplier stands;
    private final ArrayDeque<TrafficView.Event> waiting = new ArrayDeque<>();
    private final TrafficView.Subscription subscription;
    private long lost;
    private int turns;
    private long timer;
    private boolean ended;

    Stream(HttpServerResponse response, BooleanSupplier stands) {
      this.response = response;
      this.stands = stands;
      try {
        this.subscription = traffic.subscribe(this::offer);
      } catch (RuntimeException e) {
        open.decrementAndGet();
        throw e;
      }
    }

    void start() {
      response.closeHandler(_ -> end());
      response.exceptionHandler(_ -> end());
      response
          .putHeader("content-type", "text/event-stream; charset=utf-8")
          .putHeader("cache-control", "no-store")
          .setChunked(true)
          .write(": live\n\n");
      timer = vertx.setPeriodic(FLUSH_MS, _ -> flush());
      if (response.closed()) {
        end();
      }
    }

    private synchronized void offer(TrafficView.Event event) {
      if (waiting.size() == KEPT) {
        waiting.removeFirst();
        lost++;
      }
      waiting.addLast(event);
    }

    private synchronized List<TrafficView.Event> taken() {
      List<TrafficView.Event> all = new ArrayList<>(waiting);
      waiting.clear();
      return all;
    }

    private synchronized long takenLost() {
      long n = lost;
      lost = 0;
      return n;
    }

    private void flush() {
      if (++turns % CHECK == 0) {
        executor.execute(this::check);
      }
      if (ended || response.writeQueueFull()) {
        return;
      }
      long gone = takenLost();
      if (gone > 0) {
        response.write("event: lost\ndata: " + gone + "\n\n");
      }
      List<TrafficView.Event> events = taken();
      if (!events.isEmpty()) {
        response.write("data: " + Json.text(events) + "\n\n");
      } else if (turns % BEAT == 0) {
        response.write(": still here\n\n");
      }
    }

    private void check() {
      if (!stands.getAsBoolean()) {
        end();
        response.end("event: over\ndata: 0\n\n");
      }
    }

    private synchronized void end() {
      if (!ended) {
        ended = true;
        vertx.cancelTimer(timer);
        subscription.close();
        open.decrementAndGet();
      }
    }
  }
}
