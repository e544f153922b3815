package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.CompletableFuture;

/// Reads bodies up to a limit that holds while they come.
final class Bodies {
  private Bodies() {}

  /// Reads a body; must be called on the stream's context.
  ///
  /// @param wanted when false, the body is thrown away and the future fails
  static void read(
      ReadStream<Buffer> stream, boolean wanted, int max, CompletableFuture<byte[]> body) {
    Buffer all = Buffer.buffer();
    stream.exceptionHandler(body::completeExceptionally);
    stream.handler(piece -> {
      if (wanted && all.length() + (long) piece.length() <= max) {
        all.appendBuffer(piece);
      } else {
        body.completeExceptionally(tooLong(max));
      }
    });
    stream.endHandler(_ -> body.complete(all.getBytes()));
  }

  static Rejected tooLong(int max) {
    return Rejected.invalid("The body is too long; it may have %d bytes.".formatted(max));
  }
}
