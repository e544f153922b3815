package dev.gambeson.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a request's body into one array, and no more than allowed.
final class BodyReader {
  /// How reading ended.
  enum End {
    /// The body is more than allowed.
    TOO_LARGE,
    /// The client went away.
    GONE
  }

  private final long most;
  private final Consumer<byte[]> whole;
  private final Consumer<End> failed;
  private @Nullable Buffer body;
  private boolean over;

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
  }

  private void part(Buffer next) {
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
      Buffer all = body;
      whole.accept(all == null ? new byte[0] : all.getBytes());
    }
  }

  private void fail(End why) {
    if (!over) {
      over = true;
      body = null;
      failed.accept(why);
    }
  }
}
