package dev.gambeson.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a request's body into one array, and no more than allowed.
final class BodyReader {
  /// How reading ended.
  enum End {
    /// The body is more than allowed.
    TOO_LARGE,
    /// The client went away.
    GONE,
    /// It came too slowly.
    SLOW
  }

  /// Over HTTP/1.1 the front filter minds the pace; over HTTP/2 a connection has many bodies.
  private static final long PERIOD_MILLIS = 5_000;

  private static final long LEAST_BYTES = 2_500;

  private final long most;
  private final Consumer<byte[]> whole;
  private final Consumer<End> failed;
  private @Nullable Buffer body;
  private boolean over;
  private long seen;
  private long seenBefore;
  private Runnable stop = () -> {};

  private BodyReader(long most, Consumer<byte[]> whole, Consumer<End> failed) {
    this.most = most;
    this.whole = whole;
    this.failed = failed;
  }

  /// Reads on. Exactly one of both is called.
  static void read(
      HttpServerRequest request, long most, Consumer<byte[]> whole, Consumer<End> failed) {
    BodyReader reader = new BodyReader(most, whole, failed);
    request.exceptionHandler(_ -> reader.fail(End.GONE));
    request.handler(reader::part);
    request.endHandler(_ -> reader.end());
    if (request.version() == HttpVersion.HTTP_2) {
      reader.mind();
    }
  }

  /// Looks every five seconds whether enough has come.
  private void mind() {
    Context context = Vertx.currentContext();
    if (context == null) {
      return;
    }
    Vertx vertx = context.owner();
    long timer = vertx.setPeriodic(PERIOD_MILLIS, _ -> look());
    stop = () -> vertx.cancelTimer(timer);
  }

  private void look() {
    long more = seen - seenBefore;
    seenBefore = seen;
    if (more < LEAST_BYTES) {
      fail(End.SLOW);
    }
  }

  private void part(Buffer next) {
    seen += next.length();
    if (over) {
      return;
    }
    Buffer soFar = body;
    long length = (soFar == null ? 0L : soFar.length()) + next.length();
    if (length > most) {
      fail(End.TOO_LARGE);
    } else if (soFar == null) {
      body = next;
    } else {
      body = soFar.appendBuffer(next);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      stop.run();
      Buffer all = body;
      whole.accept(all == null ? new byte[0] : all.getBytes());
    }
  }

  private void fail(End why) {
    if (!over) {
      over = true;
      stop.run();
      body = null;
      failed.accept(why);
    }
  }
}
